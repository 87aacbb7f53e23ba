"""`python -m tests.bench`: measure, print, write var/bench.json. See `docs/operations.md` for what the figures say."""

import argparse
import sys

from .site import prepared, served

PARTS = ["server", "writing", "processes", "browser", "packets", "sqlite"]


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    sizes = [1_000, 10_000, 100_000]
    parser.add_argument("--sizes", type=int, nargs="+", default=sizes, help="candidacies, from small to large")
    parser.add_argument("--rounds", type=int, default=40, help="requests per page and size")
    parser.add_argument("--seconds", type=float, default=2, help="how long each page is asked by eight connections")
    parser.add_argument(
        "--minutes", type=float, default=0.5, help="how long fifty interviewers write; 10 for the record"
    )
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument(
        "--db", choices=["postgres", "sqlite"], default="postgres", help="the database that is measured"
    )
    parser.add_argument("--sqlite-size", type=int, default=10_000, help="candidacies of the run on SQLite that follows")
    return parser.parse_args()


def main() -> int:
    """Return 0, or 1 when a page was broken or a figure lies far outside its budget."""
    chosen = options()
    with prepared(chosen.db) as variables, served(variables) as url:
        # Django is set up only now.
        from .run import run

        return run(url, variables, chosen)


if __name__ == "__main__":
    sys.exit(main())
