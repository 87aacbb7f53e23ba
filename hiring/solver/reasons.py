"""Why nothing fits, and what would make it fit: found by asking again with one thing less asked for."""

import time
from collections.abc import Iterator
from dataclasses import replace

from core.intervals import intersect

from .parts import part_of
from .plan import Reason, Status
from .problem import Meeting, Person, Problem, possible_starts
from .search import Effort, fits

NEW_PERSON = "\x00"
MOST_HELPS = 6


def explain(problem: Problem, effort: Effort) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """Return the causes and what would help, for a problem that has no plan."""
    until = time.monotonic() + effort.seconds
    causes = tuple(_causes(problem))
    asked = _smaller(problem, causes, until, effort)
    helps: list[Reason] = []
    for reason, other in _changes(asked):
        left = until - time.monotonic()
        if left <= 0 or len(helps) >= MOST_HELPS:
            break
        if fits(other, replace(effort, seconds=min(left, effort.seconds / 3))) == Status.GOOD:
            helps.append(reason)
    return causes, tuple(helps)


def _causes(problem: Problem) -> Iterator[Reason]:
    """Find meetings that fit nowhere, even by themselves."""
    for meeting in problem.meetings:
        candidate, people = _starts_of(problem, meeting)
        if not candidate:
            yield Reason("candidate", meeting.candidate, meeting.stage, meeting.minutes)
        elif people < meeting.seats:
            yield Reason("panel", meeting.candidate, meeting.stage, people)


def _starts_of(problem: Problem, meeting: Meeting) -> tuple[bool, int]:
    """Return whether the candidate has time for a meeting, and the most people of its pool who have it at once."""
    one = next(one for one in problem.candidates if one.key == meeting.candidate)
    step, most, has_time = problem.rules.step, 0, False
    people = {person.key: person for person in problem.people}
    for day in problem.days:
        if day.spare:
            continue
        here = possible_starts(problem, one, meeting.minutes, day)
        ticks = [at for first, end in here for at in range(-(-first // step) * step, end, step)]
        has_time = has_time or bool(ticks)
        free = [intersect(here, people[key].starts.get(meeting.minutes, [])) for key in meeting.pool]
        for at in ticks:
            most = max(most, sum(any(first <= at < end for first, end in spans) for spans in free))
    return has_time, most


def _smaller(problem: Problem, causes: tuple[Reason, ...], until: float, effort: Effort) -> Problem:
    """Return the problem of one candidate who cannot be planned even alone, if there is one: it is asked faster."""
    named = [cause.candidate for cause in causes]
    rest = [one.key for one in problem.candidates if one.key not in named]
    for key in [*dict.fromkeys(named), *rest]:
        left = until - time.monotonic()
        if left <= effort.seconds / 2:
            break
        part, _ = part_of(problem, [key], [])
        if fits(part, replace(effort, seconds=min(2.0, left))) == Status.IMPOSSIBLE:
            return problem if len(problem.candidates) > 1 and len(set(named)) > 1 else part
    return problem


def _changes(problem: Problem) -> Iterator[tuple[Reason, Problem]]:
    """Yield what could be asked for instead, the smaller changes first."""
    rules = problem.rules
    if rules.in_order:
        yield Reason("order"), problem.with_rules(in_order=False)
    if rules.most_days < sum(not day.spare for day in problem.days):
        yield Reason("days", number=rules.most_days + 1), problem.with_rules(most_days=rules.most_days + 1)
    for more in (60, 120, 240):
        yield (
            Reason("hours", number=rules.most_minutes + more),
            problem.with_rules(most_minutes=rules.most_minutes + more),
        )
    if rules.lunch:
        yield Reason("lunch"), problem.with_rules(lunch=0)
    if rules.rest:
        yield Reason("rest"), problem.with_rules(rest=0)
    for stage in dict.fromkeys(meeting.stage for meeting in problem.meetings):
        yield Reason("person", stage=stage), _one_more(problem, stage)
    if any(person.periods for person in problem.people):
        people = tuple(replace(person, periods=()) for person in problem.people)
        yield Reason("limits"), replace(problem, people=people)
    for stage in dict.fromkeys(meeting.stage for meeting in problem.meetings if meeting.seats > 1):
        meetings = tuple(
            replace(one, seats=one.seats - 1) if one.stage == stage and one.seats > 1 else one
            for one in problem.meetings
        )
        yield Reason("seats", stage=stage), replace(problem, meetings=meetings)
    if any(day.spare for day in problem.days):
        yield Reason("later"), replace(problem, days=tuple(replace(day, spare=False) for day in problem.days))


def _one_more(problem: Problem, stage: str) -> Problem:
    """Let somebody who is always free sit on a stage as well."""
    first, end = problem.days[0].starts, problem.days[-1].ends
    lengths = {meeting.minutes for meeting in problem.meetings}
    somebody = Person(NEW_PERSON, {minutes: [(first, end)] for minutes in lengths})
    meetings = tuple(
        replace(one, pool=(*one.pool, NEW_PERSON)) if one.stage == stage else one for one in problem.meetings
    )
    return replace(problem, people=(*problem.people, somebody), meetings=meetings)
