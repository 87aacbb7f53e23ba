"""The solver: what it plans breaks no rule, by a check of its own; what it calls impossible is.

`LOOP_CASES=1000` draws so many cases instead of a few.
"""

import os
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from core.intervals import room_for
from hiring.solver.plan import Slot, Status
from hiring.solver.problem import Candidate, Day, Meeting, Period, Person, Problem, Rules, from_json
from hiring.solver.reasons import _changes, explain
from hiring.solver.score import score
from hiring.solver.search import Effort, Search, find_plan

from .checker import any_plan, broken
from .problems import problems

CASES = int(os.environ.get("LOOP_CASES", "60"))
EFFORT = Effort(seconds=30)
quickly = settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=CASES < 100)

HOUR, DAY = 60, 24 * 60
NINE, FIVE = 9 * HOUR, 17 * HOUR
LENGTHS = (30, 60)


@given(problems())
@quickly
def test_no_plan_breaks_a_rule_and_its_cost_is_what_it_says(problem):
    plan = find_plan(problem, EFFORT)
    assert plan.status in (Status.OPTIMAL, Status.IMPOSSIBLE)
    if plan.slots:
        assert [slot.meeting for slot in plan.slots] == list(range(len(problem.meetings)))
        assert broken(problem, list(plan.slots)) == []
        assert plan.cost == sum(score(problem, plan.slots).values()) == plan.bound


@given(problems(candidates=2, meetings=2, people=3, days=2, hours=3))
@quickly
def test_what_is_called_impossible_is(problem):
    plan = find_plan(problem, EFFORT)
    assert (plan.status == Status.IMPOSSIBLE) == (any_plan(problem) is None)


@given(problems(candidates=4, meetings=3))
@quickly
def test_candidates_planned_one_after_the_other_break_no_rule_either(problem):
    search = Search(problem, replace(EFFORT, seconds=60), any_will_do=True)
    whole = find_plan(problem, EFFORT)
    found = search.fill()
    assert (found == Status.IMPOSSIBLE) == (whole.status == Status.IMPOSSIBLE)
    if found == Status.GOOD:
        assert broken(problem, list(search.slots.values())) == []
        assert search.cost >= whole.cost


