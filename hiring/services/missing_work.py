"""Work samples that nobody handed in: who plans them is told, once for each deadline."""

from datetime import UTC, timedelta

from django.db.models import Q
from django.utils import timezone

from core import outbox
from hiring import emails
from hiring.models import Interview
from question_bank.models import StageKind

# What the worker missed for longer than this has been seen by now.
STALE = timedelta(days=7)


def tell_of_missing_work() -> int:
    """Write to the planners of work samples whose deadline passed without a hand-in; return of how many.

    The panel hears nothing: there is nothing to rate. Two queries, and the writing of each.
    """
    now = timezone.now()
    missing = Q(work_sample=None) | Q(work_sample__handed_in_at=None)
    rows = Interview.objects.standing().filter(missing, stage__kind=StageKind.WORK_SAMPLE)
    rows = rows.filter(ends_at__lte=now, ends_at__gt=now - STALE).order_by("pk")
    related = ("stage", "candidacy__candidate", "candidacy__role", "created_by", "work_sample")
    due = {
        f"work-missing:{row.uid}:{row.ends_at.astimezone(UTC):%Y%m%dT%H%MZ}": row
        for row in rows.select_related(*related)
    }
    new = outbox.unwritten(due)
    for key in new:
        emails.work_sample_missing(due[key], dedupe_key=key)
    return len(new)
