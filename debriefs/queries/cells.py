"""Finding one cell of the evidence matrix by the name that addresses carry."""

from scorecards.queries import Cell, EvidenceMatrix, Row


def find_cell(matrix: EvidenceMatrix, key: str) -> tuple[Row, Cell] | None:
    """The row and cell that ``key`` (scorecard's uid, dot, criterion's uid) names; None for anything else. No query."""
    scorecard, _, criterion = key.partition(".")
    for row in matrix.rows:
        if row.criterion.uid == criterion:
            for cell in row.cells:
                if cell.column.scorecard.uid == scorecard:
                    return row, cell
    return None
