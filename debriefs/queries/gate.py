"""Before a debrief opens: which competency was covered by whom, what nobody learned, and what would fill it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hiring.models import Candidacy
from question_bank.models import StageCriterion, StageKind
from scorecards.queries import EvidenceMatrix

from ..visibility import Place, Room
from .holes import fewest

# What stands for a panelist and a competency; the first of these that is true for any of their scorecards counts.
STATES = {
    "rated": "rated",
    "owed": "still owed",
    "sealed": "sealed, not open to you yet",
    "hole": "nothing was learned",
}
# A guide stage's competencies, by the bank's id of a competency or the key of a criterion without one.
Asked = Mapping[int, Mapping[int | str, str]]


@dataclass(frozen=True)
class Line:
    """One competency. ``states``: one of ``STATES`` for each person, empty where it was not theirs to rate."""

    name: str
    states: list[str]
    is_hole: bool

    @property
    def cells(self) -> list[tuple[str, str]]:
        """Each state with its words."""
        return [(state, STATES.get(state, "")) for state in self.states]


@dataclass(frozen=True)
class Gate:
    """Competencies by people; of those that nobody rated or can still rate, the fewest further interviews that ask."""

    people: list[str]
    lines: list[Line]
    stages: list[str]

    @property
    def holes(self) -> list[str]:
        return [line.name for line in self.lines if line.is_hole]


def gate(candidacy: Candidacy, around: Room, matrix: EvidenceMatrix) -> Gate:
    """Coverage of ``candidacy`` from what ``matrix`` holds, that is what its reader may read, and from who owes.

    Says of no scorecard which level it gave, only whether it gave any: level 0 is a hole. Two queries. Whoever shows it
    calls ``record_reading`` for the scorecards of ``matrix``.
    """
    waited_for = [place for place in around.places if place.state in {"sealed", "owing"}]
    stages = list(candidacy.role.stages.in_order().filter(kind__in=StageKind.scored()))
    asked = _asked({*map(_guide_stage, waited_for), *(stage.guide_stage_id for stage in stages)})
    names = {key: name for stage in asked.values() for key, name in stage.items()}
    people = list(dict.fromkeys(place.panelist.user for place in waited_for))
    rated = _rated(matrix)
    found: dict[int | str, dict[int, str]] = defaultdict(dict)
    for place in waited_for:
        for key in asked[_guide_stage(place)]:
            known = found[key].get(place.panelist.user_id, "")
            found[key][place.panelist.user_id] = _stronger(known, _state(place, key, rated))
    holes = {key for key in names if set(found[key].values()) <= {"hole"}}
    lines = [Line(name, [found[key].get(user.pk, "") for user in people], key in holes) for key, name in names.items()]
    asks = {stage.name: set(asked[stage.guide_stage_id]) for stage in stages}
    return Gate([user.name for user in people], sorted(lines, key=lambda line: not line.is_hole), fewest(asks, holes))


def _guide_stage(place: Place) -> int:
    begun = getattr(place.panelist, "scorecard", None)
    return begun.guide_stage_id if begun else place.panelist.interview.guide_stage_id


def _asked(stages: Iterable[int]) -> Asked:
    found: dict[int, dict[int | str, str]] = defaultdict(dict)
    placed = StageCriterion.objects.filter(stage__in=list(stages)).select_related("criterion__competency")
    for placement in placed.order_by("stage", "position"):
        criterion = placement.criterion
        name = criterion.competency.name if criterion.competency else criterion.name
        found[placement.stage_id][criterion.subject] = name
    return found


def _rated(matrix: EvidenceMatrix) -> dict[int, set[int | str]]:
    """Of each scorecard in ``matrix``, by its id, the competencies on which it gave a level 1-4."""
    found: dict[int, set[int | str]] = {card.pk: set() for card in matrix.scorecards}
    for row in matrix.rows:
        for cell in row.cells:
            if cell.criterion and cell.level:
                found[cell.column.scorecard.pk].add(cell.criterion.subject)
    return found


def _state(place: Place, key: int | str, rated: Mapping[int, set[int | str]]) -> str:
    if not place.sealed_at:
        return "owed"
    card = place.panelist.scorecard.pk
    if card not in rated:
        return "sealed"
    return "rated" if key in rated[card] else "hole"


def _stronger(one: str, other: str) -> str:
    order = [*STATES, ""]
    return min(one, other, key=order.index)
