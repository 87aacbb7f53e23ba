"""``make faults``: the long form on SQLite, then PostgreSQL; prints the table and writes ``var/faults.json``.

    python -m tests.faults [--db sqlite|postgres] [WORDS …]

With WORDS, only rows whose fault holds one of them. Leaves with 1 if a row was not kept, or not tried anywhere.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from .rows import ROWS, Row

ROOT = Path(__file__).resolve().parents[2]
DATABASES = ("sqlite", "postgres")


@dataclass
class Found:
    """What became of a row on one database."""

    tests: int = 0
    tries: int = 0
    skipped: int = 0
    failed: list[str] = field(default_factory=list)
    recovery: float | None = None
    seconds: float = 0.0

    @property
    def lost(self) -> str:
        """In words: nothing, not tried, or which tests say otherwise."""
        if self.failed:
            return "; ".join(self.failed)
        return "nothing" if self.tests > self.skipped else "not tried"

    def add(self, case: ElementTree.Element) -> None:
        """Count one test of a junit report."""
        facts = {each.get("name"): float(each.get("value", 0)) for each in case.iter("property")}
        self.tests += 1
        self.seconds += float(case.get("time", 0))
        if case.find("skipped") is not None:
            self.skipped += 1
            return
        self.tries += int(facts.get("tries", 1))
        if case.find("failure") is not None or case.find("error") is not None:
            self.failed.append(str(case.get("name")))
        if "recovery" in facts:
            self.recovery = max(self.recovery or 0, facts["recovery"])


def run(row: Row, database: str) -> Found:
    """Run the tests of a row on a database."""
    found = Found()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "--db", database, f"--junit-xml={report}", *row.tests]
        ended = subprocess.run(
            command, cwd=ROOT, env=os.environ | {"FAULTS": "long"}, capture_output=True, text=True, check=False
        )
        if not report.exists():
            found.failed.append(ended.stdout[-500:] + ended.stderr[-500:])
            return found
        for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - our own report
            found.add(case)
    if found.failed:
        print(ended.stdout[-6000:], file=sys.stderr)
    return found


def told(row: Row, database: str, found: Found) -> dict[str, Any]:
    """A line of the file."""
    return {
        "fault": row.fault, "afterwards": row.afterwards, "database": database, "tries": found.tries,
        "lost": found.lost, "recovery_seconds": found.recovery, "seconds": round(found.seconds, 1),
        "tests": found.tests, "skipped": found.skipped,
    }  # fmt: skip


def line(row: dict[str, Any]) -> str:
    """A line of the table."""
    recovery = "" if row["recovery_seconds"] is None else f"{row['recovery_seconds']:.1f} s"
    return f"{row['fault'][:72]:72}  {row['database']:8}  {row['tries']:>6}  {row['lost'][:40]:40}  {recovery:>9}"


def main() -> int:
    """Return 0 if every row that was tried was kept, and each was tried on some database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", choices=DATABASES)
    parser.add_argument("words", nargs="*")
    options = parser.parse_args()
    rows = [row for row in ROWS if not options.words or any(word in row.fault for word in options.words)]
    begun, table = time.monotonic(), []
    print(f"{'fault':72}  {'database':8}  {'tries':>6}  {'lost':40}  {'recovery':>9}")
    for row in rows:
        for database in [options.db] if options.db else DATABASES:
            table.append(told(row, database, run(row, database)))
            print(line(table[-1]), flush=True)
    target = ROOT / "var" / "faults.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps({"seconds": round(time.monotonic() - begun), "rows": table}, indent=1) + "\n")
    print(f"\n{target.relative_to(ROOT)} written after {time.monotonic() - begun:.0f} s")
    tried = {row["fault"] for row in table if row["lost"] == "nothing"}
    kept = all(row["lost"] in {"nothing", "not tried"} for row in table)
    return 0 if kept and tried == {row.fault for row in rows} else 1


if __name__ == "__main__":
    sys.exit(main())
