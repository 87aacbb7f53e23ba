"""Reading a table that somebody uploads, as CSV or as XLSX. What a file is says its content, not its name."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from .unreadable import Unreadable
from .workbooks import SIGN, Cell, cells_of
from .writing import plain_cell

MOST_COLUMNS = 100
LONGEST_CELL = 131_072
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
NOT_UTF_8 = "This file is not in UTF-8{where}. Save it as “CSV UTF-8”, or as XLSX."


@dataclass(frozen=True)
class Row:
    """A row with the ``number`` that a spreadsheet shows beside it; what is ``wrong`` with a cell, by its column."""

    number: int
    cells: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """The names of the columns as they were written, and the rows that have anything in them."""

    columns: list[str]
    rows: list[Row]


def read_table(data: bytes, *, most_rows: int) -> Table:
    """Return the table in ``data``, whose first row names the columns. Raises ``Unreadable`` with a plain sentence.

    What a spreadsheet would have run, and ``safe_cell`` kept it from, is as it was.
    """
    rows = cells_of(data) if data.startswith(SIGN) else _csv_rows(data)
    head: list[str] | None = None
    found: list[Row] = []
    for number, cells in enumerate(rows, start=1):
        if not any(plain_cell(cell.text).strip() or cell.wrong for cell in cells):
            continue
        if head is None:
            head = _head(cells)
        elif len(found) == most_rows:
            raise Unreadable(f"This file has more than {most_rows:,} rows. Divide it.")
        else:
            found.append(_row(number, head, cells))
    if head is None:
        raise Unreadable("The file is empty.")
    return Table(head, found)


def _head(cells: list[Cell]) -> list[str]:
    names = [cell.text.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise Unreadable(f"This file has more than {MOST_COLUMNS} columns.")
    if twice := next((name for name in names if name and names.count(name) > 1), ""):
        raise Unreadable(f"Two columns are called “{twice[:40]}”.")
    return names


def _row(number: int, head: list[str], cells: list[Cell]) -> Row:
    if any(cell.text.strip() or cell.wrong for cell in cells[len(head) :]):
        raise Unreadable(f"Row {number} has more cells than there are columns. Put quotes around what holds a comma.")
    given = list(zip(head, cells, strict=False))
    texts = {name: plain_cell(cell.text) for name, cell in given if name}
    return Row(number, texts, {name: cell.wrong for name, cell in given if name and cell.wrong})


def _csv_rows(data: bytes) -> Iterator[list[Cell]]:
    text = _decoded(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):  # noqa: B007  told below
            yield [Cell(text) for text in row]
    except csv.Error as error:
        if "field limit" in str(error):
            why = f"Row {number + 1} has a cell of more than {LONGEST_CELL:,} signs."
        else:
            why = f"Row {number + 1} cannot be read: a quote is opened and not closed, or closed too early."
        raise Unreadable(why) from error


def _decoded(data: bytes) -> str:
    if data.startswith(OLD_OFFICE):
        raise Unreadable("This is an old Excel file, or one with a password. Save it as XLSX or as CSV.")
    if data.startswith(UTF_16):
        raise Unreadable(NOT_UTF_8.format(where=""))
    if b"\0" in data or data.startswith(b"%PDF"):
        raise Unreadable
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(NOT_UTF_8.format(where=f", first in line {line}")) from error


def _delimiter(text: str) -> str:
    """Whichever of comma and semicolon divides the first line into more."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    return max(",;", key=first.count)
