"""The worker's part: which calendars are due, reading one, and keeping what it says."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.calendars.apart import read_apart
from accounts.calendars.caldav import read_caldav
from accounts.calendars.failures import CalendarUnreadable
from accounts.calendars.ics import Seen, read_ics
from accounts.calendars.times import Found
from accounts.calendars.web import Web
from accounts.models import BusyCalendar, BusyTime
from core import jobs
from core.entries import own_pattern
from core.models import Job
from core.sealing import SealBroken

from .calendars import JOB, CalendarLogin

EVERY = timedelta(minutes=15)
# The clock that rings every five minutes is never to the second.
SLACK = timedelta(minutes=1)
JOBS_KEPT = timedelta(days=1)
LONGEST_PAUSE = timedelta(hours=12)
BEFORE, AHEAD = timedelta(days=1), timedelta(days=90)
# An unchanged calendar is read all the same once a day has come that the last reading did not cover.
COVERED = timedelta(days=89)
FORGOTTEN = "What was kept to read it cannot be opened any more. Remove it and add it again."
UNEXPECTED = "An unexpected error stopped it. Whoever runs this workspace finds more in the log."


def queue_calendars() -> int:
    """Have every calendar read that is due and waits for no worker yet; return how many.

    Jobs that are over are forgotten after a day: there are many, and the calendar itself says how they ended.
    """
    ours = Job.objects.filter(name=JOB)
    ours.over().filter(finished_at__lt=timezone.now() - JOBS_KEPT).delete()
    waiting = set(ours.unfinished().values_list("args__calendar_id", flat=True))
    due = BusyCalendar.objects.due().order_by("next_try_at", "pk").values_list("pk", flat=True)
    asked = [pk for pk in due if pk not in waiting]
    for pk in asked:
        jobs.enqueue(JOB, priority=Job.Priority.LATER, calendar_id=pk)
    return len(asked)


def read_calendar(*, calendar_id: int) -> None:
    """Read a calendar that is due and keep its busy times in place of the earlier ones.

    If it cannot be read, the earlier ones stay, it says why and since when, and the next try comes later each time.
    """
    now = timezone.now()
    claimed = BusyCalendar.objects.due().filter(pk=calendar_id)
    if not claimed.update(next_try_at=now + EVERY - SLACK, tried_at=now, tries=F("tries") + 1):
        return
    calendar = BusyCalendar.objects.select_related("user").get(pk=calendar_id)
    try:
        found, seen = _read(calendar, now)
    except CalendarUnreadable as refusal:
        _note_failure(calendar, refusal.message, now)
    except Exception:
        _note_failure(calendar, UNEXPECTED, now)
        raise
    else:
        _keep(calendar, found, seen, now)


def _read(calendar: BusyCalendar, now: datetime) -> tuple[Found | None, Seen]:
    """Return what a calendar says, ``None`` if it says what it said, and what to know that by next time."""
    try:
        login = CalendarLogin.opened(calendar.sealed)
    except SealBroken as error:
        raise CalendarUnreadable(FORGOTTEN) from error
    seen = Seen(calendar.etag, calendar.modified, calendar.marks) if _is_covered(calendar, now) else Seen()
    web = Web(login=(login.username, login.password) if login.username else None)
    starts_at, ends_at = now - BEFORE, now + AHEAD
    if calendar.kind == BusyCalendar.Kind.CALDAV:
        data, seen = read_caldav(web, login.address, seen, starts_at=starts_at, ends_at=ends_at)
    else:
        data, seen = read_ics(web, login.address, seen)
    if data is None:
        return None, seen
    addresses = {calendar.user.email, login.username}
    zone = calendar.user.timezone
    found = read_apart(
        data, starts_at=starts_at, ends_at=ends_at, zone=zone, addresses=addresses, ours=own_pattern()
    )  # fmt: skip
    return found, seen


def _is_covered(calendar: BusyCalendar, now: datetime) -> bool:
    covers = calendar.covers_until is not None and calendar.covers_until >= now + COVERED
    return covers and calendar.zone == calendar.user.timezone


def _keep(calendar: BusyCalendar, found: Found | None, seen: Seen, now: datetime) -> None:
    good = {
        "state": BusyCalendar.State.GOOD,
        "read_at": now,
        "failing_since": None,
        "failures": 0,
        "error": "",
    }
    if found is not None:
        good |= {
            "etag": seen.etag,
            "modified": seen.modified,
            "marks": seen.marks,
            "zone": calendar.user.timezone,
            "covers_until": now + AHEAD,
            "unreadable": found.unreadable,
        }
    with transaction.atomic():
        if not _is_last(calendar):
            return
        BusyCalendar.objects.filter(pk=calendar.pk).update(**good)
        if found is not None:
            BusyTime.objects.filter(calendar=calendar).delete()
            BusyTime.objects.bulk_create(
                (
                    BusyTime(user=calendar.user, calendar=calendar, starts_at=start, ends_at=end)
                    for start, end in found.busy
                ),
                batch_size=1_000,
            )


def _note_failure(calendar: BusyCalendar, reason: str, now: datetime) -> None:
    with transaction.atomic():
        if not _is_last(calendar):
            return
        pause = min(EVERY * 2 ** min(calendar.failures, 10), LONGEST_PAUSE) - SLACK
        BusyCalendar.objects.filter(pk=calendar.pk).update(
            state=BusyCalendar.State.FAILING,
            error=reason[:300],
            failures=calendar.failures + 1,
            failing_since=calendar.failing_since or now,
            next_try_at=now + pause,
        )


def _is_last(calendar: BusyCalendar) -> bool:
    """Lock a calendar; whether it is still there and no later reading has begun, which then is the one to write."""
    row = BusyCalendar.objects.select_for_update(no_key=True).filter(pk=calendar.pk).first()
    return row is not None and row.tries == calendar.tries
