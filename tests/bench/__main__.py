"""`python -m tests.bench`: measure, print, write var/bench.json. See `docs/operations.md` for what the figures say."""

import argparse
import sys

from .site import prepared, served


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1_000], help="candidacies, from small to large")
    parser.add_argument("--rounds", type=int, default=40, help="requests per page and size")
    parser.add_argument("--seconds", type=float, default=2, help="how long each page is asked by eight connections")
    parts = ["server", "browser", "packets"]
    parser.add_argument("--parts", nargs="+", choices=parts, default=parts)
    return parser.parse_args()


def main() -> int:
    """Return 0, or 1 when a page was broken or a figure lies far outside its budget."""
    chosen = options()
    with prepared() as variables, served(variables) as url:
        # Django is set up only now.
        from .run import run

        return run(url, chosen)


if __name__ == "__main__":
    sys.exit(main())
