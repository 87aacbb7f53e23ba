"""docs/security.md covers the standard, and what it names is there."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DOCUMENT = (ROOT / "docs" / "security.md").read_text()
STATES = {"kept", "open", "does not apply"}

# The last number of each section of ASVS 5.0.0 that is of level 1 or 2; they all begin with 1 and leave none out.
LAST = """
1.1: 2, 1.2: 9, 1.3: 11, 1.4: 3, 1.5: 2, 2.1: 3, 2.2: 3, 2.3: 4, 2.4: 1, 3.2: 2, 3.3: 4, 3.4: 6, 3.5: 5, 3.7: 2,
4.1: 3, 4.2: 1, 4.3: 2, 4.4: 4, 5.1: 1, 5.2: 3, 5.3: 2, 5.4: 3, 6.1: 3, 6.2: 12, 6.3: 4, 6.4: 4, 6.5: 5, 6.6: 3,
6.8: 4, 7.1: 3, 7.2: 4, 7.3: 2, 7.4: 5, 7.5: 2, 7.6: 2, 8.1: 2, 8.2: 3, 8.3: 1, 8.4: 1, 9.1: 3, 9.2: 4, 10.1: 2,
10.2: 2, 10.3: 4, 10.4: 11, 10.5: 5, 10.6: 2, 10.7: 3, 11.1: 2, 11.2: 3, 11.3: 3, 11.4: 4, 11.5: 1, 11.6: 1,
12.1: 3, 12.2: 2, 12.3: 4, 13.1: 1, 13.2: 5, 13.3: 2, 13.4: 5, 14.1: 2, 14.2: 4, 14.3: 3, 15.1: 3, 15.2: 3, 15.3: 7,
16.1: 1, 16.2: 5, 16.3: 4, 16.4: 3, 16.5: 3, 17.1: 1, 17.2: 4, 17.3: 2
"""
# Kept by what is not there, by the proxy, by a document or by a library: no test of ours could notice.
WITHOUT_TEST = {
    "1.2.9", "1.3.10", "3.5.4", "4.2.1", "6.2.10", "6.4.2", "11.1.1", "12.1.1", "12.3.2", "13.1.1", "15.3.6",
    "16.2.2", "16.3.2",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    items: tuple[str, ...]
    state: str
    where: str
    test: str


def spread(text: str) -> list[str]:
    """``1.2.6-1.2.8, 1.3.1`` in single numbers."""
    found = []
    for part in text.split(", "):
        first, _, last = part.partition("-")
        section, _, number = first.rpartition(".")
        assert not last or last.rpartition(".")[0] == section, f"{part} leaves its section"
        found += [f"{section}.{each}" for each in range(int(number), int((last or first).rpartition(".")[2]) + 1)]
    return found


def rows() -> list[Row]:
    lines = re.findall(r"^\| (\d[\d., -]*) \| (.+) \|$", DOCUMENT, re.M)
    found = []
    for items, rest in lines:
        _, state, where, test = re.split(r" \| ", rest)
        found.append(Row(tuple(spread(items)), state, where, test))
    return found


def test_every_requirement_of_levels_1_and_2_stands_there_once():
    wanted = []
    for section, last in re.findall(r"(\d+\.\d+): (\d+)", LAST):
        wanted += [f"{section}.{number}" for number in range(1, int(last) + 1)]
    assert len(wanted) == 253
    told = [item for row in rows() for item in row.items]
    assert sorted(told) == sorted(wanted)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.items[0])
def test_a_row_says_how_it_stands_and_names_what_exists(row):
    assert row.state in STATES
    if row.state == "open":
        assert len(row.where) > 60, "say why"
    assert len(row.where) > 10 or row.state != "kept", "say where"
    for cell in (row.where, row.test):
        for name in re.findall(r"`([\w.-]+/[\w./-]+)(?:::\w+)?`", cell):
            assert (ROOT / name).exists(), f"{name} does not exist"
    for file, test in re.findall(r"`(tests/[\w./]+)::(\w+)`", row.test):
        assert f"def {test}(" in (ROOT / file).read_text(), f"{test} is not in {file}"


def test_what_is_kept_has_a_test_or_stands_on_the_list():
    untested = {row.items[0] for row in rows() if row.state == "kept" and row.test == "none"}
    assert untested == WITHOUT_TEST


def test_files_named_in_the_prose_exist():
    prose = DOCUMENT.partition("## ASVS")[0]
    named = set(re.findall(r"`([\w-]+/[\w./-]+\.(?:py|md|yml))`", prose))
    assert len(named) > 3
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_links_lead_somewhere():
    anchors = {
        re.sub(r"[^\w -]", "", title.lower()).strip().replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", DOCUMENT, re.M)
    }
    inside = re.findall(r"\]\(#([\w-]+)\)", DOCUMENT)
    outside = re.findall(r"\]\(([^)#:]+)\)", DOCUMENT)
    assert set(inside) - anchors == set()
    assert [path for path in outside if not (ROOT / "docs" / path).exists()] == []
