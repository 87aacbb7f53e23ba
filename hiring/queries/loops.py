"""What the solver is asked for a plan of many interviews, and what its answer says to a reader."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from accounts.queries import midnight
from core.intervals import Spans, union
from hiring.models import Candidacy, Interview, LoopPlan, Panelist, Stage
from hiring.solver.problem import MOST_DAYS, Candidate, Day, Meeting, Minutes, Period, Person, Problem, Rules

from .free_times import Diary
from .people import sitting

# So many days after those that were asked for are looked at if nothing fits, as far as so many can be asked for.
SPARE_DAYS = 7
MINUTE = timedelta(minutes=1)
WEEK = timedelta(days=7)


class NothingLeft(Exception):
    """Everything is planned meanwhile, or nobody is in the process any more."""


def problem_of(plan: LoopPlan) -> Problem:
    """Return what the solver is asked: everything by the ids of rows, times in minutes from the plan's first day.

    Whose time is free is what ``Diary`` says to whoever made the plan. Raises ``NothingLeft`` if nothing is left to be
    planned. Queries: some for all people, and one for each candidate.
    """
    wishes, zone = plan.wishes, ZoneInfo(plan.zone)
    first_day, days = date.fromisoformat(wishes["first_day"]), wishes["days"]
    candidacies = list(plan.candidacies.running().select_related("candidate", "role").order_by("pk"))
    stages = {stage.pk: stage for stage in Stage.objects.filter(pk__in=[one["stage"] for one in wishes["stages"]])}
    users = list(User.objects.active().filter(pk__in={pk for one in wishes["stages"] for pk in one["people"]}))
    minute = _clock(midnight(first_day, zone))
    in_all = days_in_all(wishes)
    meetings = tuple(_meetings(plan, candidacies, stages, users, minute))
    if not meetings:
        raise NothingLeft
    span: dict[str, Any] = {"first_day": first_day, "days": in_all, "zone": zone, "by": plan.made_by}
    lengths = {meeting.minutes for meeting in meetings}
    diary = Diary(users, candidate=candidacies[0].candidate, **span)
    load = known_load(users, first_day=first_day, days=days, zone=zone, by=plan.made_by)
    asked = {meeting.candidate for meeting in meetings}
    return Problem(
        rules=_rules(wishes),
        days=tuple(_day(wishes, first_day, n, zone, minute, spare=n >= days) for n in range(in_all)),
        candidates=tuple(
            _candidate(one, Diary([], candidate=one.candidate, **span), lengths, minute)
            for one in candidacies
            if str(one.pk) in asked
        ),
        people=tuple(_person(user, diary, lengths, minute, load.get(user.pk, 0)) for user in users),
        meetings=meetings,
        earlier=_earlier(stages, candidacies, plan.made_by),
    )


def days_in_all(wishes: dict[str, Any]) -> int:
    """Return how many days are looked at, with those after the ones that were asked for."""
    return max(wishes["days"], min(wishes["days"] + SPARE_DAYS, MOST_DAYS))


def moment_of(plan: LoopPlan, minutes: int) -> datetime:
    """Return the instant in UTC that the solver calls so many ``minutes``."""
    return midnight(date.fromisoformat(plan.wishes["first_day"]), ZoneInfo(plan.zone)) + minutes * MINUTE


def already_planned(candidacies: Iterable[Candidacy], *, by: User | None) -> set[tuple[int, int]]:
    """Return the (candidacy, stage) that have an interview, of which ``by`` may know, or of all. One query."""
    known = Interview.objects.visible_to(by) if by else Interview.objects.all()
    rows = known.filter(cancelled_at=None, candidacy__in=list(candidacies))
    return set(rows.values_list("candidacy", "stage"))


def known_load(users: Iterable[User], *, first_day: date, days: int, zone: ZoneInfo, by: User) -> dict[int, int]:
    """Return by user id the interviews in the weeks of these days that ``by`` may know of. One query."""
    monday = first_day - timedelta(days=first_day.weekday())
    last = first_day + timedelta(days=days - 1)
    since, until = midnight(monday, zone), midnight(last - timedelta(days=last.weekday()) + WEEK, zone)
    rows = Panelist.objects.active().taking_place().known_to(by).filter(user__in=list(users))
    rows = rows.filter(interview__starts_at__gte=since, interview__starts_at__lt=until)
    return dict(rows.order_by().values("user").annotate(count=Count("pk")).values_list("user", "count"))


def _meetings(
    plan: LoopPlan,
    candidacies: list[Candidacy],
    stages: dict[int, Stage],
    users: list[User],
    minute: Callable[[datetime], int],
) -> Iterable[Meeting]:
    """What is to be planned: nothing that is planned already, and nobody interviews themselves."""
    standing = _standing(candidacies, plan.made_by)
    emails = {user.pk: user.email.lower() for user in users}
    for one in candidacies:
        mine = standing.get(one.pk, [])
        planned = {interview.stage_id for interview in mine}
        for wish in plan.wishes["stages"]:
            if wish["stage"] in planned or wish["stage"] not in stages:
                continue
            pool = [pk for pk in wish["people"] if pk in emails and emails[pk] != one.candidate.email.lower()]
            after, before = _neighbours(mine, stages[wish["stage"]].position)
            yield Meeting(
                str(one.pk), str(wish["stage"]), wish["minutes"], wish["seats"], tuple(map(str, pool)),
                after=minute(after) if after else None, before=minute(before) if before else None,
            )  # fmt: skip


def _standing(candidacies: list[Candidacy], by: User) -> dict[int, list[Interview]]:
    """Return by candidacy the interviews that stand or were held, as far as ``by`` may know. One query."""
    rows = Interview.objects.visible_to(by).filter(cancelled_at=None, candidacy__in=candidacies)
    found: dict[int, list[Interview]] = {}
    for interview in rows.select_related("stage"):
        found.setdefault(interview.candidacy_id, []).append(interview)
    return found


def _neighbours(standing: list[Interview], position: int) -> tuple[datetime | None, datetime | None]:
    """Return when those of earlier stages are over, and when those of later ones begin.

    Before a later one that has begun nothing can be put any more, so it does not count.
    """
    now = timezone.now()
    after = [one.ends_at for one in standing if one.stage.position < position]
    before = [one.starts_at for one in standing if one.stage.position > position and one.starts_at > now]
    return max(after, default=None), min(before, default=None)


def _rules(wishes: dict[str, Any]) -> Rules:
    return Rules(
        step=wishes["step"],
        rest=wishes["rest"],
        lunch=wishes["lunch"],
        most_minutes=60 * wishes["hours"],
        most_days=wishes["most_days"],
        in_order=wishes["in_order"],
    )


def _day(
    wishes: dict[str, Any], first: date, n: int, zone: ZoneInfo, minute: Callable[[datetime], int], *, spare: bool
) -> Day:
    day = first + timedelta(days=n)
    lunch = [
        datetime.combine(day, time.fromisoformat(wishes[name]), tzinfo=zone) for name in ("lunch_from", "lunch_until")
    ]
    ends = midnight(day + timedelta(days=1), zone)
    return Day(minute(midnight(day, zone)), minute(ends), minute(lunch[0]), minute(lunch[1]), spare)


def _candidate(one: Candidacy, diary: Diary, lengths: set[int], minute: Callable[[datetime], int]) -> Candidate:
    starts = {minutes: _minutes(diary.starts_of_candidate(minutes=minutes), minute) for minutes in lengths}
    return Candidate(str(one.pk), starts, _minutes(diary.interviews_of_candidate(), minute))


def _person(user: User, diary: Diary, lengths: set[int], minute: Callable[[datetime], int], load: int) -> Person:
    rest, limits = diary.limits_of(user)
    return Person(
        str(user.pk),
        {minutes: _minutes(diary.starts_of(user, minutes=minutes), minute) for minutes in lengths},
        rest,
        load,
        tuple(Period(minute(starts), minute(ends), left) for starts, ends, left in limits),
    )


def _earlier(stages: dict[int, Stage], candidacies: list[Candidacy], by: User) -> dict[str, tuple[str, ...]]:
    """Who sat on these stages for other candidates, as far as ``by`` may know. One query."""
    rows = sitting(by).filter(interview__stage__in=list(stages)).exclude(interview__candidacy__in=candidacies)
    found: dict[str, set[str]] = {}
    for stage, user in rows.values_list("interview__stage", "user"):
        found.setdefault(str(stage), set()).add(str(user))
    return {stage: tuple(sorted(people)) for stage, people in found.items()}


def _clock(origin: datetime) -> Callable[[datetime], int]:
    """Return what makes minutes from ``origin`` of a moment, rounded up."""
    return lambda moment: -((origin - moment) // MINUTE)


def _minutes(spans: Spans[datetime], minute: Callable[[datetime], int]) -> Minutes:
    return union((minute(first), minute(end)) for first, end in spans)
