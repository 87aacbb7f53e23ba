"""What a plan must never break, checked minute by minute and without the solver; and all plans of a tiny problem."""

from collections.abc import Iterator
from itertools import combinations, pairwise

from hiring.solver.plan import Slot
from hiring.solver.problem import Meeting, Problem

Times = list[tuple[int, int]]


def broken(problem: Problem, slots: list[Slot]) -> list[str]:
    """Return what ``slots``, all of the meetings or some, break of the problem's hard rules, in words."""
    return [*_of_meetings(problem, slots), *_of_candidates(problem, slots), *_of_people(problem, slots)]


def _lies(at: int, spans: Times) -> bool:
    return any(first <= at < end for first, end in spans)


def _day(problem: Problem, slot: Slot) -> int:
    """The number of the day that a meeting lies within, or -1."""
    ends = slot.starts + problem.meetings[slot.meeting].minutes
    return next(
        (n for n, day in enumerate(problem.days) if not day.spare and day.starts <= slot.starts and ends <= day.ends),
        -1,
    )


def _of_meetings(problem: Problem, slots: list[Slot]) -> Iterator[str]:
    people = {one.key: one for one in problem.people}
    candidates = {one.key: one for one in problem.candidates}
    for slot in slots:
        meeting = problem.meetings[slot.meeting]
        if slot.starts % problem.rules.step:
            yield f"{slot.meeting} is off the clock's steps"
        if _day(problem, slot) < 0:
            yield f"{slot.meeting} is on no day"
        if not _lies(slot.starts, candidates[meeting.candidate].starts[meeting.minutes]):
            yield f"{slot.meeting}: the candidate has no time"
        if problem.rules.in_order and not _in_order(meeting, slot):
            yield f"{slot.meeting}: out of order beside what stands"
        if len(set(slot.people)) != meeting.seats or not set(slot.people) <= set(meeting.pool):
            yield f"{slot.meeting}: not its panel"
        for key in slot.people:
            if not _lies(slot.starts, people[key].starts[meeting.minutes]):
                yield f"{slot.meeting}: {key} has no time"


def _in_order(meeting: Meeting, slot: Slot) -> bool:
    late_enough = meeting.after is None or slot.starts >= meeting.after
    return late_enough and (meeting.before is None or slot.starts + meeting.minutes <= meeting.before)


def _days_of(problem: Problem, times: Times) -> set[int]:
    """The numbers of the days on which anything is, minute by minute."""
    minutes = {minute for first, end in times for minute in range(first, end)}
    return {
        n for n, day in enumerate(problem.days) if not day.spare and not minutes.isdisjoint(range(day.starts, day.ends))
    }


def _times(problem: Problem, slots: list[Slot]) -> Times:
    return [(slot.starts, slot.starts + problem.meetings[slot.meeting].minutes) for slot in slots]


def _too_close(times: Times, rest: int) -> bool:
    return any(other[0] < one[1] + rest for one, other in pairwise(sorted(times)))


def _of_candidates(problem: Problem, slots: list[Slot]) -> Iterator[str]:
    rules = problem.rules
    for candidate in problem.candidates:
        own = [slot for slot in slots if problem.meetings[slot.meeting].candidate == candidate.key]
        times = _times(problem, own)
        if _too_close(times, rules.rest):
            yield f"{candidate.key}: no break"
        if any(_too_close([time, standing], rules.rest) for time in times for standing in candidate.taken):
            yield f"{candidate.key}: no break beside what stands"
        in_order = [slot.starts for slot in sorted(own, key=lambda slot: slot.meeting)]
        if rules.in_order and in_order != sorted(in_order):
            yield f"{candidate.key}: out of order"
        days = {_day(problem, slot) for slot in own}
        standing_days = _days_of(problem, candidate.taken)
        if days - standing_days and len(days | standing_days) > rules.most_days:
            yield f"{candidate.key}: too many days"
        for n in days - {-1}:
            yield from _of_day(problem, candidate.key, n, [slot for slot in own if _day(problem, slot) == n])


def _of_day(problem: Problem, candidate: str, n: int, slots: list[Slot]) -> Iterator[str]:
    rules, day = problem.rules, problem.days[n]
    standing = next(one.taken for one in problem.candidates if one.key == candidate)
    times = _times(problem, slots) + standing
    busy = {minute for first, end in times for minute in range(max(first, day.starts), min(end, day.ends))}
    if len(busy) > rules.most_minutes:
        yield f"{candidate}: too long a day"
    starts = range(day.lunch_from, day.lunch_until - rules.lunch + 1)
    taken = {minute for first, end in times for minute in range(first, end)}
    if rules.lunch and not any(taken.isdisjoint(range(at, at + rules.lunch)) for at in starts):
        yield f"{candidate}: no lunch"


def _of_people(problem: Problem, slots: list[Slot]) -> Iterator[str]:
    for person in problem.people:
        own = [slot for slot in slots if person.key in slot.people]
        if _too_close(_times(problem, own), person.rest):
            yield f"{person.key}: no break"
        for period in person.periods:
            if sum(period.starts <= slot.starts < period.ends for slot in own) > max(period.left, 0):
                yield f"{person.key}: too many"


def any_plan(problem: Problem, begun: tuple[Slot, ...] = ()) -> list[Slot] | None:
    """Return the first plan that breaks nothing, by trying all, or ``None``. For tiny problems."""
    if len(begun) == len(problem.meetings):
        return list(begun)
    n = len(begun)
    meeting = problem.meetings[n]
    for day in problem.days:
        for at in range(day.starts, day.ends, 1):
            if at % problem.rules.step or day.spare:
                continue
            for people in combinations(meeting.pool, meeting.seats):
                further = (*begun, Slot(n, at, people))
                if not broken(problem, list(further)) and (found := any_plan(problem, further)):
                    return found
    return None
