"""A part of a problem: some candidates to be planned, while what is planned for the others stands."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from core.intervals import subtract, union

from .plan import Slot
from .problem import Person, Problem


def part_of(problem: Problem, candidates: Collection[str], standing: Iterable[Slot]) -> tuple[Problem, list[int]]:
    """Return the problem of ``candidates`` alone, and the numbers of its meetings; ``standing`` takes people's time.

    What the part costs is what it adds to the cost of what stands.
    """
    slots = list(standing)
    held: dict[str, list[Slot]] = defaultdict(list)
    earlier = {stage: set(people) for stage, people in problem.earlier.items()}
    for slot in slots:
        earlier.setdefault(problem.meetings[slot.meeting].stage, set()).update(slot.people)
        for key in slot.people:
            held[key].append(slot)
    numbers = [n for n, meeting in enumerate(problem.meetings) if meeting.candidate in candidates]
    wanted = {key for n in numbers for key in problem.meetings[n].pool}
    part = replace(
        problem,
        candidates=tuple(one for one in problem.candidates if one.key in candidates),
        people=tuple(_left(problem, one, held[one.key]) for one in problem.people if one.key in wanted),
        meetings=tuple(problem.meetings[n] for n in numbers),
        earlier={stage: tuple(sorted(people)) for stage, people in earlier.items()},
    )
    return part, numbers


def _left(problem: Problem, person: Person, slots: list[Slot]) -> Person:
    """Return what is left of a person's time."""
    if not slots:
        return person
    times = [(slot.starts, slot.starts + problem.meetings[slot.meeting].minutes) for slot in slots]
    starts = {
        minutes: subtract(spans, union((s - minutes - person.rest + 1, e + person.rest) for s, e in times))
        for minutes, spans in person.starts.items()
    }
    periods = tuple(
        replace(one, left=one.left - sum(one.starts <= slot.starts < one.ends for slot in slots))
        for one in person.periods
    )
    return replace(person, starts=starts, load=person.load + len(slots), periods=periods)
