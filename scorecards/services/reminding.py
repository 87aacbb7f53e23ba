"""Reminders of scorecards that are owed: one soon after the interview, then one each working morning, and then no more.

Of a work sample the first comes when there was time to read it. They depend on nothing but the person's own scorecard
and on when there was something to rate, so they tell nothing about the others.
"""

from datetime import timedelta

from django.utils import timezone

from core import outbox

from .. import emails
from ..queries.due import latest_reminder, owing_since

# The last reminder of a work sample comes on the twelfth working day.
LONGEST = timedelta(days=22)
# What the worker missed for longer than this is not made up for: the next morning comes anyway.
STALE = timedelta(hours=12)


def remind_of_owed_scorecards() -> int:
    """Write the reminders that are due now, each once; return how many. Two queries, and the writing of each.

    However long the worker was away, a place gets one reminder and not all that were missed.
    """
    now = timezone.now()
    places = owing_since().filter(user__is_active=True, ratable_at__lte=now, ratable_at__gt=now - LONGEST)
    places = places.select_related("user", "scorecard", "interview__stage", "interview__candidacy__candidate")
    due = {}
    for place in places.order_by("pk"):
        is_work = not place.interview.blocks_time
        slot = latest_reminder(place.ratable_at, place.user.zone, now=now, is_work=is_work)
        if slot and now - slot < STALE:
            due[f"scorecard-owed:{place.uid}:{slot:%Y%m%dT%H%MZ}"] = place
    new = outbox.unwritten(due)
    for key in new:
        emails.scorecard_owed(due[key], since=due[key].ratable_at, dedupe_key=key)
    return len(new)
