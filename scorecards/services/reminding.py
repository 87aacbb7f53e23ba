"""Reminders of scorecards that are owed: one soon after the interview, then one each working morning, and then no more.

They depend on nothing but the person's own scorecard and the interview's end, so they tell nothing about the others.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from core.models import OutboxMessage
from hiring.models import Panelist

from .. import emails

FIRST_AFTER = timedelta(hours=1)
MORNING = time(9)
MORNINGS = 10
# What the worker missed for longer than this is not made up for: the next morning comes anyway.
STALE = timedelta(hours=12)
SATURDAY = 5


def remind_of_owed_scorecards() -> int:
    """Write the reminders that are due now, each once; return how many. Two queries, and the writing of each.

    However long the worker was away, a place gets one reminder and not all that were missed.
    """
    now = timezone.now()
    ended = {"interview__ends_at__lte": now - FIRST_AFTER, "interview__ends_at__gt": now - timedelta(days=2 * MORNINGS)}
    places = Panelist.objects.owing().filter(user__is_active=True, **ended).order_by("pk")
    places = places.select_related("user", "scorecard", "interview__stage", "interview__candidacy__candidate")
    due = {}
    for place in places:
        slot = latest_reminder(place.interview.ends_at, place.user.zone, now=now)
        if slot and now - slot < STALE:
            due[f"scorecard-owed:{place.uid}:{slot:%Y%m%dT%H%MZ}"] = place
    written = set(OutboxMessage.objects.filter(dedupe_key__in=due).values_list("dedupe_key", flat=True))
    for key in due.keys() - written:
        emails.scorecard_owed(due[key], dedupe_key=key)
    return len(due.keys() - written)


def latest_reminder(ends_at: datetime, zone: ZoneInfo, *, now: datetime) -> datetime | None:
    """Return when the last reminder up to ``now`` was due of an interview that ended at ``ends_at``, ``None`` if none.

    All times are aware. The first is due an hour after the end, the others at nine in ``zone`` on the ten working days
    after the day on which it ended there. Holidays are not known.
    """
    slots = [ends_at + FIRST_AFTER, *_mornings(ends_at.astimezone(zone).date(), zone)]
    return max((slot for slot in slots if slot <= now), default=None)


def _mornings(day: date, zone: ZoneInfo) -> list[datetime]:
    """Nine o'clock in ``zone``, in UTC, on each of the working days after ``day``."""
    days = (day + timedelta(days=number) for number in range(1, 2 * MORNINGS))
    working = [each for each in days if each.weekday() < SATURDAY][:MORNINGS]
    return [datetime.combine(each, MORNING, tzinfo=zone).astimezone(UTC) for each in working]
