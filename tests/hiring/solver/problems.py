"""Problems to be solved, drawn by Hypothesis."""

from hypothesis import strategies as st

from core.intervals import room_for, union
from hiring.solver.problem import Candidate, Day, Meeting, Period, Person, Problem, Rules

DAY = 24 * 60
LENGTHS = (30, 45, 60)


@st.composite
def spans(draw, days: int, opens: int, closes: int):
    """Some stretches of some days, from ``opens`` to ``closes`` minutes of each."""
    found = []
    for n in range(days):
        for _ in range(draw(st.integers(0, 2))):
            first = draw(st.integers(opens // 15, closes // 15 - 1)) * 15
            found.append((n * DAY + first, n * DAY + min(closes, first + draw(st.sampled_from([30, 60, 120, 240])))))
    return union(found)


@st.composite
def problems(draw, *, candidates=3, meetings=3, people=5, days=3, hours=8):
    """A problem of at most so many of each, in days of so many hours."""
    opens, closes = 9 * 60, (9 + hours) * 60
    n_days = draw(st.integers(1, days))
    keys = [f"p{n}" for n in range(draw(st.integers(1, people)))]
    step = draw(st.sampled_from([15, 30]))
    lunch = draw(st.sampled_from([0, 0, 30, 60]))
    rules = Rules(
        step=step, rest=draw(st.sampled_from([0, 10, 15])), lunch=lunch,
        most_minutes=draw(st.sampled_from([60, 120, 300])), most_days=draw(st.integers(1, 2)),
        in_order=draw(st.booleans()),
    )  # fmt: skip
    middle = (opens + closes) // 2
    rows = tuple(
        Day(n * DAY + opens, n * DAY + closes, n * DAY + middle - 60, n * DAY + middle + 60) for n in range(n_days)
    )
    stages = [
        (
            draw(st.sampled_from(LENGTHS)),
            draw(st.integers(1, 2)),
            tuple(draw(st.sets(st.sampled_from(keys), min_size=1))),
        )
        for _ in range(draw(st.integers(1, meetings)))
    ]
    names = [f"c{n}" for n in range(draw(st.integers(1, candidates)))]
    return Problem(
        rules=rules,
        days=rows,
        candidates=tuple(draw(candidate(name, n_days, opens, closes)) for name in names),
        people=tuple(draw(person(key, n_days, opens, closes)) for key in keys),
        meetings=tuple(
            Meeting(name, f"s{n}", minutes, seats, tuple(sorted(pool)), *draw(neighbours(n_days, opens, closes)))
            for name in names
            for n, (minutes, seats, pool) in enumerate(stages)
        ),
    )


@st.composite
def neighbours(draw, days: int, opens: int, closes: int):
    """When an earlier stage that stands is over and when a later one begins, mostly neither."""
    moments = st.builds(lambda n, at: n * DAY + at, st.integers(0, days - 1), st.integers(opens, closes))
    return [None if draw(st.integers(0, 3)) else draw(moments) for _ in range(2)]


@st.composite
def candidate(draw, key: str, days: int, opens: int, closes: int):
    free = [(n * DAY + opens, n * DAY + closes) for n in range(days) if draw(st.integers(0, 5))]
    taken = draw(spans(days, opens, closes)) if not draw(st.integers(0, 3)) else []
    return Candidate(key, {length: room_for(free, length, 1) for length in LENGTHS}, taken)


@st.composite
def person(draw, key: str, days: int, opens: int, closes: int):
    whole = [(n * DAY + opens, n * DAY + closes) for n in range(days)]
    free = whole if draw(st.booleans()) else draw(spans(days, opens, closes))
    # Their days begin at other times than those of the planner, as in another zone.
    shift = draw(st.sampled_from([0, 0, 11 * 60]))
    periods = [
        Period(n * DAY + shift, (n + 1) * DAY + shift, draw(st.integers(0, 2)))
        for n in range(-1, days)
        if draw(st.booleans())
    ]
    if draw(st.booleans()):
        periods.append(Period(0, 7 * DAY, draw(st.integers(0, 4))))
    return Person(
        key, {length: room_for(free, length, 1) for length in LENGTHS}, draw(st.sampled_from([0, 10, 15])),
        draw(st.integers(0, 3)), tuple(periods),
    )  # fmt: skip
