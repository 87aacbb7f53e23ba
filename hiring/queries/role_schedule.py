"""How the interviews of a role are spread: over people, over the hours of the day, over the weeks."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from hiring.models import Panelist, Role, Stage
from question_bank.models import StageKind

WEEK = timedelta(weeks=1)
LOOK_BACK = 12 * WEEK
LOAD_BACK, LOAD_AHEAD = 4, 2
HOURS = (("Before 12", 0, 12), ("12 to 15", 12, 15), ("15 and later", 15, 24))
# A shorter time between the end of one interview and the start of the next is no break.
NO_BREAK = timedelta(minutes=10)


@dataclass(frozen=True)
class PersonSpread:
    """One person on the role's panels: interviews by stage, how many of them began right after another, and by week in
    all roles."""

    user: User
    by_stage: list[int]
    without_break: int
    by_week: list[int]

    @property
    def total(self) -> int:
        return sum(self.by_stage)


@dataclass(frozen=True)
class StageSpread:
    """One stage: how many of its ``interviews`` the most frequent panel held, and how many began in which hours."""

    stage: Stage
    interviews: int
    same_panel: int
    by_hours: list[int]


@dataclass(frozen=True)
class RoleSchedule:
    """``weeks`` are the Mondays of the people's ``by_week``, ``this_week`` one of them; ``hours`` name ``by_hours``."""

    stages: list[StageSpread]
    people: list[PersonSpread]
    weeks: list[date]
    this_week: date
    hours: list[str]


def role_schedule(user: User, role: Role) -> RoleSchedule:
    """Count the interviews of ``role`` of the last twelve weeks and those to come, as far as ``user`` may know of them.

    People are those whose scorecards count; weeks are those of the active time zone, over all roles; hours are the
    candidate's own. Work samples book nobody, so they count for people and panels alone. Three queries.
    """
    now = timezone.localtime()
    monday = (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    stages = [stage for stage in role.stages.in_order() if stage.is_scored]
    of_role = list(_known(user).filter(interview__stage__role=role, interview__starts_at__gte=now - LOOK_BACK))
    people = sorted({place.user for place in of_role}, key=lambda one: (one.name.casefold(), one.pk))
    weeks = [monday + number * WEEK for number in range(-LOAD_BACK, LOAD_AHEAD + 1)]
    load = _known(user).filter(
        user__in=people, interview__starts_at__gte=weeks[0], interview__starts_at__lt=weeks[-1] + WEEK
    )
    elsewhere = _by_person(load.exclude(interview__stage__kind=StageKind.WORK_SAMPLE))
    here = _by_person(of_role)
    return RoleSchedule(
        stages=[
            _stage(stage, [place for place in of_role if place.interview.stage_id == stage.pk]) for stage in stages
        ],
        people=[_person(one, here[one.pk], elsewhere[one.pk], stages, weeks) for one in people],
        weeks=[week.date() for week in weeks],
        this_week=monday.date(),
        hours=[words for words, _, _ in HOURS],
    )


def _known(user: User) -> QuerySet[Panelist]:
    places = Panelist.objects.rating().active().taking_place().known_to(user)
    return places.select_related("user", "interview__stage", "interview__candidacy__candidate").order_by(
        "interview__starts_at", "pk"
    )


def _by_person(places: Iterable[Panelist]) -> dict[int, list[Panelist]]:
    found: dict[int, list[Panelist]] = defaultdict(list)
    for place in places:
        found[place.user_id].append(place)
    return found


def _person(
    user: User, here: list[Panelist], everywhere: list[Panelist], stages: list[Stage], weeks: list[datetime]
) -> PersonSpread:
    on_stage = Counter(place.interview.stage_id for place in here)
    starts = [place.interview.starts_at for place in everywhere]
    return PersonSpread(
        user=user,
        by_stage=[on_stage[stage.pk] for stage in stages],
        without_break=_without_break(here),
        by_week=[sum(week <= start < week + WEEK for start in starts) for week in weeks],
    )


def _without_break(places: list[Panelist]) -> int:
    booked = [place.interview for place in places if place.interview.blocks_time]
    pairs = pairwise(booked)
    return sum(timedelta() <= later.starts_at - earlier.ends_at < NO_BREAK for earlier, later in pairs)


def _stage(stage: Stage, places: list[Panelist]) -> StageSpread:
    panels: dict[int, set[int]] = defaultdict(set)
    for place in places:
        panels[place.interview_id].add(place.user_id)
    interviews = {place.interview_id: place.interview for place in places}.values()
    hours = [
        interview.starts_at.astimezone(ZoneInfo(interview.candidate_zone)).hour
        for interview in interviews
        if interview.blocks_time
    ]
    return StageSpread(
        stage=stage,
        interviews=len(panels),
        same_panel=max(Counter(frozenset(panel) for panel in panels.values()).values(), default=0),
        by_hours=[sum(first <= hour < end for hour in hours) for _, first, end in HOURS],
    )
