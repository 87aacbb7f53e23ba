"""A role's candidacies by stage, and as a list."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from accounts.models import User, any_reader
from core.statements import Statement
from hiring.models import Candidacy, CandidacyState, Role, Stage

from .shown import shown_candidacies
from .standing import Standing, standings

MOST_CARDS = 200
SORTS: dict[str, list[Any]] = {
    "name": ["candidate__name", "pk"],
    "-name": ["-candidate__name", "pk"],
    "stage": ["shown_position", "candidate__name", "pk"],
    "-stage": ["-shown_position", "candidate__name", "pk"],
    "waiting": [F("shown_since").asc(nulls_last=True), "pk"],
    "-waiting": [F("shown_since").desc(nulls_last=True), "pk"],
}
STATES = {
    "running": Q(shown_state__in=CandidacyState.running()),
    "on_hold": Q(shown_state=CandidacyState.ON_HOLD),
    "hired": Q(shown_state=CandidacyState.HIRED),
    "ended": Q(shown_state__in=[CandidacyState.CLOSED, CandidacyState.WITHDRAWN]),
    "all": Q(),
}


@dataclass
class Column:
    """A stage with its cards, the longest-waiting first."""

    stage: Stage
    cards: list[Standing] = field(default_factory=list)

    @property
    def oldest(self) -> str:
        """The longest wait in words, empty if nobody waits."""
        waits = [card for card in self.cards if card.days is not None]
        return max(waits, key=lambda card: card.days or 0).days_words if waits else ""

    @property
    def late(self) -> int:
        """How many wait for something that is late."""
        return sum(card.late > 0 for card in self.cards)


def board(user: User, role: Role) -> list[Column]:
    """Return ``role``'s stages in order with the running candidacies that ``user`` sees, at most 200."""
    columns = {stage.pk: Column(stage) for stage in role.stages.in_order()}
    for card in standings(user, _CARDS.all(user.access_level, user=user.pk, role=role.pk)):
        columns[card.stage.pk].cards.append(card)
    return list(columns.values())


def _cards(access_level: str, user: int, role: int) -> QuerySet[Candidacy]:
    # No panel binds anybody on a candidacy that has ended, so this leaves out none that is shown as running; it is what
    # the database has an index for.
    rows: Any = shown_candidacies(any_reader(access_level, user))
    rows = rows.running().filter(STATES["running"], role=role)
    return rows.order_by(*SORTS["waiting"])[:MOST_CARDS]


_CARDS = Statement(_cards, user=int, role=int)


def candidacy_list(user: User, role: Role, *, sort: str, state: str, stage: str) -> QuerySet[Candidacy]:
    """Return ``role``'s candidacies for ``user``; unknown keys fall back to waiting, running and every stage.

    ``sort`` is a key of ``SORTS``, ``state`` one of ``STATES``, ``stage`` a stage's uid. All of them work on how the
    candidacies stand for ``user``, never on what they may not know.
    """
    position = Stage.objects.filter(pk=OuterRef("shown_stage"))
    rows = shown_candidacies(user, role).annotate(
        shown_position=Subquery(position.values("position")), shown_stage_uid=Subquery(position.values("uid"))
    )
    if stage:
        rows = rows.filter(shown_stage_uid=stage)
    return rows.filter(STATES.get(state, STATES["running"])).order_by(*SORTS.get(sort, SORTS["waiting"]))
