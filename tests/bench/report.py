"""Turns figures into ratios and growth, prints them, and says what lies far outside its budget."""

from math import log

from .budget import BUDGETS, GROWN, LIMITS, QUERIES, SHARES
from .pages import EMPTY, THREE_QUERIES

Figures = dict[str, float]
RATIO = "of_three_queries"
HEADINGS = "  median     p95  x empty  x 3 queries  queries   rows     sent    bytes"


def add_ratios(results: dict) -> None:
    """Add to each page's figures its multiples of the two floors, and over the sizes its growth."""
    for pages in results["pages"].values():
        empty, three = pages[EMPTY]["median_ms"], pages[THREE_QUERIES]["median_ms"]
        for figures in pages.values():
            figures["of_empty"] = round(figures["median_ms"] / empty, 1)
            figures[RATIO] = round(figures["median_ms"] / three, 2)
    results["growth"] = growth(results["pages"])


def growth(pages: dict[int, dict[str, Figures]]) -> dict[str, Figures]:
    """By page: the power of the size with which its time grows, and how many queries and rows more it fetches.

    Of the multiples of the floor, since the machine may have been slower when the data had grown.
    """
    smallest, largest = min(pages), max(pages)
    if smallest == largest:
        return {}
    few, many = pages[smallest], pages[largest]
    return {
        name: {
            "times": round(many[name][RATIO] / few[name][RATIO], 2),
            "exponent": round(log(many[name][RATIO] / few[name][RATIO]) / log(largest / smallest), 2),
            "queries": many[name]["queries"] - few[name]["queries"],
            "rows": many[name]["rows"] - few[name]["rows"],
        }
        for name in many
    }


def show_pages(results: dict) -> None:
    """Print a table for each size, then throughput and growth."""
    for size, pages in results["pages"].items():
        print(f"\n{f'{size} candidacies':30}{HEADINGS}")
        for name, found in pages.items():
            print(
                f"{name:30}{found['median_ms']:8.1f}{found['p95_ms']:8.1f}{found['of_empty']:9.1f}"
                f"{found[RATIO]:13.2f}{found['queries']:9}{found['rows']:7}"
                f"{found['bytes_compressed']:9,}{found['bytes']:9,}{_mark(name, found)}"
            )
    print(f"\n{'8 connections, growth':30}  requests/s  of floor   goal    times   exponent    queries       rows")
    floor = results["requests_per_second"][THREE_QUERIES]
    nothing = {"times": 1, "exponent": 0, "queries": 0, "rows": 0}
    for name, per_second in results["requests_per_second"].items():
        grown = results["growth"].get(name, nothing)
        print(
            f"{name:30}{per_second:12.0f}{per_second / floor:10.2f}{SHARES.get(name, ''):7}"
            f"{grown['times']:9.2f}{grown['exponent']:11.2f}{grown['queries']:+11}{grown['rows']:+11}"
            f"{'  grows' if grown['times'] > GROWN else ''}"
        )


def _mark(name: str, found: Figures) -> str:
    budget = BUDGETS.get(name)
    return f"  goal {budget.goal}" if budget and found[RATIO] > budget.goal else ""


def far_off(results: dict) -> list[str]:
    """What crosses the line of its budget in time or queries, or makes more queries when there is more data."""
    found = []
    for size, pages in results["pages"].items():
        for name in pages.keys() - BUDGETS.keys():
            if pages[name]["queries"] > QUERIES:
                found.append(f"{name}, {size} candidacies: {pages[name]['queries']} queries, at most {QUERIES}")
        for name, budget in BUDGETS.items():
            ratio, queries = pages[name][RATIO], pages[name]["queries"]
            if ratio > budget.most:
                found.append(f"{name}, {size} candidacies: {ratio} times the floor, at most {budget.most}")
            if queries > budget.queries:
                found.append(f"{name}, {size} candidacies: {queries} queries, at most {budget.queries}")
    more = [name for name, grown in results["growth"].items() if grown["queries"]]
    return [*found, *(f"{name}: the number of queries changes with the data" for name in more)]


def show_browser(found: dict[str, Figures]) -> list[str]:
    """Print what Chromium measured beside its targets; returns which number that is no time missed its own."""
    print("\nThe interview page in Chromium")
    failures = []
    for (what, name), limit in LIMITS.items():
        figure = found[what][name]
        print(f"{f'{what}, {name}':30}{figure:12,.1f}  of {limit:,}{'' if figure <= limit else '  over'}")
        if figure > limit and not name.endswith("_ms"):
            failures.append(f"{what}, {name}: {figure}, limit {limit}")
    return failures
