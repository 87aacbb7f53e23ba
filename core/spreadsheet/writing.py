"""Tables as files that a spreadsheet opens without running anything: CSV row by row, XLSX at once."""

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import TypeVar

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

# What makes a spreadsheet take a cell for a formula, or lets the rest of one begin in a cell of its own.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# Without it some spreadsheets read UTF-8 as something else.
BYTE_ORDER_MARK = "\ufeff"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 24
# An XLSX cell takes no more, and none of these signs; what looks like its own escapes is escaped.
LONGEST_CELL = 32_767
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


Answer = TypeVar("Answer", bound=HttpResponseBase)


class _Line:
    """A file of which each write is handed back."""

    def write(self, line: str) -> str:
        return line


def safe_cell(value: object) -> str:
    """Return ``value`` as text; what a spreadsheet would run gets an apostrophe in front.

    So does what has apostrophes before it already, so that ``plain_cell`` gives back every text as it was.
    """
    text = str(value)
    return f"'{text}" if text.lstrip("'").startswith(RISKY) else text


def plain_cell(text: str) -> str:
    """Return the text that ``safe_cell`` made ``text`` of."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(RISKY) else text


def lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of the file, one at a time."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow(head)
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])


def csv_answer(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """Answer with the file ``name``, in constant memory."""
    return _attached(name, StreamingHttpResponse(lines(head, rows), content_type="text/csv; charset=utf-8"))


def workbook(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The table as an XLSX file of one sheet; whole numbers stay numbers, all else is text."""
    from openpyxl import Workbook  # a third of a second, for whoever takes such a file along only
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Questions")
    sheet.freeze_panes = "A2"
    for number in range(1, len(head) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTH

    def cell(value: object) -> object:
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        made = WriteOnlyCell(sheet, _xlsx_text(safe_cell(value)))
        made.data_type = "s"
        return made

    titles = [cell(title) for title in head]
    for title in titles:
        title.font = Font(bold=True)  # type: ignore[attr-defined]
    sheet.append(titles)
    for row in rows:
        sheet.append([cell(value) for value in row])
    file = BytesIO()
    book.save(file)
    return _undated(file.getvalue())


def _undated(data: bytes) -> bytes:
    """The same archive without the times at which its parts were written: the same table is the same file."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as dated, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name in dated.namelist():
            made.writestr(zipfile.ZipInfo(name), dated.read(name), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def xlsx_answer(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Answer with the file ``name``."""
    return _attached(name, HttpResponse(workbook(head, rows), content_type=XLSX))


def _xlsx_text(text: str) -> str:
    return _ESCAPE.sub("_x005F_", _NO_XML.sub("", text))[:LONGEST_CELL]


def _attached(name: str, answer: Answer) -> Answer:
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
