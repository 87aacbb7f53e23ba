"""What an interview would break of what people say of their own time: told to its planner, never forbidden."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.humanize.templatetags.humanize import ordinal
from django.utils import timezone

from accounts.models import User
from accounts.queries import Availability, availability_of, busy_times
from hiring.models import Interview

from .appointments import A_WEEK, appointments_of


@dataclass
class Booked:
    """One interview of a person. ``known``: the planner may see it."""

    starts_at: datetime
    ends_at: datetime
    known: bool


def broken_limits(interview: Interview, users: Iterable[User], *, by: User) -> list[str]:
    """Return in plain sentences what ``interview`` breaks of the own limits of ``users``, if they sit on it.

    Days and weeks are those of each person's calendar. Of interviews that ``by`` does not see nothing is told but
    that a limit is reached: neither how many there are nor when. A work sample books nobody's time, and what is over
    takes none. What a person's own calendars say is told as no more than that. Six queries.
    """
    people = list(users)
    if not people or not interview.blocks_time or interview.ends_at <= timezone.now():
        return []
    booked = _appointments(interview, people, by)
    busy = busy_times(people, interview.starts_at, interview.ends_at)
    said = []
    for of in availability_of(people):
        said += _broken(interview, of, booked.get(of.user.pk, []))
        if busy[of.user.pk]:
            said.append(f"{of.user} is busy at that time, as their calendar says.")
    return said


def _appointments(interview: Interview, people: list[User], by: User) -> dict[int, list[Booked]]:
    """What else the people have around ``interview``, by user id; ``known`` is what ``by`` may see. Two queries."""
    found = appointments_of(
        people, since=interview.starts_at - A_WEEK, until=interview.starts_at + A_WEEK, besides=interview
    )
    seen = Interview.objects.visible_to(by).filter(pk__in={one.interview for each in found.values() for one in each})
    known = set(seen.values_list("pk", flat=True))
    return {
        user: [Booked(one.starts_at, one.ends_at, one.interview in known) for one in each]
        for user, each in found.items()
    }


def _broken(interview: Interview, of: Availability, booked: list[Booked]) -> list[str]:
    said = [
        _hours(interview, of),
        _count(of, "day", of.per_day, _same(interview, of, booked, lambda day: day)),
        _count(of, "week", of.per_week, _same(interview, of, booked, lambda day: day - timedelta(days=day.weekday()))),
        _break(interview, of, booked),
        _notice(interview, of),
    ]
    return [words for words in said if words]


def _hours(interview: Interview, of: Availability) -> str:
    start, end = interview.starts_at, interview.ends_at
    if of.is_away(start, end):
        return f"{of.user} is away that day."
    if of.works(start, end):
        return ""
    first, last = (moment.astimezone(of.user.zone) for moment in (start, end))
    return f"It is {first:%A}, {first:%H:%M} to {last:%H:%M}, for {of.user}: outside their working hours."


def _same(interview: Interview, of: Availability, booked: list[Booked], period) -> list[Booked]:
    """Return what begins in the same period as ``interview`` on the person's calendar."""

    def begins(moment: datetime) -> date:
        return period(moment.astimezone(of.user.zone).date())

    return [other for other in booked if begins(other.starts_at) == begins(interview.starts_at)]


def _count(of: Availability, period: str, limit: int | None, others: list[Booked]) -> str:
    if limit is None or len(others) < limit:
        return ""
    if not all(other.known for other in others):
        return f"{of.user}'s limit of interviews for that {period} is reached."
    return f"It would be {of.user}'s {ordinal(len(others) + 1)} interview that {period}; their limit is {limit}."


def _break(interview: Interview, of: Availability, booked: list[Booked]) -> str:
    least = timedelta(minutes=of.break_minutes)
    gaps = [
        (max(interview.starts_at - other.ends_at, other.starts_at - interview.ends_at), other.known) for other in booked
    ]
    short = [(gap, known) for gap, known in gaps if timedelta(0) <= gap < least]
    if not short:
        return ""
    if not all(known for _, known in short):
        return f"{of.user} is not available so close to that time; they ask for {of.break_minutes} minutes of break."
    left = _plural(int(min(short)[0].total_seconds() // 60), "minute")
    return f"Only {left} between this and another interview of {of.user}; they ask for {of.break_minutes}."


def _notice(interview: Interview, of: Availability) -> str:
    left = interview.starts_at - timezone.now()
    if not timedelta(0) <= left < timedelta(hours=of.notice_hours):
        return ""
    return f"{of.user} asks to be told {_plural(of.notice_hours, 'hour')} before; this is sooner."


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
