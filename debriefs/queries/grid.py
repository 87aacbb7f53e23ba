"""The evidence matrix as one table: people as columns, a group of rows for each stage or for each competency."""

from collections import Counter
from dataclasses import dataclass

from scorecards.queries import Cell, Column, EvidenceMatrix, Row, StageMatrix

# A person, and which of their scorecards in a stage (0 but for whoever interviewed twice in it).
PersonKey = tuple[int, int]
WITHOUT = "Without a competency"


@dataclass(frozen=True)
class GridRow:
    """One criterion of one stage. ``cells`` stand in the order of the grid's people; None: not on that panel."""

    row: Row
    cells: list[Cell | None]


@dataclass(frozen=True)
class GridGroup:
    """One stage, or one competency."""

    name: str
    rows: list[GridRow]


@dataclass(frozen=True)
class Grid:
    """``people`` head the columns, in the order of the process."""

    people: list[Column]
    groups: list[GridGroup]


def grid(matrix: EvidenceMatrix) -> Grid:
    """Lay ``matrix`` out, a group for each stage. No query."""
    people = _people(matrix)
    groups = [GridGroup(stage.name, [_row(stage, row, list(people)) for row in stage.rows]) for stage in matrix.stages]
    return Grid(list(people.values()), groups)


def grid_by_competency(matrix: EvidenceMatrix) -> Grid:
    """Lay ``matrix`` out, a group for each competency, whatever the stage that asked for it. No query."""
    people = _people(matrix)
    groups: dict[str, GridGroup] = {}
    for stage in matrix.stages:
        for row in stage.rows:
            name = row.competency or WITHOUT
            groups.setdefault(name, GridGroup(name, [])).rows.append(_row(stage, row, list(people)))
    return Grid(list(people.values()), list(groups.values()))


def _people(matrix: EvidenceMatrix) -> dict[PersonKey, Column]:
    people: dict[PersonKey, Column] = {}
    for stage in matrix.stages:
        for key, column in zip(_keys(stage), stage.columns, strict=True):
            people.setdefault(key, column)
    return people


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
