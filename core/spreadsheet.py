"""Tables as CSV files that a spreadsheet opens without running anything, streamed row by row."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

# What makes a spreadsheet take a cell for a formula, or lets the rest of one begin in a cell of its own.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# Without it some spreadsheets read UTF-8 as something else.
BYTE_ORDER_MARK = "\ufeff"


class _Line:
    """A file of which each write is handed back."""

    def write(self, line: str) -> str:
        return line


def safe_cell(value: object) -> str:
    """Return ``value`` as text; what a spreadsheet would run gets an apostrophe in front."""
    text = str(value)
    return f"'{text}" if text.startswith(RISKY) else text


def lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of the file, one at a time."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow(head)
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])


def csv_answer(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """Answer with the file ``name``, in constant memory."""
    answer = StreamingHttpResponse(lines(head, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
