"""Tables in files: what is written is read as it was, and what a stranger sends harms nothing."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook

from core.spreadsheet import Unreadable, plain_cell, read_table, safe_cell
from core.spreadsheet.writing import lines, workbook

MOST = 100
WRITERS: dict[str, Callable[[list[str], list[list[object]]], bytes]] = {
    "csv": lambda head, rows: "".join(lines(head, rows)).encode(),
    "xlsx": workbook,
}
texts = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=30)
risky = st.tuples(st.sampled_from(["", "'", "''"]), st.sampled_from("=+-@\uff1d"), texts).map("".join)
cells = texts | risky | st.lists(texts, max_size=3).map("\n".join)


@pytest.mark.parametrize("writer", WRITERS)
@given(rows=st.lists(st.lists(cells, min_size=2, max_size=2), max_size=5))
@example(rows=[["", "\n"]])
@example(rows=[["#N/A", "_x0041_"], ["=1+1", "'=1+1"], ["@x", "''@x"], ["_x005F_x0041_", "a\tb"]])
def test_what_is_written_is_read_as_it_was(writer: str, rows: list[list[str]]) -> None:
    kept = [dict(zip("ab", row, strict=True)) for row in rows if any(text.strip() for text in row)]
    table = read_table(WRITERS[writer](["a", "b"], rows), most_rows=MOST)
    assert table.columns == ["a", "b"]
    assert [row.cells for row in table.rows] == kept


@given(text=cells)
def test_no_cell_begins_as_a_formula_and_each_comes_back(text: str) -> None:
    assert not safe_cell(text).startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d"))
    assert plain_cell(safe_cell(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n",
        "a;b\n1;2\n",
        "\ufeffa;b\r\n1;2\r\n\r\n;\r\n",
        '\n\n"a","b"\n"1","2"\n,,\n',
        "a,b,\n1,2,\n",
        "a,b\r1,2\r",
    ],
)
def test_commas_semicolons_marks_and_empty_rows_are_understood(text: str) -> None:
    table = read_table(text.encode(), most_rows=MOST)
    assert [row.cells for row in table.rows] == [{"a": "1", "b": "2"}]


def test_rows_are_numbered_as_a_spreadsheet_does() -> None:
    table = read_table(b'a,b\n"1\n1",2\n\n3,4\n', most_rows=MOST)
    assert [row.number for row in table.rows] == [2, 4]


def sheet(*rows: list[object]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def test_what_a_spreadsheet_makes_of_cells_is_told() -> None:
    moment = datetime(2026, 1, 2, tzinfo=UTC).replace(tzinfo=None)
    data = sheet(
        ["a", "b", "c", "d", "e"], [5.0, True, moment, "=1+1", "#REF!"], [2.5, False, None, None, None], [None]
    )
    first, second = read_table(data, most_rows=MOST).rows
    assert (first.cells["a"], first.cells["b"]) == ("5", "yes")
    assert (second.cells["a"], second.cells["b"]) == ("2.5", "no")
    assert "made a date of this" in first.wrong["c"]
    assert "This is a formula" in first.wrong["d"]
    assert "an error of the spreadsheet" in first.wrong["e"]


def archive(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def altered(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A small workbook with a part changed."""
    with zipfile.ZipFile(io.BytesIO(sheet(["a"], ["one"]))) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    change(parts)
    return archive(parts)


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>"""


def laughing(parts: dict[str, bytes]) -> None:
    parts[SHEET] = LAUGHS + parts[SHEET].replace(b"<?xml version='1.0'?>", b"").split(b"?>", 1)[-1].replace(
        b">a<", b">&b;<"
    )


def exploding(parts: dict[str, bytes]) -> None:
    parts["xl/media/x.bin"] = b"\0" * 45_000_000


def shrunk(parts: dict[str, bytes]) -> None:
    parts["xl/media/x.bin"] = b"\0" * 3_000_000


def crowded(parts: dict[str, bytes]) -> None:
    parts.update({f"xl/media/{number}": b"" for number in range(600)})


def cut(parts: dict[str, bytes]) -> None:
    parts[SHEET] = parts[SHEET][:-40]


def boundless(parts: dict[str, bytes]) -> None:
    parts[SHEET] = parts[SHEET].replace(b'<row r="2"', b'<row r="99999999999999"')


HOSTILE = {
    "empty": (b"", "The file is empty."),
    "blank": (b"\n\n,,\n", "The file is empty."),
    "pdf": (b"%PDF-1.7\n%", "This is no CSV or XLSX file."),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "This is no CSV or XLSX file."),
    "nul": (b"a,b\n1\0,2\n", "This is no CSV or XLSX file."),
    "utf-16": ("a,b\n1,2\n".encode("utf-16"), "not in UTF-8"),
    "latin-1": ("a,b\n1,é\n".encode("latin-1"), "not in UTF-8, first in line 2"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel file, or one with a password"),
    "quote": (b'a,b\n"1,2\n', "a quote is opened and not closed"),
    "quote within": (b'a,b\n"1"1,2\n', "Row 2 cannot be read"),
    "huge cell": (b"a,b\n" + b"x" * 2_000_000 + b",1\n", "Row 2 has a cell of more than 131,072 signs."),
    "many rows": (b"a\n" + b"1\n" * 101, "more than 100 rows"),
    "many columns": (",".join(f"c{n}" for n in range(101)).encode(), "more than 100 columns"),
    "too long a row": (b"a,b\n1,2,3\n", "Row 2 has more cells than there are columns."),
    "a name twice": (b"a,b,a\n1,2,3\n", "Two columns are called"),
    "zip": (archive({"a.txt": b"hello"}), "a zip archive, but no XLSX file"),
    "no zip": (b"PK\x03\x04" + b"\x01" * 100, "damaged"),
    "cut zip": (sheet(["a"])[:-200], "damaged"),
    "cut sheet": (altered(cut), "damaged"),
    "rows without end": (altered(boundless), "damaged"),
    "bomb": (altered(exploding), "unpacks to more than it may"),
    "shrunk": (altered(shrunk), "unpacks to more than it may"),
    "crowd": (altered(crowded), "unpacks to more than it may"),
    "billion laughs": (altered(laughing), "definitions in it that no spreadsheet writes"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_read_is_refused_in_a_plain_sentence(name: str) -> None:
    data, says = HOSTILE[name]
    with pytest.raises(Unreadable, match=says):
        read_table(data, most_rows=MOST)


def test_an_archive_inside_an_archive_is_not_opened() -> None:
    table = read_table(
        altered(lambda parts: parts.update({"xl/media/x.zip": archive({"x": b"\0" * 90_000})})), most_rows=1
    )
    assert [row.cells for row in table.rows] == [{"a": "one"}]


def test_a_spreadsheet_sees_a_plain_table_in_what_is_written() -> None:
    text = WRITERS["csv"](["a", "b"], [["x,y", "=1"]]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [["a", "b"], ["x,y", "'=1"]]


def test_no_part_of_a_workbook_says_when_it_was_written() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(["a"], [["one"]]))) as made:
        assert {part.date_time for part in made.infolist()} == {(1980, 1, 1, 0, 0, 0)}
