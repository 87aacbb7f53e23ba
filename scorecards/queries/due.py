"""Since when there is something to rate, and when its scorecard is due: for the reminders and for Today alike.

All of it depends on the clock, the candidate and who plans the interview, never on another panelist.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from hiring.models import Document, Panelist
from question_bank.models import StageKind

FIRST_AFTER = timedelta(hours=1)
MORNING = time(9)
MORNINGS = 10
# Whole working days that a panel has to read what was handed in.
READING_DAYS = 2
SATURDAY = 5


def owing_since() -> QuerySet[Any]:
    """Return the places that owe a scorecard, with ``ratable_at`` (UTC): since or from when there is something to rate.

    Of an interview that is its end. Of a work sample it is its last hand-in; the deadline, if files were there by then
    that were not handed in, or not again; ``None`` if nothing came in: nobody is asked to rate nothing.
    """
    by_then = Document.objects.filter(
        work_sample__interview=OuterRef("interview"), created_at__lte=OuterRef("interview__ends_at")
    )
    is_in = Q(interview__work_sample__handed_in_at__isnull=False, interview__work_sample__reopened_at=None)
    since = Case(
        When(~Q(interview__stage__kind=StageKind.WORK_SAMPLE), then=F("interview__ends_at")),
        When(is_in, then=F("interview__work_sample__handed_in_at")),
        When(Exists(by_then), then=F("interview__ends_at")),
        default=None,
    )
    return Panelist.objects.owing().annotate(ratable_at=since)


def reminders(ratable_at: datetime, zone: ZoneInfo, *, is_work: bool) -> list[datetime]:
    """Return when somebody in ``zone`` is reminded of a scorecard, in UTC. All times are aware.

    Of an interview an hour after its end, then at nine on the ten working days after the day on which it ended there.
    Of a work sample (``is_work``) at nine on ten working days as well, but after ``READING_DAYS`` whole ones for
    reading. Holidays are not known.
    """
    day = ratable_at.astimezone(zone).date()
    if is_work:
        return _mornings(day, zone)[READING_DAYS : READING_DAYS + MORNINGS]
    return [ratable_at + FIRST_AFTER, *_mornings(day, zone)[:MORNINGS]]


def latest_reminder(ratable_at: datetime, zone: ZoneInfo, *, now: datetime, is_work: bool = False) -> datetime | None:
    """Return when the last of the ``reminders`` up to ``now`` was due, ``None`` if none was."""
    return max((slot for slot in reminders(ratable_at, zone, is_work=is_work) if slot <= now), default=None)


def _mornings(day: date, zone: ZoneInfo) -> list[datetime]:
    """Nine o'clock in ``zone``, in UTC, on each of the working days in the three weeks after ``day``."""
    days = (day + timedelta(days=number) for number in range(1, 22))
    return [datetime.combine(each, MORNING, tzinfo=zone).astimezone(UTC) for each in days if each.weekday() < SATURDAY]
