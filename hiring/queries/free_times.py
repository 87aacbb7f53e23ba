"""When everybody has time for an interview. Of what takes their time it tells nothing but that a time is not free."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import User
from accounts.queries import Availability, availability_of, busy_times, midnight
from core.intervals import Spans, intersect, room_for, subtract, union, within
from hiring.models import Candidate, CandidateWindow, Interview

from .appointments import A_WEEK, Appointment, appointments_of, candidate_times, taken_times

Period = tuple[datetime, datetime, int]
STEP = timedelta(minutes=30)
DAY = timedelta(days=1)


class Obstacle(Enum):
    """Why there is no free time, in general: nothing that says what somebody does, or who it is."""

    PAST = "past"
    HOURS = "hours"
    TAKEN = "taken"


@dataclass(frozen=True)
class FreeTimes:
    """The starts that suit everybody, as instants in UTC; without any, what stands in the way."""

    starts: list[datetime] = field(default_factory=list)
    obstacle: Obstacle | None = None


class Diary:
    """What is known of people's time over some days: read once by seven queries, then asked as often as need be."""

    def __init__(
        self,
        users: Iterable[User],
        *,
        candidate: Candidate,
        first_day: date,
        days: int,
        zone: ZoneInfo,
        by: User | None,
        besides: Interview | None = None,
    ) -> None:
        """Read the time of ``users`` and ``candidate`` from ``first_day`` for ``days`` days on the clock of ``zone``.

        Interviews of the candidate that ``by`` must not know of leave no trace: such a time is refused once it is
        planned. ``besides`` is an interview that takes nobody's time: the one that is being moved. Without ``by`` the
        candidate asks: all of their interviews count, and when they said that they could does not.
        """
        people = list({user.pk: user for user in users}.values())
        self.starts, self.ends = midnight(first_day, zone), midnight(first_day + days * DAY, zone)
        self._availability = {of.user.pk: of for of in availability_of(people)}
        since, until = self.starts - A_WEEK, self.ends + A_WEEK
        self._appointments = appointments_of(people, since=since, until=until, besides=besides)
        busy = busy_times(people, since, until)
        self._taken = taken_times(self._availability.values(), self._appointments, busy)
        self._of_candidate = candidate_times(candidate, by=by, since=since, until=until, besides=besides)
        self._windows = self._windows_of(candidate, by) if by else None

    def free_times(self, users: Sequence[User], *, minutes: int, step: timedelta = STEP) -> FreeTimes:
        """Return the starts, every ``step`` of the reader's clock, at which all ``users`` and the candidate are free.

        ``users`` are some of those whose time was read. No query.
        """
        lasts = timedelta(minutes=minutes)
        if self.ends <= timezone.now():
            return FreeTimes(obstacle=Obstacle.PAST)
        people = [self._availability[user.pk] for user in users]
        starts = self._starts_of_candidate(lasts)
        for of in people:
            starts = intersect(starts, self._starts(of, lasts))
        if found := list(within(self._grid(step), starts)):
            return FreeTimes(found)
        hours = [(self.starts, self.ends + lasts)]
        for of in people:
            hours = intersect(hours, self._hours(of, lasts))
        together = any(within(self._grid(step), room_for(hours, lasts, timedelta.resolution)))
        return FreeTimes(obstacle=Obstacle.TAKEN if together else Obstacle.HOURS)

    def has_time(self, user: User, *, minutes: int, step: timedelta = STEP) -> bool:
        """Whether ``user``, asked alone, is free at a start in these days. No query."""
        starts = self._starts(self._availability[user.pk], timedelta(minutes=minutes))
        return any(within(self._grid(step), starts))

    def is_free(self, user: User, at: datetime, *, until: datetime) -> bool:
        """Whether ``user`` is free from ``at``, a moment of these days, ``until`` another. No query."""
        return any(within([at], self._starts(self._availability[user.pk], until - at)))

    def starts_of(self, user: User, *, minutes: int) -> Spans[datetime]:
        """Return when an interview of ``user`` can begin, whatever limits they have. No query."""
        return self._free_starts(self._availability[user.pk], timedelta(minutes=minutes))

    def starts_of_candidate(self, *, minutes: int) -> Spans[datetime]:
        """Return when an interview of the candidate can begin. No query."""
        return self._starts_of_candidate(timedelta(minutes=minutes))

    def interviews_of_candidate(self) -> Spans[datetime]:
        """Return when the candidate has interviews already, those that the reader may know of. No query."""
        return self._of_candidate

    def limits_of(self, user: User) -> tuple[int, list[Period]]:
        """Return the minutes of break that ``user`` asks for, and how many interviews more they take on in the days and
        weeks of their calendar around these days. No query."""
        of = self._availability[user.pk]
        return of.break_minutes, _periods(of, self._appointments.get(user.pk, []), self.starts, self.ends)

    def _grid(self, step: timedelta) -> Iterator[datetime]:
        """Every clock is ahead of UTC by whole quarters of an hour, and changed by halves: steps stay on the hour."""
        at = self.starts
        while at < self.ends:
            yield at
            at += step

    def _hours(self, of: Availability, lasts: timedelta) -> Spans[datetime]:
        """When the person works, over midnight too, as far as an interview that begins in these days can reach."""
        first = self.starts.astimezone(of.user.zone).date() - DAY
        last = (self.ends + lasts).astimezone(of.user.zone).date() + DAY
        return union(of.working_times(first, last))

    def _starts(self, of: Availability, lasts: timedelta) -> Spans[datetime]:
        """When an interview of the person can begin."""
        return subtract(self._free_starts(of, lasts), union(_full(of, self._appointments.get(of.user.pk, []))))

    def _free_starts(self, of: Availability, lasts: timedelta) -> Spans[datetime]:
        """When an interview of the person could begin, were there no limits."""
        free = subtract(self._hours(of, lasts), self._taken[of.user.pk])
        notice = (self.starts - DAY, timezone.now().astimezone(UTC) + timedelta(hours=of.notice_hours))
        return subtract(room_for(free, lasts, timedelta.resolution), union([notice]))

    def _windows_of(self, candidate: Candidate, by: User) -> Spans[datetime]:
        """When ``candidate`` said that they could, as far as ``by`` may know, and the days of which they said nothing.

        Days are those of the candidate's clock. One query.
        """
        zone = ZoneInfo(candidate.timezone)
        day, last = (self.starts - DAY).astimezone(zone).date(), (self.ends + DAY).astimezone(zone).date()
        since, until = midnight(day, zone), midnight(last + DAY, zone)
        rows = CandidateWindow.objects.visible_to(by).filter(
            candidate=candidate, starts_at__lt=until, ends_at__gt=since
        )
        said = union(rows.values_list("starts_at", "ends_at"))
        silent = []
        while day <= last:
            whole = [(midnight(day, zone), midnight(day + DAY, zone))]
            silent += [] if intersect(whole, said) else whole
            day += DAY
        return union(said, silent)

    def _starts_of_candidate(self, lasts: timedelta) -> Spans[datetime]:
        free = subtract([(max(self.starts, timezone.now()), self.ends + lasts)], self._of_candidate)
        open_to = free if self._windows is None else intersect(free, self._windows)
        return room_for(open_to, lasts, timedelta.resolution)


