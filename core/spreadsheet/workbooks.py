"""The cells of an XLSX file: a zip archive of XML, and a stranger's, so it is weighed before it is opened."""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO

from .unreadable import Unreadable

SIGN = b"PK\x03\x04"
NEEDED = {"[Content_Types].xml", "xl/workbook.xml"}
MOST_FILES = 500
LARGEST_UNPACKED = 40_000_000
# Text shrinks to a tenth, tables that repeat themselves to a fiftieth.
MOST_SHRUNK, SMALL = 150, 1_000_000
# A sheet has so many rows and no more, whatever the file says.
LAST_ROW = 1_048_576
DAMAGED = "This XLSX file is damaged. Save it again in your spreadsheet, or as CSV."
TOO_LARGE = "This XLSX file unpacks to more than it may. Save the sheet alone, or as CSV."
ENTITIES = "This XLSX file has definitions in it that no spreadsheet writes. It was not read."
# What the library lets out when a file is not what it says.
BROKEN = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError, OSError,
    RuntimeError, SyntaxError, TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """The text of a cell, or what is ``wrong`` with it."""

    text: str = ""
    wrong: str = ""


def cells_of(data: bytes) -> Iterator[list[Cell]]:
    """The rows of the first sheet from its first to its last, one at a time. Raises ``Unreadable``."""
    from defusedxml import DefusedXmlException

    try:
        _weigh(data)
        yield from _rows(data)
    except BROKEN as error:
        has_entities = any(isinstance(each, DefusedXmlException) for each in (error, error.__cause__))
        raise Unreadable(ENTITIES if has_entities else DAMAGED) from error


def _weigh(data: bytes) -> None:
    """Raises ``Unreadable`` for an archive that is no workbook, or that would fill the memory."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
    if not {part.filename for part in parts} >= NEEDED:
        raise Unreadable("This is a zip archive, but no XLSX file.")
    unpacked = sum(part.file_size for part in parts)
    shrunk = unpacked > SMALL and unpacked > MOST_SHRUNK * len(data)
    if len(parts) > MOST_FILES or unpacked > LARGEST_UNPACKED or shrunk:
        raise Unreadable(TOO_LARGE)
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("This XLSX file has a password. Save it without one.")


def _rows(data: bytes) -> Iterator[list[Cell]]:
    from openpyxl import load_workbook  # a third of a second, for whoever reads such a file only

    book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
    try:
        if not book.worksheets:
            raise Unreadable("This XLSX file has no sheet.")
        sheet = book.worksheets[0]
        # What the file says of its own size may be anything.
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(), start=1):
            if number > LAST_ROW:
                raise Unreadable(DAMAGED)
            yield [_cell(each.value, each.data_type) for each in row]
    finally:
        book.close()


def _cell(value: object, kind: str) -> Cell:
    if kind == "f":
        return Cell(wrong="This is a formula. Write what it gives as text.")
    if kind == "e":
        return Cell(wrong=f"This is an error of the spreadsheet, {value}.")
    if isinstance(value, datetime | date | time | timedelta):
        return Cell(wrong="The spreadsheet made a date of this. Format the cell as text and write it again.")
    return Cell(_text_of(value))


def _text_of(value: object) -> str:
    from openpyxl.utils.escape import unescape

    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else unescape(str(value))
