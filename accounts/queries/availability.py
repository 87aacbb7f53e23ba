"""When people can be asked for an interview, on their own clock: for those who plan, without anybody's notes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import PlanningLimits, TimeOff, User, WorkingStretch

USUAL_HOURS = {weekday: [(time(9), time(17))] for weekday in range(5)}
# The last minute that a time field can say stands for midnight.
LAST_MINUTE = time(23, 59)
Stretch = tuple[time, time]


@dataclass
class Availability:
    """One person's time. ``hours`` by weekday (Monday is 0), ``away`` as first and last days, both included.

    ``revision`` counts what they saved of it.
    """

    user: User
    hours: dict[int, list[Stretch]] = field(default_factory=lambda: dict(USUAL_HOURS))
    away: list[tuple[date, date]] = field(default_factory=list)
    per_day: int | None = None
    per_week: int | None = None
    break_minutes: int = 0
    notice_hours: int = 0
    revision: int = 0

    def days_of(self, starts_at: datetime, ends_at: datetime) -> list[date]:
        """Return the days on the person's calendar that the time between two instants touches."""
        first = starts_at.astimezone(self.user.zone).date()
        last = (ends_at - timedelta(microseconds=1)).astimezone(self.user.zone).date()
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    def is_away(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether the person is away on a day that this time touches."""
        days = self.days_of(starts_at, ends_at)
        return any(first <= day <= last for day in days for first, last in self.away)

    def works(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether the whole time, between two aware instants, lies within the person's working hours."""
        at = starts_at.astimezone(UTC)
        for start, end in self._instants(self.days_of(starts_at, ends_at)):
            if start <= at < end:
                at = end
        return at >= ends_at

    def working_times(self, first: date, last: date) -> list[tuple[datetime, datetime]]:
        """Return the stretches that the person works from ``first`` to ``last`` as instants in UTC, in order.

        Days are those of their calendar; time off is not left out.
        """
        return self._instants([first + timedelta(days=n) for n in range((last - first).days + 1)])

    def times_away(self) -> list[tuple[datetime, datetime]]:
        """Return the days on which the person is away as instants in UTC."""
        return [self.days_as_time(first, last) for first, last in self.away]

    def days_as_time(self, first: date, last: date) -> tuple[datetime, datetime]:
        """Return the instants in UTC at which ``first`` begins and ``last`` ends on the person's clock."""
        return midnight(first, self.user.zone), midnight(last + timedelta(days=1), self.user.zone)

    def _instants(self, days: list[date]) -> list[tuple[datetime, datetime]]:
        """Return the stretches of ``days`` as instants, in order.

        On a day whose clocks change an hour may come twice or not at all: a stretch begins with the first and ends
        with the second.
        """
        found = []
        for day in days:
            for starts, ends in self.hours.get(day.weekday(), []):
                until = day + timedelta(days=1) if ends == LAST_MINUTE else day
                ends = time(0) if ends == LAST_MINUTE else ends
                found.append((min(self._both(day, starts)), max(self._both(until, ends))))
        return sorted(found)

    def _both(self, day: date, at: time) -> list[datetime]:
        local = datetime.combine(day, at, tzinfo=self.user.zone)
        return [local.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant in UTC at which ``day`` begins in ``zone``; where clocks skip midnight, when they do."""
    return datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC)


def availability_of(users: Iterable[User]) -> list[Availability]:
    """Return what each of ``users`` has said of their time, else the usual hours without a limit. Three queries."""
    people = list(users)
    limits = {row.user_id: row for row in PlanningLimits.objects.filter(user__in=people)}
    found = {user.pk: Availability(user) for user in people}
    for pk, row in limits.items():
        of = found[pk]
        of.hours = {}
        of.per_day, of.per_week = row.per_day, row.per_week
        of.break_minutes, of.notice_hours, of.revision = row.break_minutes, row.notice_hours, row.revision
    for stretch in WorkingStretch.objects.filter(user__in=people).order_by("weekday", "starts"):
        found[stretch.user_id].hours.setdefault(stretch.weekday, []).append((stretch.starts, stretch.ends))
    for pk, first, last in TimeOff.objects.filter(user__in=people).values_list("user", "first_day", "last_day"):
        found[pk].away.append((first, last))
    return list(found.values())
