"""The measuring itself: scaling, growth, what fails a run, and that its floors are no pages of the product."""

import pytest
from django.urls import Resolver404, resolve

from . import report
from .asking import Timed
from .budget import BUDGETS
from .pages import EMPTY, THREE_QUERIES


def figures(median: float, queries: int = 1, rows: int = 1) -> dict[str, float]:
    return {"median_ms": median, "queries": queries, "rows": rows}


def results(few: float, many: float, more_queries: int = 0) -> dict:
    """Pages that cost ``few`` and ``many`` milliseconds at two sizes, on a floor of ten."""
    pages = {
        size: {EMPTY: figures(1), THREE_QUERIES: figures(10)} | {name: figures(ms, queries) for name in BUDGETS}
        for size, ms, queries in ((100, few, 1), (1_000, many, 1 + more_queries))
    }
    found = {"pages": pages}
    report.add_ratios(found)
    return found


def test_a_slow_moment_of_the_machine_does_not_count():
    timed = Timed(raw=[10.0, 20.0, 40.0], work=[1.0, 2.0, 4.0])
    assert timed.scaled(1.0) == [10.0, 10.0, 10.0]


def test_growth_is_the_power_of_the_size():
    assert results(10, 10)["growth"]["interviewer: Today"]["exponent"] == 0
    assert results(10, 100)["growth"]["interviewer: Today"]["exponent"] == 1


def test_growth_is_told_in_times_as_well():
    assert results(20, 30)["growth"]["interviewer: Today"]["times"] == 1.5


def test_a_page_without_a_budget_of_its_own_has_fifteen_queries():
    found = results(20, 20)
    found["pages"][100]["admin: people"] = figures(20, queries=15)
    assert report.far_off(found) == []
    found["pages"][100]["admin: people"] = figures(20, queries=16)
    assert report.far_off(found) == ["admin: people, 100 candidacies: 16 queries, at most 15"]


def test_ratios_are_told_of_both_floors():
    page = results(20, 20)["pages"][100]["interviewer: Today"]
    assert (page["of_empty"], page["of_three_queries"]) == (20, 2)


def test_a_page_within_its_budget_fails_nothing():
    assert report.far_off(results(20, 20)) == []


def test_time_queries_and_growth_in_queries_fail_a_run():
    assert any("times the floor" in each for each in report.far_off(results(20, 10_000)))
    assert any("20 queries" in each for each in report.far_off(results(20, 20, more_queries=19)))
    assert any("changes with the data" in each for each in report.far_off(results(20, 20, more_queries=1)))


@pytest.mark.parametrize("path", ["/floor/empty", "/floor/three-queries"])
def test_the_floors_are_no_pages_of_the_product(path):
    assert resolve(path, urlconf="tests.bench.urls")
    with pytest.raises(Resolver404):
        resolve(path)
