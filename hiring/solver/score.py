"""What a plan costs, part by part, counted without the solver: the same that ``costs`` lets the solver minimise.

In the order of the weights: everybody has about as much, the same people sit on a stage for all candidates, nobody
waits long between two interviews, and everything is soon.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from core.intervals import subtract, union

from .plan import Slot
from .problem import Day, Problem

LOAD, NEWCOMER, WAIT, DAY = 4, 6, 2, 1
WAITING_UNIT = 15


def score(problem: Problem, slots: Sequence[Slot]) -> dict[str, int]:
    """Return the parts of the cost of ``slots``, some or all of the problem's meetings, by name."""
    days = [day for day in problem.days if not day.spare]
    placed: dict[tuple[str, int], list[Slot]] = defaultdict(list)
    for slot in slots:
        d = next(d for d, day in enumerate(days) if day.starts <= slot.starts < day.ends)
        placed[problem.meetings[slot.meeting].candidate, d].append(slot)
    loads = {person.key: person.load for person in problem.people}
    counts = Counter(key for slot in slots for key in slot.people)
    seen = {(problem.meetings[slot.meeting].stage, key) for slot in slots for key in slot.people}
    return {
        "load": LOAD * sum((loads[key] + count) ** 2 - loads[key] ** 2 for key, count in counts.items()),
        "newcomers": NEWCOMER * sum(key not in problem.earlier.get(stage, ()) for stage, key in seen),
        "waiting": WAIT * sum(_wait(problem, candidate, days[d], here) for (candidate, d), here in placed.items()),
        "days": DAY * sum(d * len(here) for (_, d), here in placed.items()),
    }


def _wait(problem: Problem, candidate: str, day: Day, slots: list[Slot]) -> int:
    """Return how long a candidate waits between interviews of a day, beside breaks and lunch, in units begun."""
    rules = problem.rules
    spans = sorted((slot.starts, slot.starts + problem.meetings[slot.meeting].minutes) for slot in slots)
    first, last = spans[0][0], spans[-1][1]
    wait = last - first - sum(end - start for start, end in spans) - rules.rest * (len(spans) - 1)
    if rules.lunch:
        taken = next(one.taken for one in problem.candidates if one.key == candidate)
        between = [(max(first, day.lunch_from), min(last, day.lunch_until))]
        free = subtract(union(between), union(spans, taken))
        if any(end - start >= rules.lunch for start, end in free):
            wait -= max(rules.lunch - rules.rest, 0)
    return -(-max(wait, 0) // WAITING_UNIT)
