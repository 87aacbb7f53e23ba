"""What people do with their calendars elsewhere: add one, remove it, have it read at once."""

import json
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.calendars.address import checked_address, host_of
from accounts.calendars.failures import CalendarUnreadable
from accounts.models import BusyCalendar, User
from core import audit, jobs
from core.errors import Refused
from core.models import Job
from core.sealing import seal, unseal

PURPOSE = "accounts.calendars"
JOB = "accounts.read_calendar"
MOST_CALENDARS = 10
# Whoever presses the button again and again asks a stranger's server no more often than so.
PAUSE = timedelta(minutes=1)


class AddressImpossible(Refused):
    """The address can be none of a calendar, or may not be asked."""

    field = "address"


class NoLogin(Refused):
    """A CalDAV server was given without a name and a password."""

    message = "A CalDAV server asks for a name and a password."
    field = "username"


class TooManyCalendars(Refused):
    """The person has as many as one may."""

    message = f"You have {MOST_CALENDARS} calendars, which is as many as are read. Remove one first."


class ReadJustNow(Refused):
    """It was read a moment ago."""

    message = "It was read less than a minute ago."


@dataclass(frozen=True)
class CalendarLogin:
    """Where a calendar is, and who asks: all of it secret, since whoever knows an ICS address reads the calendar."""

    address: str = field(repr=False)
    username: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    def sealed(self) -> str:
        """Return what is stored of it."""
        return seal(json.dumps([self.address, self.username, self.password]), purpose=PURPOSE)

    @classmethod
    def opened(cls, sealed: str) -> "CalendarLogin":
        """Return it from what was stored. Raises ``core.sealing.SealBroken``."""
        return cls(*json.loads(unseal(sealed, purpose=PURPOSE)))


@transaction.atomic
def add_calendar(*, kind: str, name: str, login: CalendarLogin, by: User) -> BusyCalendar:
    """Store where a calendar of the person who acts can be read, and have that done.

    Raises ``AddressImpossible``, ``NoLogin`` and ``TooManyCalendars``.
    """
    try:
        address = checked_address(login.address)
    except CalendarUnreadable as refusal:
        raise AddressImpossible(refusal.message) from refusal
    if kind == BusyCalendar.Kind.CALDAV and not (login.username and login.password):
        raise NoLogin
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if BusyCalendar.objects.of(by).count() >= MOST_CALENDARS:
        raise TooManyCalendars
    kept = CalendarLogin(address, login.username, login.password)
    calendar = BusyCalendar.objects.create(
        user=by, kind=kind, name=name, host=host_of(address)[:255], sealed=kept.sealed()
    )
    _have_read(calendar)
    audit.record("person.calendar_added", by=by, obj=by, kind=kind)
    return calendar


@transaction.atomic
def remove_calendar(*, calendar: BusyCalendar, by: User) -> None:
    """Forget a calendar of the person who acts, and with it every time at which it says they are busy."""
    BusyCalendar.objects.of(by).filter(pk=calendar.pk).delete()
    audit.record("person.calendar_removed", by=by, obj=by, kind=calendar.kind)


@transaction.atomic
def ask_to_read(*, calendar: BusyCalendar, by: User) -> None:
    """Have a calendar of the person who acts read now, whenever it would be next. Raises ``ReadJustNow``."""
    now = timezone.now()
    row = BusyCalendar.objects.of(by).select_for_update(no_key=True).get(pk=calendar.pk)
    if row.tried_at is not None and row.tried_at > now - PAUSE:
        raise ReadJustNow
    BusyCalendar.objects.filter(pk=row.pk).update(next_try_at=now)
    _have_read(row)


def _have_read(calendar: BusyCalendar) -> None:
    waiting = Job.objects.filter(state=Job.State.WAITING, name=JOB, args__calendar_id=calendar.pk)
    if not waiting.exists():
        jobs.enqueue(JOB, priority=Job.Priority.NORMAL, calendar_id=calendar.pk)
