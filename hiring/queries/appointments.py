"""What people's interviews take of their time. It says when, never whose: for rules about time, not for pages."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from accounts.models import User
from accounts.queries import Availability
from core.intervals import Spans, union
from hiring.models import Candidate, Interview, Panelist
from question_bank.models import StageKind

# Every interview of a week lies within so many days of each of its days, whatever the zone.
A_WEEK = timedelta(days=8)
# An appointment lasts half a day at most: what began a day ago is over.
A_DAY = timedelta(days=1)


class Appointment(NamedTuple):
    """The time of an interview, by its id."""

    interview: int
    starts_at: datetime
    ends_at: datetime


def appointments_of(
    users: Iterable[User], *, since: datetime, until: datetime, besides: Interview | None = None
) -> dict[int, list[Appointment]]:
    """Return by user id the interviews of ``users``, panel or learning, that begin from ``since`` to ``until``.

    It is what counts towards people's limits: those that were or will be held. A work sample books nobody's time.
    ``besides`` is left out: the interview that is being planned or moved. One query.
    """
    places = Panelist.objects.active().taking_place().filter(user__in=list(users))
    places = places.filter(interview__starts_at__range=(since, until))
    places = places.exclude(interview__stage__kind=StageKind.WORK_SAMPLE)
    if besides is not None:
        places = places.exclude(interview=besides.pk)
    found: dict[int, list[Appointment]] = {}
    rows = places.values_list("user", "interview", "interview__starts_at", "interview__ends_at")
    for user, interview, starts_at, ends_at in rows:
        found.setdefault(user, []).append(Appointment(interview, starts_at, ends_at))
    return found


def taken_times(
    people: Iterable[Availability],
    appointments: dict[int, list[Appointment]],
    busy: dict[int, list[tuple[datetime, datetime]]],
) -> dict[int, Spans[datetime]]:
    """Return by user id what takes people's time: days away, ``appointments`` with each one's break around them, and
    when they are ``busy`` elsewhere.

    Everything that reads when somebody is free asks here, once for all of them: whatever else takes people's time is to
    be added here.
    """
    found = {}
    for of in people:
        rest = timedelta(minutes=of.break_minutes)
        booked = ((one.starts_at - rest, one.ends_at + rest) for one in appointments.get(of.user.pk, []))
        found[of.user.pk] = union(of.times_away(), booked, busy[of.user.pk])
    return found


def candidate_times(
    candidate: Candidate, *, by: User | None, since: datetime, until: datetime, besides: Interview | None = None
) -> Spans[datetime]:
    """Return when ``candidate`` has an interview that ``by`` may know of, in any role, between two moments. One query.

    Nothing else takes a candidate's time here, so every gap would tell of one. Without ``by`` it is the candidate who
    asks, and all of them count.
    """
    known = Interview.objects.visible_to(by) if by else Interview.objects.all()
    rows = known.blocking_time().filter(candidacy__candidate=candidate)
    rows = rows.filter(starts_at__range=(since - A_DAY, until))
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    return union(rows.values_list("starts_at", "ends_at"))