@given(problems())
@settings(quickly, max_examples=max(CASES // 3, 10))
def test_what_is_said_to_help_does(problem):
    if find_plan(problem, EFFORT).status != Status.IMPOSSIBLE:
        return
    _, helps = explain(problem, Effort(seconds=20))
    changes = {"days": "most_days", "hours": "most_minutes"}
    for reason in helps:
        if reason.kind in changes:
            assert find_plan(problem.with_rules(**{changes[reason.kind]: reason.number}), EFFORT).slots
        if reason.kind in ("lunch", "rest"):
            assert find_plan(problem.with_rules(**{reason.kind: 0}), EFFORT).slots


# --- By hand ---------------------------------------------------------------------------------------------------------


def days(count: int) -> tuple[Day, ...]:
    return tuple(Day(n * DAY + NINE, n * DAY + FIVE, n * DAY + 12 * HOUR, n * DAY + 14 * HOUR) for n in range(count))


def free(count: int, first: int = NINE, end: int = FIVE) -> dict:
    whole = [(n * DAY + first, n * DAY + end) for n in range(count)]
    return {length: room_for(whole, length, 1) for length in LENGTHS}


def loops(
    *, candidates=1, stages=((60, 1, ("ann", "ben")),), count=1, people=("ann", "ben"), spare=0, **rules
) -> Problem:
    """Candidates, each with these stages, on so many days on which everybody is free."""
    names = [f"c{n}" for n in range(candidates)]
    rows = days(count + spare)
    return Problem(
        rules=Rules(**({"step": 30, "rest": 0} | rules)),
        days=tuple(replace(day, spare=n >= count) for n, day in enumerate(rows)),
        candidates=tuple(Candidate(name, free(count + spare)) for name in names),
        people=tuple(Person(key, free(count + spare)) for key in people),
        meetings=tuple(
            Meeting(name, f"s{n}", minutes, seats, pool)
            for name in names
            for n, (minutes, seats, pool) in enumerate(stages)
        ),
    )


def person(problem: Problem, key: str, **changes) -> Problem:
    """The problem with somebody changed."""
    people = tuple(replace(one, **changes) if one.key == key else one for one in problem.people)
    return replace(problem, people=people)


def helps(problem: Problem) -> list[str]:
    assert find_plan(problem, EFFORT).status == Status.IMPOSSIBLE
    return [reason.kind for reason in explain(problem, EFFORT)[1]]


def who(problem: Problem) -> list[tuple[str, ...]]:
    return [slot.people for slot in find_plan(problem, EFFORT).slots]


def test_whoever_has_less_already_is_asked():
    assert who(person(loops(), "ann", load=2)) == [("ben",)]


def test_two_interviews_go_to_two_people():
    assert sorted(who(loops(candidates=2))) == [("ann",), ("ben",)]


def test_the_earlier_panel_is_asked_again_where_the_load_is_the_same():
    assert who(replace(loops(), earlier={"s0": ("ben",)})) == [("ben",)]


def test_a_load_comes_before_the_earlier_panel():
    problem = person(loops(), "ben", load=1)
    assert who(replace(problem, earlier={"s0": ("ben",)})) == [("ann",)]


def test_it_is_early_and_without_waiting():
    problem = loops(stages=((60, 1, ("ann",)), (60, 1, ("ben",))), count=3)
    first, second = find_plan(problem, EFFORT).slots
    assert first.starts < DAY
    assert second.starts == first.starts + 60


def test_lunch_is_no_waiting():
    problem = loops(stages=((60, 1, ("ann",)),) * 5, lunch=60)
    plan = find_plan(problem, EFFORT)
    assert plan.parts["waiting"] == 0
    assert broken(problem, list(plan.slots)) == []


def test_the_same_problem_finds_the_same_plan():
    problem = loops(candidates=8, stages=((60, 1, ("ann", "ben")), (30, 1, ("ann", "ben", "cy"))), count=4,
                    people=("ann", "ben", "cy"))  # fmt: skip
    effort = Effort(seconds=60)
    plans = [find_plan(problem, effort) for _ in range(2)]
    assert plans[0].slots == plans[1].slots
    assert broken(problem, list(plans[0].slots)) == []
    assert plans[0].gap <= 0.05


def test_one_thread_finds_a_plan_and_then_its_bound():
    problem = loops(candidates=7, stages=((60, 1, ("ann", "ben")), (30, 1, ("ann", "ben"))), count=4)
    plan = find_plan(problem, Effort(seconds=60, workers=1))
    assert broken(problem, list(plan.slots)) == []
    assert 0 < plan.bound <= plan.cost
    assert plan.gap <= 0.05


def test_no_day_is_proposed_that_is_longer_than_can_be_asked_for():
    problem = loops(stages=((60, 1, ("ann",)),) * 7, most_minutes=11 * HOUR, lunch=90)
    hours = [reason.number for reason, _ in _changes(problem) if reason.kind == "hours"]
    assert hours == [12 * HOUR]


def test_a_help_for_one_candidate_that_is_none_for_all_is_not_named():
    """Longer days would do for each, but Ann takes on two interviews a week."""
    problem = loops(candidates=2, stages=((60, 1, ("ann",)), (60, 1, ("ann",))), most_minutes=60)
    assert helps(problem) == ["hours", "hours", "hours"]
    assert helps(person(problem, "ann", periods=(Period(0, 7 * DAY, 2),))) == []


def test_a_problem_survives_its_way_through_json():
    import json

    problem = person(loops(candidates=2), "ann", periods=(Period(0, DAY, 1),))
    assert from_json(json.loads(json.dumps(problem.as_json()))) == problem


def test_nobody_of_a_panel_is_free():
    problem = person(person(loops(spare=0), "ann", starts={60: []}), "ben", starts={60: []})
    causes, more = explain(problem, EFFORT)
    assert [(one.kind, one.stage, one.number) for one in causes] == [("panel", "s0", 0)]
    assert "person" in [one.kind for one in more]


def test_the_candidate_has_no_time():
    problem = loops()
    problem = replace(problem, candidates=(replace(problem.candidates[0], starts={60: []}),))
    causes, more = explain(problem, EFFORT)
    assert [one.kind for one in causes] == ["candidate"]
    assert more == ()


@pytest.mark.parametrize(
    ("rules", "kind"),
    [
        ({"most_minutes": 120}, "hours"),
        ({"most_minutes": 120, "count": 2}, "days"),
        ({"most_minutes": 420, "stages": ((60, 1, ("ann",)),) * 7, "lunch": 90}, "lunch"),
        ({"most_minutes": 480, "stages": ((60, 1, ("ann",)),) * 7, "rest": 20}, "rest"),
    ],
)
def test_what_is_in_the_way_is_found(rules, kind):
    assert kind in helps(loops(**({"stages": ((60, 1, ("ann",)),) * 3} | rules)))


def test_the_order_is_in_the_way():
    problem = loops(stages=((60, 1, ("ann",)), (60, 1, ("ben",))))
    problem = person(person(problem, "ann", starts=free(1, 15 * HOUR)), "ben", starts=free(1, NINE, 12 * HOUR))
    assert "order" in helps(problem)


def test_a_stage_comes_after_the_earlier_ones_that_stand_and_before_the_later_ones():
    problem = loops(count=3, rest=15)
    (meeting,) = problem.meetings
    one = replace(problem.candidates[0], taken=[(DAY + NINE, DAY + NINE + 60)])
    problem = replace(problem, candidates=(one,))
    after = replace(
        problem, meetings=(replace(meeting, after=DAY + NINE + 60),), rules=replace(problem.rules, most_days=2)
    )
    assert find_plan(after, EFFORT).slots[0].starts == DAY + NINE + 90
    assert find_plan(after.with_rules(in_order=False), EFFORT).slots[0].starts == NINE
    before = replace(after, meetings=(replace(meeting, before=NINE + 90),))
    assert find_plan(before, EFFORT).slots[0].starts == NINE
    late = replace(after, meetings=(replace(meeting, after=3 * DAY),))
    assert "order" in helps(late)
    assert [one.kind for one in explain(late, EFFORT)[0]] == ["standing"]


def test_days_on_which_interviews_stand_count():
    problem = loops(count=3)
    standing = replace(problem.candidates[0], taken=[(2 * DAY + NINE, 2 * DAY + NINE + 60)])
    problem = replace(problem, candidates=(standing,))
    assert find_plan(problem, EFFORT).slots[0].starts == 2 * DAY + 10 * HOUR
    assert find_plan(problem.with_rules(most_days=2), EFFORT).slots[0].starts == NINE
    two = replace(standing, taken=[(NINE, NINE + 60), *standing.taken])
    assert find_plan(replace(problem, candidates=(two,)), EFFORT).slots[0].starts == 10 * HOUR


def test_limits_are_in_the_way():
    problem = person(loops(candidates=2, stages=((60, 1, ("ann",)),)), "ann", periods=(Period(0, DAY, 1),))
    assert {"limits", "person"} <= set(helps(problem))


def test_a_later_day_would_help():
    problem = person(loops(stages=((60, 1, ("ann",)),), spare=1), "ann", starts={60: [(DAY + NINE, DAY + FIVE - 59)]})
    assert "later" in helps(problem)


def test_fewer_seats_would_help():
    assert "seats" in helps(person(loops(stages=((60, 2, ("ann", "ben")),)), "ben", starts={60: []}))


def test_the_checker_sees_what_is_broken():
    problem = loops(stages=((60, 1, ("ann",)),) * 2, rest=15, lunch=60)
    at = [Slot(0, NINE, ("ann",)), Slot(1, NINE + 60, ("ann",))]
    assert broken(problem, at) == ["c0: no break"]
    assert broken(problem, [at[0], Slot(1, 11 * HOUR, ("ben",))]) == ["1: not its panel"]
