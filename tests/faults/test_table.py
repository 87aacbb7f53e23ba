"""The table of faults names tests that there are, and leaves out none that is here."""

import re
from pathlib import Path

from .rows import ROWS

ROOT = Path(__file__).resolve().parents[2]


def test_every_row_names_tests_that_there_are():
    for row in ROWS:
        for name in row.tests:
            file, _, test = name.partition("::")
            text = (ROOT / file).read_text()
            assert not test or re.search(rf"^def {test}\(", text, re.MULTILINE), name


def test_every_test_of_a_fault_stands_in_a_row():
    named = {name for row in ROWS for name in row.tests}
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        file = str(path.relative_to(ROOT))
        tests = re.findall(r"^def (test_\w+)\(", path.read_text(), re.MULTILINE)
        assert path.name == "test_table.py" or file in named or {f"{file}::{test}" for test in tests} <= named, file


def test_the_documents_tell_of_every_fault():
    told = (ROOT / "docs" / "operations.md").read_text()
    assert [row.fault for row in ROWS if row.fault not in told] == []
