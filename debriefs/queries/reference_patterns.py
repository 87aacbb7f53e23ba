"""What referees said against what the panel rated, competency by competency: agreement, contradiction, no data."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from hiring.models import Candidacy
from question_bank.levels import APART
from question_bank.models import Criterion
from references.models import Told
from references.queries import Patterns, has_closed_debrief, overview, patterns, policy_of
from scorecards.models import Scorecard
from scorecards.queries import EvidenceMatrix, evidence_matrix
from scorecards.visibility import may_see_progress

# "competency" or "criterion", and its name.
Group = tuple[str, str]


@dataclass(frozen=True)
class Side:
    """The levels 1-4 of one side; 0 is a hole and not among them."""

    levels: list[int]

    @property
    def mean(self) -> float | None:
        return round(sum(self.levels) / len(self.levels), 1) if self.levels else None

    @property
    def low(self) -> int | None:
        return min(self.levels, default=None)

    @property
    def high(self) -> int | None:
        return max(self.levels, default=None)


@dataclass(frozen=True)
class Compared:
    """One competency, or one criterion that belongs to none, on both sides."""

    name: str
    references: Side
    panel: Side

    @property
    def word(self) -> str:
        """A contradiction from two levels between the means on: half a level is what two raters differ by."""
        if self.references.mean is None or self.panel.mean is None:
            return "No data"
        return "Contradiction" if abs(self.difference) >= APART else "Agreement"

    @property
    def detail(self) -> str:
        """Whom the missing data is of, or which side is higher."""
        if self.references.mean is None and self.panel.mean is None:
            return "from either"
        if self.references.mean is None:
            return "from the referees"
        if self.panel.mean is None:
            return "from the panel"
        return "" if not self.difference else "references higher" if self.difference > 0 else "panel higher"

    @property
    def difference(self) -> float:
        return round((self.references.mean or 0) - (self.panel.mean or 0), 1)

    @property
    def kind(self) -> str:
        """The kind of badge that shows the word."""
        return {"Agreement": "done", "Contradiction": "attention"}.get(self.word, "")


@dataclass(frozen=True)
class AgainstPanel:
    """The table, and the scorecards that it is made of."""

    rows: list[Compared]
    scorecards: list[Scorecard]


def may_compare(user: User, candidacy: Candidacy) -> bool:
    """Whether ``user`` may be shown how references and panel compare now.

    They see the references and, by the independence rule, the panel's progress; the debrief has closed; and either the
    role's policy tells it to whoever takes references, or no reference is left to be taken. At most eleven queries.
    """
    if not user.has_perm("references.view_references", candidacy) or not may_see_progress(user, candidacy):
        return False
    if not has_closed_debrief(candidacy):
        return False
    if policy_of(candidacy.role).told == Told.PATTERNS:
        return True
    stands = overview(user, candidacy)
    return not stands.checks_missing and all(r.state in {"finished", "declined"} for r in stands.referees)


def against_panel(user: User, candidacy: Candidacy, found: Patterns | None = None) -> AgainstPanel:
    """Both sides by competency, in the order of the references' criteria; only scorecards that ``user`` may see.

    ``found``: the patterns of ``user``, where the page has them already. Empty where ``may_compare`` says no. Whoever
    shows it calls ``record_reading`` with ``scorecards`` first.
    """
    if not may_compare(user, candidacy):
        return AgainstPanel([], [])
    told: dict[Group, list[int]] = defaultdict(list)
    rows = (found or patterns(user, candidacy)).criteria
    names = _competencies(row.criterion for row in rows)
    for row in rows:
        told[_group(row.criterion, names)] += row.levels
    matrix = evidence_matrix(user, candidacy)
    rated = _by_panel(matrix)
    compared = [Compared(group[1], Side(levels), Side(rated.get(group, []))) for group, levels in told.items()]
    return AgainstPanel(compared, matrix.scorecards)


def _competencies(criteria: Iterable[Criterion]) -> dict[int, str | None]:
    """The name of each criterion's competency, ``None`` for one that rates none. One query."""
    ids = {criterion.pk for criterion in criteria}
    return dict(Criterion.objects.filter(pk__in=ids).values_list("pk", "competency__name"))


def _group(criterion: Criterion, names: dict[int, str | None]) -> Group:
    name = names.get(criterion.pk)
    return ("competency", name) if name else ("criterion", criterion.name)


def _by_panel(matrix: EvidenceMatrix) -> dict[Group, list[int]]:
    """The sealed levels of the visible scorecards by competency, and by criterion where there is none."""
    cells = [(cell.criterion, cell.level) for row in matrix.rows for cell in row.cells if cell.criterion and cell.level]
    found: dict[Group, list[int]] = defaultdict(list)
    for criterion, level in cells:
        competency = criterion.competency
        group = ("competency", competency.name) if competency else ("criterion", criterion.name)
        found[group].append(level)
    return found
