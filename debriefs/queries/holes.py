"""The shortest way to fill what nobody could rate."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from scorecards.queries import EvidenceMatrix

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Holes:
    """``criteria`` that nobody could rate in any stage; ``stages``: the fewest further interviews that ask for all."""

    criteria: list[str]
    stages: list[str]


def holes(matrix: EvidenceMatrix) -> Holes:
    """Find the criteria without a level 1-4 from anybody, and the smallest set of stages that covers them. No query."""
    rated = {row.criterion.key for row in matrix.rows if row.levels}
    names = {row.criterion.key: row.criterion.name for row in matrix.rows if row.criterion.key not in rated}
    asks = {stage.name: {row.criterion.key for row in stage.rows} & names.keys() for stage in matrix.stages}
    return Holes(list(names.values()), fewest(asks, set(names)))


def fewest(asks: Mapping[str, set[Key]], wanted: set[Key]) -> list[str]:
    """The fewest stages that together ask for all of ``wanted``; none if no set of them does. ``asks``: by stage.

    Tries every set of stages from the smallest up; a role has a handful of scored stages.
    """
    useful = [name for name, found in asks.items() if found & wanted]
    for size in range(len(useful) + 1):
        for chosen in combinations(useful, size):
            if wanted <= set().union(*(asks[name] for name in chosen)):
                return list(chosen)
    return []
