"""The shortest way to fill what nobody could rate."""

from dataclasses import dataclass
from itertools import combinations

from scorecards.queries import EvidenceMatrix


@dataclass(frozen=True)
class Holes:
    """``criteria`` that nobody could rate in any stage; ``stages``: the fewest further interviews that ask for all."""

    criteria: list[str]
    stages: list[str]


def holes(matrix: EvidenceMatrix) -> Holes:
    """Find the criteria without a level 1-4 from anybody, and the smallest set of stages that covers them. No query.

    Tries every set of stages from the smallest up; a role has a handful of scored stages.
    """
    rated = {row.criterion.key for row in matrix.rows if row.levels}
    names = {row.criterion.key: row.criterion.name for row in matrix.rows if row.criterion.key not in rated}
    asks = {stage.name: {row.criterion.key for row in stage.rows} & names.keys() for stage in matrix.stages}
    useful = [name for name, found in asks.items() if found]
    for size in range(len(useful) + 1):
        for chosen in combinations(useful, size):
            if set().union(*(asks[name] for name in chosen)) == names.keys():
                return Holes(list(names.values()), list(chosen))
    return Holes(list(names.values()), [])
