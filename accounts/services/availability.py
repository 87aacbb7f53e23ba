"""What people say of their own time: working hours, time off, how much they take on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise

from django.db import transaction

from accounts.models import PlanningLimits, TimeOff, User, Weekday, WorkingStretch
from core import audit
from core.errors import Refused

# More would be a slip; the columns hold it easily.
MOST_INTERVIEWS, LONGEST_BREAK, LONGEST_NOTICE, MOST_TIME_OFF = 50, 8 * 60, 30 * 24, 50


class HoursImpossible(Refused):
    """A stretch ends before it begins, or two of a day overlap."""

    message = "The end must come after the start."
    field = "hours"


class LimitImpossible(Refused):
    """A limit is none."""

    message = "A limit is a whole number of at least one. Leave it empty for no limit."


class SavedElsewhere(Refused):
    """It is not as it was read; ``revision`` is the one that is stored now."""

    message = "You saved your availability in another tab or on another device meanwhile."

    def __init__(self, revision: int) -> None:
        """Take the newest revision."""
        super().__init__()
        self.revision = revision


class TimeOffImpossible(Refused):
    """Time off ends before it begins."""

    message = "The last day cannot come before the first."
    field = "time_off"


@dataclass(frozen=True, order=True)
class StretchInput:
    """One stretch of work: ``weekday`` as ``date.weekday`` counts, times on the person's own clock."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True, order=True)
class TimeOffInput:
    """Days away, both included, with words that only the person reads."""

    first_day: date
    last_day: date
    note: str = ""


@dataclass(frozen=True)
class LimitsInput:
    """How much a person takes on; ``None`` is no limit."""

    per_day: int | None = None
    per_week: int | None = None
    break_minutes: int = 0
    notice_hours: int = 0


@transaction.atomic
def save_availability(
    *,
    hours: Sequence[StretchInput],
    time_off: Sequence[TimeOffInput],
    limits: LimitsInput,
    revision: int | None = None,
    by: User,
) -> None:
    """Store one's own ``hours``, ``time_off`` and ``limits`` in place of those read as ``revision``.

    None takes the place of any; 0 is that of whoever has saved nothing yet. Whoever plans interviews holds the same
    lock, the person's row. Raises ``HoursImpossible``, ``TimeOffImpossible``, ``LimitImpossible`` and
    ``SavedElsewhere``.
    """
    refuse_hours(hours)
    _refuse_limits(limits)
    if any(away.last_day < away.first_day for away in time_off) or len(time_off) > MOST_TIME_OFF:
        raise TimeOffImpossible
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    stored = PlanningLimits.objects.filter(user=by).values_list("revision", flat=True).first() or 0
    if revision not in (None, stored):
        raise SavedElsewhere(stored)
    WorkingStretch.objects.filter(user=by).delete()
    TimeOff.objects.filter(user=by).delete()
    WorkingStretch.objects.bulk_create(WorkingStretch(user=by, **vars(stretch)) for stretch in sorted(hours))
    TimeOff.objects.bulk_create(TimeOff(user=by, **vars(away)) for away in sorted(time_off))
    PlanningLimits.objects.update_or_create(user=by, defaults={**vars(limits), "revision": stored + 1})
    audit.record("person.availability_changed", by=by, obj=by)


def refuse_hours(hours: Sequence[StretchInput]) -> None:
    """Raise ``HoursImpossible`` for a stretch that ends before it begins, and for two of a day that overlap."""
    ordered = sorted(hours)
    for stretch in ordered:
        if stretch.weekday not in Weekday.values or stretch.ends <= stretch.starts:
            raise HoursImpossible
    for one, other in pairwise(ordered):
        if one.weekday == other.weekday and other.starts < one.ends:
            raise HoursImpossible(
                f"{one.starts:%H:%M} to {one.ends:%H:%M} and {other.starts:%H:%M} to {other.ends:%H:%M} overlap."
            )


def _refuse_limits(limits: LimitsInput) -> None:
    for name in ("per_day", "per_week"):
        number = getattr(limits, name)
        if number is not None and not 1 <= number <= MOST_INTERVIEWS:
            raise LimitImpossible(field=name)
    for name, most in (("break_minutes", LONGEST_BREAK), ("notice_hours", LONGEST_NOTICE)):
        if not 0 <= getattr(limits, name) <= most:
            raise LimitImpossible("A whole number, from zero.", field=name)
