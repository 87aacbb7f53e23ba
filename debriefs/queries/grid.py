"""The evidence matrix as one table for print: people as columns, one group of rows per stage."""

from collections import Counter
from dataclasses import dataclass

from scorecards.queries import Cell, Column, EvidenceMatrix, Row, StageMatrix

# A person, and which of their scorecards in a stage (0 but for whoever interviewed twice in it).
PersonKey = tuple[int, int]


@dataclass(frozen=True)
class GridRow:
    """One criterion of one stage. ``cells`` stand in the order of the grid's people; None: not on that panel."""

    row: Row
    cells: list[Cell | None]


@dataclass(frozen=True)
class GridGroup:
    """One stage."""

    name: str
    rows: list[GridRow]


@dataclass(frozen=True)
class Grid:
    """``people`` head the columns, in the order of the process."""

    people: list[Column]
    groups: list[GridGroup]


def grid(matrix: EvidenceMatrix) -> Grid:
    """Lay ``matrix`` out. No query."""
    people: dict[PersonKey, Column] = {}
    for stage in matrix.stages:
        for key, column in zip(_keys(stage), stage.columns, strict=True):
            people.setdefault(key, column)
    groups = [GridGroup(stage.name, [_row(stage, row, list(people)) for row in stage.rows]) for stage in matrix.stages]
    return Grid(list(people.values()), groups)


def _keys(stage: StageMatrix) -> list[PersonKey]:
    seen: Counter[int] = Counter()
    keys = []
    for column in stage.columns:
        user = column.scorecard.panelist.user_id
        keys.append((user, seen[user]))
        seen[user] += 1
    return keys


def _row(stage: StageMatrix, row: Row, people: list[PersonKey]) -> GridRow:
    by_person = dict(zip(_keys(stage), row.cells, strict=True))
    return GridRow(row, [by_person.get(person) for person in people])
