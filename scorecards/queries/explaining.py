"""Which part of the independence rule holds for a person on a candidacy: "Why can't I see this?"."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from accounts.models import User
from hiring.models import Candidacy, Panelist

from ..models import BreakGlass
from ..visibility import visible_scorecards
from .progress import progress
from .standing import Standing, standing


class Case(StrEnum):
    """The one part of the rule that decides; whom a panel bars is told from their own rows alone."""

    RECUSED = "recused"
    OWING = "owing"
    UNSEALED = "unsealed"
    DECIDER = "decider"
    REVEALED = "revealed"
    WAITING = "waiting"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Explanation:
    """``case`` decides what is told. ``held``: the candidacy stands still for the reader. ``ended``: it is over, as far
    as they may know. ``readable``: how many of the others' scorecards are open to them now. ``waits_for``: the
    stages, by name, that still owe a scorecard (told to deciders only). ``next_round``: people joined a panel since the
    last debrief. ``glass``: the last time that they themselves opened the scorecards as an admin.
    """

    case: Case
    standing: Standing
    held: bool = False
    ended: bool = False
    readable: int = 0
    waits_for: list[str] = field(default_factory=list)
    next_round: bool = False
    glass: BreakGlass | None = None

    @property
    def may_break_glass(self) -> bool:
        """An admin whom no panel keeps, and to whom nothing is open by it already."""
        opened = self.glass is not None and self.glass.is_open
        return self.standing.is_admin and not self.standing.is_panelist and not opened


def explain(user: User, candidacy: Candidacy) -> Explanation:
    """Tell ``user``'s case on ``candidacy``. At most twelve queries, as many for whomever a panel binds."""
    own = standing(user, candidacy)
    held = Candidacy.objects.held_for(user).filter(pk=candidacy.pk).exists()
    facts: dict[str, Any] = {"standing": own, "held": held, "ended": not held and not candidacy.is_running}
    if own.is_recused:
        return Explanation(Case.RECUSED, **facts)
    if own.owing:
        return Explanation(Case.OWING, **facts)
    if Panelist.objects.barring().filter(user=user, interview__candidacy=candidacy).exists():
        return Explanation(Case.UNSEALED, **facts)
    others = visible_scorecards(user).sealed().counting().exclude(panelist__user=user)
    facts["readable"] = others.filter(panelist__interview__candidacy=candidacy).count()
    facts["glass"] = BreakGlass.objects.filter(by=user, candidacy=candidacy).order_by("-at").first()
    return _of_the_free(user, candidacy, facts)


def _of_the_free(user: User, candidacy: Candidacy, facts: dict[str, Any]) -> Explanation:
    """The case of somebody whom no panel bars."""
    own: Standing = facts["standing"]
    if own.decides:
        waiting = [stage.stage.name for stage in progress(user, candidacy) if not stage.is_complete]
        return Explanation(Case.DECIDER, waits_for=waiting, **facts)
    if not own.is_panelist:
        return Explanation(Case.OUTSIDE, **facts)
    revealed = Candidacy.objects.filter(pk=candidacy.pk, reveals__isnull=False)
    if not revealed.exists():
        return Explanation(Case.WAITING, **facts)
    return Explanation(Case.REVEALED, next_round=not revealed.wholly_revealed().exists(), **facts)
