"""Coverage: which competency was rated by whom, and where nothing was learned."""

from collections import defaultdict
from dataclasses import dataclass

from accounts.models import User
from hiring.models import Candidacy

from .matrix import EvidenceMatrix, evidence_matrix


@dataclass(frozen=True)
class CompetencyCoverage:
    """One competency. ``ratings``: panelist's name → how many of its criteria they gave a level 1-4;
    ``holes``: those who had its criteria before them and could rate none."""

    name: str
    ratings: dict[str, int]

    @property
    def raters(self) -> int:
        return sum(count > 0 for count in self.ratings.values())

    @property
    def holes(self) -> list[str]:
        return [name for name, count in self.ratings.items() if not count]

    @property
    def is_hole(self) -> bool:
        """Nobody could rate it."""
        return not self.raters


def coverage(user: User, candidacy: Candidacy, matrix: EvidenceMatrix | None = None) -> list[CompetencyCoverage]:
    """Coverage of ``candidacy``, competency by panelist, from what ``user`` may read; least covered first.

    Hand over the ``matrix`` when it is at hand: then it needs no query.
    """
    counts: dict[int | str, dict[str, int]] = defaultdict(dict)
    names: dict[int | str, tuple[int, str]] = {}
    for row in (matrix or evidence_matrix(user, candidacy)).rows:
        # The newest of its names is shown.
        key = row.criterion.subject
        names[key] = max(names.get(key, (0, "")), (row.criterion.version_id, row.competency or row.criterion.name))
        for cell in row.cells:
            if cell.criterion:
                counts[key][cell.column.name] = counts[key].get(cell.column.name, 0) + (not cell.is_hole)
    found = [CompetencyCoverage(names[key][1], ratings) for key, ratings in counts.items()]
    return sorted(found, key=lambda competency: competency.raters)