def free_times(
    users: Sequence[User],
    *,
    candidate: Candidate,
    minutes: int,
    first_day: date,
    days: int,
    zone: ZoneInfo,
    by: User | None,
    step: timedelta = STEP,
    besides: Interview | None = None,
) -> FreeTimes:
    """Return when ``candidate`` and all of ``users`` have ``minutes`` of time, from ``first_day`` for ``days`` days.

    Days and steps are those of the clock of ``zone``; everybody's hours, days and weeks are those of their own. All of
    them work, nobody is away, busy elsewhere or has another interview, breaks, notice and limits are kept: planning it
    breaks nothing that ``broken_limits`` would tell. Seven queries.
    """
    diary = Diary(users, candidate=candidate, first_day=first_day, days=days, zone=zone, by=by, besides=besides)
    return diary.free_times(users, minutes=minutes, step=step)


def _full(of: Availability, appointments: list[Appointment]) -> Spans[datetime]:
    """The days and weeks of the person's calendar in which no interview more may begin."""
    days = [one.starts_at.astimezone(of.user.zone).date() for one in appointments]
    full = []
    if of.per_day is not None:
        full += [of.days_as_time(day, day) for day in set(days) if days.count(day) >= of.per_day]
    if of.per_week is not None:
        mondays = [day - timedelta(days=day.weekday()) for day in days]
        full += [
            of.days_as_time(monday, monday + 6 * DAY) for monday in set(mondays) if mondays.count(monday) >= of.per_week
        ]
    return full


def _periods(of: Availability, appointments: list[Appointment], since: datetime, until: datetime) -> list[Period]:
    """The days and weeks of the person's calendar from ``since`` to ``until``, with how many more begin in them."""
    days = [one.starts_at.astimezone(of.user.zone).date() for one in appointments]
    first, last = since.astimezone(of.user.zone).date(), until.astimezone(of.user.zone).date()
    touched = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found: list[Period] = []
    if of.per_day is not None:
        found += [(*of.days_as_time(day, day), max(0, of.per_day - days.count(day))) for day in touched]
    if of.per_week is not None:
        for monday in sorted({day - timedelta(days=day.weekday()) for day in touched}):
            sunday = monday + 6 * DAY
            left = max(0, of.per_week - sum(monday <= day <= sunday for day in days))
            found.append((*of.days_as_time(monday, sunday), left))
    return found
