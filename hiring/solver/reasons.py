"""Why nothing fits, and what would make it fit: found by asking again with one thing less asked for."""

import time
from collections.abc import Iterator
from dataclasses import replace

from core.intervals import intersect

from .parts import part_of
from .plan import Plan, Reason, Status
from .problem import MOST_HOURS, Meeting, Person, Problem, possible_starts
from .search import Effort, find_plan, fits, is_hopeless

NEW_PERSON = "\x00"
MOST_HELPS = 6


def solve(problem: Problem, effort: Effort, *, explain_seconds: float) -> Plan:
    """Return the best plan found; if nothing fits, the reasons."""
    plan = find_plan(problem, effort)
    if plan.status != Status.IMPOSSIBLE:
        return plan
    causes, helps = explain(problem, replace(effort, seconds=explain_seconds))
    return replace(plan, causes=causes, helps=helps)


def explain(problem: Problem, effort: Effort) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """Return the causes and what would help, for a problem that has no plan."""
    until = time.monotonic() + effort.seconds
    causes = tuple(_causes(problem))
    small = _smaller(problem, causes, until, effort)
    whole = dict(_changes(problem))

    def fit(one: Problem) -> bool:
        left = until - time.monotonic()
        if left <= 0 or is_hopeless(one, replace(effort, seconds=min(left, effort.seconds / 6))):
            return False
        return fits(one, replace(effort, seconds=min(left, effort.seconds / 2))) == Status.GOOD

    # What does not help one candidate cannot help them all, and is found out much faster.
    helps = [reason for reason, other in _changes(small) if fit(other) and (small is problem or fit(whole[reason]))]
    return causes, tuple(helps[:MOST_HELPS])


def _causes(problem: Problem) -> Iterator[Reason]:
    """Find meetings that fit nowhere, even by themselves; "standing" is for those that would in another order."""
    for meeting in problem.meetings:
        candidate, people = _starts_of(problem.with_rules(in_order=False), meeting)
        if not candidate:
            yield Reason("candidate", meeting.candidate, meeting.stage, meeting.minutes)
        elif people < meeting.seats:
            yield Reason("panel", meeting.candidate, meeting.stage, people)
        elif _starts_of(problem, meeting)[1] < meeting.seats:
            yield Reason("standing", meeting.candidate, meeting.stage)


def _starts_of(problem: Problem, meeting: Meeting) -> tuple[bool, int]:
    """Return whether the candidate has time for a meeting, and the most people of its pool who have it at once."""
    one = next(one for one in problem.candidates if one.key == meeting.candidate)
    step, most, has_time = problem.rules.step, 0, False
    people = {person.key: person for person in problem.people}
    for day in problem.days:
        if day.spare:
            continue
        here = possible_starts(problem, one, meeting, day)
        ticks = [at for first, end in here for at in range(-(-first // step) * step, end, step)]
        has_time = has_time or bool(ticks)
        free = [intersect(here, people[key].starts.get(meeting.minutes, [])) for key in meeting.pool]
        for at in ticks:
            most = max(most, sum(any(first <= at < end for first, end in spans) for spans in free))
    return has_time, most


def _smaller(problem: Problem, causes: tuple[Reason, ...], until: float, effort: Effort) -> Problem:
    """Return the problem of one candidate who cannot be planned even alone, if there is one."""
    named = [cause.candidate for cause in causes]
    rest = [one.key for one in problem.candidates if one.key not in named]
    for key in [*dict.fromkeys(named), *rest]:
        left = until - time.monotonic()
        if left <= effort.seconds / 2:
            break
        part, _ = part_of(problem, [key], [])
        if fits(part, replace(effort, seconds=min(2.0, left))) == Status.IMPOSSIBLE:
            return part
    return problem


def _changes(problem: Problem) -> Iterator[tuple[Reason, Problem]]:
    """Yield what could be asked for instead, the smaller changes first."""
    yield from _other_rules(problem)
    if any(person.periods for person in problem.people):
        people = tuple(replace(person, periods=()) for person in problem.people)
        yield Reason("limits"), replace(problem, people=people)
    if any(day.spare for day in problem.days):
        yield Reason("later"), replace(problem, days=tuple(replace(day, spare=False) for day in problem.days))
    yield from _other_people(problem)


def _other_rules(problem: Problem) -> Iterator[tuple[Reason, Problem]]:
    rules = problem.rules
    if rules.in_order:
        yield Reason("order"), problem.with_rules(in_order=False)
    if rules.most_days < sum(not day.spare for day in problem.days):
        yield Reason("days", number=rules.most_days + 1), problem.with_rules(most_days=rules.most_days + 1)
    for most in (rules.most_minutes + more for more in (60, 120, 240)):
        if most > MOST_HOURS * 60:
            break
        yield Reason("hours", number=most), problem.with_rules(most_minutes=most)
    if rules.lunch:
        yield Reason("lunch"), problem.with_rules(lunch=0)
    if rules.rest:
        yield Reason("rest"), problem.with_rules(rest=0)


def _other_people(problem: Problem) -> Iterator[tuple[Reason, Problem]]:
    stages = list(dict.fromkeys(meeting.stage for meeting in problem.meetings))
    for stage in stages:
        yield Reason("person", stage=stage), _one_more(problem, [stage])
    if len(stages) > 1:
        yield Reason("people"), _one_more(problem, stages)
    for stage in dict.fromkeys(meeting.stage for meeting in problem.meetings if meeting.seats > 1):
        meetings = tuple(
            replace(one, seats=one.seats - 1) if one.stage == stage and one.seats > 1 else one
            for one in problem.meetings
        )
        yield Reason("seats", stage=stage), replace(problem, meetings=meetings)


def _one_more(problem: Problem, stages: list[str]) -> Problem:
    """Let somebody who is always free sit on each of these stages as well."""
    first, end = problem.days[0].starts, problem.days[-1].ends
    always = {meeting.minutes: [(first, end)] for meeting in problem.meetings}
    new = {stage: Person(f"{NEW_PERSON}{stage}", always) for stage in stages}
    meetings = tuple(
        replace(one, pool=(*one.pool, new[one.stage].key)) if one.stage in new else one for one in problem.meetings
    )
    return replace(problem, people=(*problem.people, *new.values()), meetings=meetings)
