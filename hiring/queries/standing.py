"""How candidacies stand, in words, for one reader."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from accounts.models import User, any_reader
from core.lookups import listed
from core.statements import Statement
from hiring.models import Candidacy, CandidacyState, Interview, Panelist, Seat, SeatKind, Stage
from question_bank.models import StageKind

from .lateness import (
    DEBRIEF_WITHIN,
    DECIDE_WITHIN,
    PLAN_WITHIN,
    READ_AND_SCORE_WITHIN,
    REFERENCES_WITHIN,
    SCORE_WITHIN,
    late_by,
    late_words,
)

IN_INTERVIEWS = "In interviews"


@dataclass
class Standing:
    """One candidacy as its reader may know it.

    ``held``: it stands still for them, since they owe a scorecard (``owes``) or left the panel without one. ``since``
    is aware, ``None`` while it is held. ``late``: the working days by which what it waits for is late.
    """

    candidacy: Candidacy
    stage: Stage
    state: str
    since: datetime | None
    held: bool
    owes: bool
    decides: bool
    follows: bool
    interviews: list[Interview] = field(default_factory=list)
    waits_for: str = ""
    waits_on: str = ""
    ready: bool = False
    late: int = 0
    own_interview: Interview | None = None
    stages: list[Stage] = field(default_factory=list)

    @property
    def days(self) -> int | None:
        """Whole days in the stage, ``None`` where that would tell too much."""
        return (timezone.now() - self.since).days if self.since else None

    @property
    def days_words(self) -> str:
        """The days in words: "today", "1 day", "6 days"."""
        if self.days is None:
            return ""
        return "today" if self.days == 0 else "1 day" if self.days == 1 else f"{self.days} days"

    @property
    def late_words(self) -> str:
        """How late it is in words, empty while it is not."""
        return late_words(self.late)

    @property
    def next_interview(self) -> Interview | None:
        """The coming appointment in the stage shown, if the reader sees one."""
        now = timezone.now()
        return next((it for it in self.stage_interviews if it.ends_at > now and it.blocks_time), None)

    @property
    def next_time(self) -> datetime | None:
        """The start of the coming appointment."""
        return self.next_interview.starts_at if self.next_interview else None

    @property
    def is_running(self) -> bool:
        """Whether it goes on, as far as the reader may know."""
        return self.state in CandidacyState.running()

    @property
    def state_words(self) -> str:
        """The state in words, with the stage."""
        if self.held:
            return IN_INTERVIEWS
        if self.state == CandidacyState.ACTIVE:
            return self.stage.name
        return f"{CandidacyState(self.state).label}, at {self.stage.name}"

    @property
    def waits_to_be_planned(self) -> bool:
        """Whether an interview of the stage shown is what comes next, and none is planned."""
        return self.state == CandidacyState.ACTIVE and self.stage.is_scored and not self.stage_interviews

    @property
    def stage_interviews(self) -> list[Interview]:
        """The interviews of the stage shown."""
        return [interview for interview in self.interviews if interview.stage_id == self.stage.pk]


def standing(user: User, candidacy: Candidacy) -> Standing:
    """Return how ``candidacy`` (from ``as_shown_to(user)``) stands for ``user``."""
    return standings(user, [candidacy])[0]


def standings(user: User, candidacies: Iterable[Candidacy]) -> list[Standing]:
    """Return how ``candidacies`` (from ``as_shown_to(user)``) stand for ``user``, in their order. Four queries."""
    rows = list(candidacies)
    roles = listed({row.role_id for row in rows})
    stages = {stage.pk: stage for stage in _STAGES.all(roles=roles)}
    interviews = _interviews(user, rows)
    seats = _seats(roles)
    shown = []
    for row in rows:
        one = Standing(
            candidacy=row,
            stage=stages[row.shown_stage],
            state=row.shown_state,
            since=row.shown_since,
            held=row.own_stage is not None,
            owes=row.owes,
            decides=row.decides,
            follows=row.follows,
            interviews=interviews[row.pk],
            stages=[stage for stage in stages.values() if stage.role_id == row.role_id],
        )
        _say(one, user, seats[row.role_id])
        shown.append(one)
    return shown


def active_panel() -> Prefetch:
    """Prefetch the active panel, each with ``is_owing`` and ``sealed_at``; only a standing whose reader may know looks.

    Whoever sits in to learn is part of it: ``_raters`` are those that a candidacy waits on.
    """
    return Prefetch("panelists", queryset=_panelists(), to_attr="panel")


def _panelists() -> QuerySet[Panelist]:
    owing = Panelist.objects.owing().filter(pk=OuterRef("pk"))
    rows = Panelist.objects.active().select_related("user")
    return rows.annotate(is_owing=Exists(owing), sealed_at=F("scorecard__sealed_at")).order_by("user__name", "pk")


def _stages_of(_: str, roles: str) -> QuerySet[Stage]:
    return Stage.objects.in_order().filter(role__pk__among=roles).select_related("guide_stage")


def _interviews_of(access_level: str, user: int, candidacies: str) -> QuerySet[Interview]:
    visible = Interview.objects.visible_to(any_reader(access_level, user))
    visible = visible.filter(candidacy__pk__among=candidacies, cancelled_at=None)
    return visible.select_related("stage").order_by("starts_at", "pk")


def _panels_of(_: str, interviews: str) -> QuerySet[Panelist]:
    return _panelists().filter(interview__pk__among=interviews)


def _seats_of(_: str, roles: str) -> QuerySet[Seat]:
    seats = Seat.objects.filter(role__pk__among=roles, kind__in=SeatKind.deciders())
    return seats.select_related("user").order_by("pk")


_STAGES = Statement(_stages_of, roles=str)
_INTERVIEWS = Statement(_interviews_of, user=int, candidacies=str)
_PANELS = Statement(_panels_of, interviews=str)
_SEATS = Statement(_seats_of, roles=str)


def _interviews(user: User, rows: list[Candidacy]) -> dict[int, list[Interview]]:
    found: dict[int, list[Interview]] = defaultdict(list)
    visible = _INTERVIEWS.all(user.access_level, user=user.pk, candidacies=listed(row.pk for row in rows))
    panels: dict[int, list[Panelist]] = defaultdict(list)
    for panelist in _PANELS.all(interviews=listed(interview.pk for interview in visible)) if visible else []:
        panels[panelist.interview_id].append(panelist)
    for interview in visible:
        interview.panel = panels[interview.pk]
        interview.is_mine = any(panelist.user_id == user.pk for panelist in interview.panel)
        found[interview.candidacy_id].append(interview)
    return found


def _seats(roles: str) -> dict[int, dict[str, list[User]]]:
    found: dict[int, dict[str, list[User]]] = defaultdict(lambda: defaultdict(list))
    for seat in _SEATS.all(roles=roles):
        found[seat.role_id][seat.kind].append(seat.user)
    return found


def _say(one: Standing, user: User, seats: dict[str, list[User]]) -> None:
    """Write into ``one`` what it waits for and on whom."""
    if one.owes:
        _say_own(one, user)
    elif one.held:
        one.waits_for = "Nothing from you"
    elif not one.is_running:
        one.waits_for = CandidacyState(one.state).label
    elif one.state == CandidacyState.ON_HOLD:
        one.waits_for, one.waits_on = "On hold", names(seats[SeatKind.HIRING_MANAGER])
    elif one.stage.kind == StageKind.DEBRIEF:
        one.waits_for, one.waits_on = "The debrief", names(seats[SeatKind.HIRING_MANAGER])
        one.late = late_by(one.since, DEBRIEF_WITHIN)
    elif one.stage.kind == StageKind.REFERENCES:
        one.waits_for, one.waits_on = "Reference checks", names(seats[SeatKind.RECRUITER])
        one.late = late_by(one.since, REFERENCES_WITHIN)
    else:
        _say_interviews(one, seats)


def _say_own(one: Standing, user: User) -> None:
    now = timezone.now()
    mine = [
        interview for interview in one.interviews if any(p.user_id == user.pk and p.is_owing for p in interview.panel)
    ]
    if mine:
        one.own_interview = mine[0]
        one.waits_for = "Your interview" if mine[0].ends_at > now else "Your scorecard"
        one.late = _late_scorecard(mine[0])
    one.waits_on = "you"


def _say_interviews(one: Standing, seats: dict[str, list[User]]) -> None:
    now = timezone.now()
    here = one.stage_interviews
    coming = [interview for interview in here if interview.ends_at > now and interview.blocks_time]
    if not here:
        one.waits_for, one.waits_on = "An interview to be planned", names(seats[SeatKind.RECRUITER])
        one.late = late_by(one.since, PLAN_WITHIN)
    elif one.follows and (owing := _owing([it for it in here if it.ends_at <= now])):
        one.waits_for, one.waits_on = "Scorecards", names(owing)
        one.late = _late_scorecards(here)
    elif coming:
        one.waits_for, one.waits_on = "The interview", names(panelist.user for panelist in _raters(coming[0]))
    elif not one.follows:
        one.waits_for = "The team's decision"
    else:
        raters = [panelist for interview in here for panelist in _raters(interview)]
        owing = _owing(here)
        one.ready = bool(raters) and not owing
        if not raters:
            one.waits_for, one.waits_on = "Somebody who rates", names(seats[SeatKind.RECRUITER])
            return
        one.waits_for = "Scorecards" if owing else "A decision, all scorecards are in"
        one.waits_on = names(owing) if owing else names(seats[SeatKind.HIRING_MANAGER])
        one.late = _late_scorecards(here) if owing else late_by(_last_seal(raters), DECIDE_WITHIN)


def _owing(interviews: list[Interview]) -> list[User]:
    return [panelist.user for it in interviews for panelist in _raters(it) if panelist.is_owing]


def _late_scorecards(interviews: list[Interview]) -> int:
    owed = [it for it in interviews if any(panelist.is_owing for panelist in _raters(it))]
    return max((_late_scorecard(it) for it in owed), default=0)


def _late_scorecard(interview: Interview) -> int:
    return late_by(interview.ends_at, SCORE_WITHIN if interview.blocks_time else READ_AND_SCORE_WITHIN)


def _last_seal(raters: list[Any]) -> datetime | None:
    return max((panelist.sealed_at for panelist in raters if panelist.sealed_at), default=None)


def _raters(interview: Interview) -> list[Any]:
    return [panelist for panelist in interview.panel if not panelist.shadows]


def names(users: Iterable[User]) -> str:
    """Return the first names: "Iris", "Iris and Ivan", "Iris, Ivan and 2 more"."""
    firsts = list(dict.fromkeys(user.first_name for user in users))
    if len(firsts) > 3:
        return f"{firsts[0]}, {firsts[1]} and {len(firsts) - 2} more"
    return " and ".join([", ".join(firsts[:-1]), firsts[-1]]) if len(firsts) > 1 else "".join(firsts)
