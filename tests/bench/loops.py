"""`python -m tests.bench.loops`: five interviews for each of twenty candidates, over forty interviewers and two weeks.

Prints how long the solver's process took, how near its plan is to the best there can be, its memory, and what an
independent check says of the plan. A number sets how many such problems are drawn; 3 without one.
"""

import random
import sys
import time

from core.intervals import Spans, room_for, subtract, union
from hiring.solver.apart import solve_apart
from hiring.solver.problem import Candidate, Day, Meeting, Period, Person, Problem, Rules
from tests.hiring.solver.checker import broken

CANDIDATES, INTERVIEWERS, DAYS, POOL = 20, 40, 14, 10
# Minutes and seats of the stages.
STAGES = ((45, 1), (60, 2), (60, 1), (45, 1), (60, 1))
LENGTHS = sorted({minutes for minutes, _ in STAGES})
DAY, HOUR = 24 * 60, 60
WORKDAYS = [n for n in range(DAYS) if n % 7 < 5]


def problem(seed: int) -> Problem:
    """Draw one: people with meetings, leave, limits and clocks of their own; candidates who cannot on some days."""
    chance = random.Random(seed)  # noqa: S311
    people = tuple(person(f"p{n}", chance) for n in range(INTERVIEWERS))
    pools = [tuple(one.key for one in chance.sample(people, POOL)) for _ in STAGES]
    candidates = tuple(candidate(f"c{n}", chance) for n in range(CANDIDATES))
    return Problem(
        rules=Rules(step=15, rest=15, lunch=45, most_minutes=5 * HOUR, most_days=2, in_order=True),
        days=tuple(
            Day(n * DAY + 8 * HOUR, n * DAY + 18 * HOUR, n * DAY + 12 * HOUR, n * DAY + 14 * HOUR) for n in WORKDAYS
        ),
        candidates=candidates,
        people=people,
        meetings=tuple(
            Meeting(one.key, f"s{n}", minutes, seats, pools[n])
            for one in candidates
            for n, (minutes, seats) in enumerate(STAGES)
        ),
    )


def person(key: str, chance: random.Random) -> Person:
    """Somebody with two stretches a day, some an hour earlier or later, and one to four meetings in them."""
    shift, away = chance.choice([0, 0, 0, 60, -60]), chance.sample(WORKDAYS, chance.choice([0, 0, 1, 3]))
    free: Spans[int] = []
    for n in WORKDAYS:
        if n in away:
            continue
        at = n * DAY + shift
        meetings = [at + chance.randrange(9 * HOUR, 17 * HOUR, 30) for _ in range(chance.choice([1, 2, 3, 4]))]
        taken = union((start, start + chance.choice([30, 60, 60, 90])) for start in meetings)
        free += subtract([(at + 9 * HOUR, at + 12 * HOUR), (at + 13 * HOUR, at + 17 * HOUR)], taken)
    limits = [Period(n * DAY, (n + 1) * DAY, chance.choice([1, 2, 2, 3])) for n in WORKDAYS]
    limits += [Period(n * 7 * DAY, (n + 1) * 7 * DAY, chance.choice([3, 4, 5, 6])) for n in range(2)]
    return Person(key, _starts(free), chance.choice([0, 10, 15]), chance.choice([0, 0, 1, 2, 3]), tuple(limits))


def candidate(key: str, chance: random.Random) -> Candidate:
    """Somebody who can come on most days."""
    blocked = chance.sample(WORKDAYS, chance.choice([0, 0, 2, 3]))
    return Candidate(key, _starts([(n * DAY + 8 * HOUR, n * DAY + 18 * HOUR) for n in WORKDAYS if n not in blocked]))


def _starts(free: Spans[int]) -> dict[int, Spans[int]]:
    return {minutes: room_for(free, minutes, 1) for minutes in LENGTHS}


def main() -> None:
    """Solve some of them and print what came of it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    worst = 0.0
    for seed in range(1, count + 1):
        asked = problem(seed)
        began = time.monotonic()
        plan = solve_apart(asked, seconds=20, workers=2, gap=0.05, folder=".")
        took = time.monotonic() - began
        worst = max(worst, plan.gap)
        print(
            f"problem {seed}: {plan.status}, within {plan.gap:.1%} of the bound "
            f"(cost {plan.cost}, bound {plan.bound}); "
            f"{plan.seconds:.1f} s of search, {took:.1f} s with the process; {plan.megabytes} MB; "
            f"{len(broken(asked, list(plan.slots)))} rules broken; {dict(plan.parts or {})}"
        )
    print(f"{count} problems of {CANDIDATES * len(STAGES)} interviews; the farthest from its bound: {worst:.1%}")


if __name__ == "__main__":
    main()
