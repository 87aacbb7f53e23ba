"""Reminders of interviews: to everybody who is expected, a day before, once for each time that was set.

They depend on nothing but the interview and the reader's own place, so they tell nothing about the others.
"""

from datetime import UTC, timedelta

from django.db.models import Prefetch
from django.utils import timezone

from core import outbox
from hiring import emails
from hiring.models import Interview, Panelist, Reply

AHEAD = timedelta(days=1)
# Whoever was invited, or told of a new time, less than this ago needs no reminder yet.
JUST_TOLD = timedelta(hours=12)


def remind_of_interviews() -> int:
    """Write the reminders that are due now, each once; return how many. Three queries, and the writing of each.

    Nobody is reminded of what has begun, however late the worker is, nor who has declined.
    """
    now = timezone.now()
    places = Panelist.objects.active().exclude(reply=Reply.DECLINED).filter(user__is_active=True)
    expected = Prefetch("panelists", places.select_related("user").order_by("pk"), to_attr="expected")
    rows = Interview.objects.blocking_time().filter(starts_at__gt=now, starts_at__lte=now + AHEAD)
    rows = rows.filter(time_set_at__lte=now - JUST_TOLD).prefetch_related(expected).order_by("starts_at", "pk")
    due: dict[str, tuple[Interview, Panelist | None]] = {}
    for interview in rows.select_related("stage", "candidacy__candidate", "candidacy__role", "created_by"):
        about = f"interview-soon:{interview.uid}:{interview.starts_at.astimezone(UTC):%Y%m%dT%H%MZ}"
        if interview.candidate_reply != Reply.DECLINED:
            due[f"{about}:{interview.candidacy.candidate.uid}"] = (interview, None)
        told = [place for place in interview.expected if place.joined_at <= now - JUST_TOLD]
        due |= {f"{about}:{place.user.uid}": (interview, place) for place in told}
    new = outbox.unwritten(due)
    for key in new:
        emails.interview_soon(*due[key], dedupe_key=key)
    return len(new)
