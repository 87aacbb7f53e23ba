"""One run: the database grows from size to size, and each time everything is measured."""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from . import asking, browser, packets, processes, report, writing
from .pages import SAVE, targets
from .seeding import seed
from .site import WORKERS
from .throughput import throughput

FOLDER = Path(__file__).resolve().parents[2] / "var"


def run(url: str, variables: dict[str, str], chosen: argparse.Namespace) -> int:
    """Measure what was chosen, print it and write it down; 1 when something lies far outside its budget."""
    # Playwright runs an event loop in this thread; Django would take ORM calls beside it for a mistake.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    results: dict = {"database": chosen.db, "sizes": sorted(chosen.sizes), "pages": {}, "seeding_s": {}}
    failures: list[str] = []
    if "processes" in chosen.parts:
        print("Starting web, worker and beat", flush=True)
        results["processes"] = processes.measure(variables, WORKERS)
        failures += processes.show(results["processes"])
    for size in results["sizes"]:
        _one_size(url, size, chosen, results)
    if "server" in chosen.parts:
        print("Measuring eight connections", flush=True)
        results["requests_per_second"] = throughput(url, targets(), chosen.seconds)
        report.add_ratios(results)
        report.show_pages(results)
        failures += report.far_off(results)
    if "writing" in chosen.parts:
        print(f"Fifty interviewers write for {chosen.minutes:g} minutes", flush=True)
        pages = [each for each in targets() if each.name != SAVE and not each.name.startswith("floor")]
        results["writing"] = writing.measure(url, pages, chosen.minutes * 60)
        failures += writing.show(results["writing"])
    if "browser" in chosen.parts:
        print("Opening the interview page in Chromium", flush=True)
        results["browser"] = browser.measure(url)
        failures += report.show_browser(results["browser"])
    if "packets" in chosen.parts:
        print("Compiling packets", flush=True)
        results["packets"] = packets.measure(max(3, chosen.rounds // 4))
        failures += packets.show(results["packets"])
    if "sqlite" in chosen.parts and chosen.db != "sqlite":
        results["sqlite"], failed = _on_sqlite(chosen)
        failures += failed
    file = FOLDER / ("bench-sqlite.json" if chosen.db == "sqlite" else "bench.json")
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(results, indent=1) + "\n")
    print(f"\nWritten to {file}")
    for failure in failures:
        print(f"FAILED {failure}")
    return 1 if failures else 0


def _one_size(url: str, size: int, chosen: argparse.Namespace, results: dict) -> None:
    print(f"Seeding {size} candidacies", flush=True)
    began = time.perf_counter()
    seed(size)
    results["seeding_s"][size] = round(time.perf_counter() - began, 1)
    if "server" in chosen.parts:
        print(f"Measuring {chosen.rounds} rounds", flush=True)
        found = asking.measure(url, targets(), chosen.rounds)
        fastest = asking.fastest_work(found)
        results["pages"][size] = {name: timed.summary(fastest) for name, timed in found.items()}


def _on_sqlite(chosen: argparse.Namespace) -> tuple[dict, list[str]]:
    """The pages and the writers on SQLite, in a process of its own, since settings are read once."""
    command = [sys.executable, "-m", "tests.bench", "--db", "sqlite", "--sizes", str(chosen.sqlite_size)]
    command += ["--rounds", str(chosen.rounds), "--minutes", str(chosen.minutes), "--parts", "server", "writing"]
    variables = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    ended = subprocess.run(command, cwd=FOLDER.parent, env=variables, check=False)
    found = json.loads((FOLDER / "bench-sqlite.json").read_text())
    return found, [f"on SQLite: exit code {ended.returncode}"] if ended.returncode else []
