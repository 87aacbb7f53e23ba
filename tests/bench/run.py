"""One run: the database grows from size to size, and each time everything is measured."""

import argparse
import json
import os
from pathlib import Path

from . import asking, browser, packets, report
from .pages import targets
from .seeding import seed
from .throughput import throughput

FILE = Path(__file__).resolve().parents[2] / "var" / "bench.json"


def run(url: str, chosen: argparse.Namespace) -> int:
    """Measure what was chosen, print it and write it down; 1 when something lies far outside its budget."""
    # Playwright runs an event loop in this thread; Django would take ORM calls beside it for a mistake.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    sizes = sorted(chosen.sizes)
    results: dict = {"sizes": sizes, "pages": {}}
    failures: list[str] = []
    for size in sizes:
        print(f"Seeding {size} candidacies", flush=True)
        seed(size)
        if "server" in chosen.parts:
            print(f"Measuring {chosen.rounds} rounds", flush=True)
            found = asking.measure(url, targets(), chosen.rounds)
            fastest = asking.fastest_work(found)
            results["pages"][size] = {name: timed.summary(fastest) for name, timed in found.items()}
    if "server" in chosen.parts:
        print("Measuring eight connections", flush=True)
        results["requests_per_second"] = throughput(url, targets(), chosen.seconds)
        report.add_ratios(results)
        report.show_pages(results)
        failures += report.far_off(results)
    if "browser" in chosen.parts:
        print("Opening the interview page in Chromium", flush=True)
        results["browser"] = browser.measure(url)
        failures += report.show_browser(results["browser"])
    if "packets" in chosen.parts:
        print("Compiling packets", flush=True)
        results["packets"] = packets.measure(max(3, chosen.rounds // 4))
        failures += packets.show(results["packets"])
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(results, indent=1) + "\n")
    print(f"\nWritten to {FILE}")
    for failure in failures:
        print(f"FAILED {failure}")
    return 1 if failures else 0
