"""The evidence that a decision can rest on, and that one rests on."""

from dataclasses import dataclass

from scorecards.queries import Cell, EvidenceMatrix, Row

from ..models import Decision


@dataclass(frozen=True)
class GroundOption:
    """One rated cell of the matrix; ``key`` names it as addresses do: scorecard's uid, dot, criterion's uid."""

    key: str
    row: Row
    cell: Cell


@dataclass(frozen=True)
class GroundGroup:
    """One criterion in one stage, with what everybody sealed on it."""

    row: Row
    options: list[GroundOption]


def ground_groups(matrix: EvidenceMatrix) -> list[GroundGroup]:
    """What a decision can rest on: every cell that holds a level or says why there is none. No query."""
    groups = [
        GroundGroup(row, [_option(row, cell) for cell in row.cells if cell.level is not None]) for row in matrix.rows
    ]
    return [group for group in groups if group.options]


def grounds_of(decision: Decision, matrix: EvidenceMatrix) -> list[GroundOption]:
    """What ``decision`` rests on, as far as it stands in the reader's ``matrix``, in its order. One query."""
    chosen = set(decision.grounds.values_list("scorecard_id", "criterion_id"))
    return [
        option
        for group in ground_groups(matrix)
        for option in group.options
        if option.cell.criterion and (option.cell.column.scorecard.pk, option.cell.criterion.pk) in chosen
    ]


def _option(row: Row, cell: Cell) -> GroundOption:
    return GroundOption(f"{cell.column.scorecard.uid}.{row.criterion.uid}", row, cell)
