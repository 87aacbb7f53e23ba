"""What is to be planned. Times are whole minutes from one moment that whoever asks chooses; spans exclude their end."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from core.intervals import Spans, intersect, room_for, subtract, union

STEPS = (5, 15, 30)
# What can be asked for at most: days to look at, hours of interviews a day. No more is proposed as a help either.
MOST_DAYS, MOST_HOURS = 14, 12
Minutes = Spans[int]


@dataclass(frozen=True)
class Rules:
    """What holds for every candidate's interviews. ``lunch`` of 0 minutes asks for none."""

    step: int = 15
    rest: int = 15
    lunch: int = 0
    most_minutes: int = 8 * 60
    most_days: int = 1
    in_order: bool = True


@dataclass(frozen=True)
class Day:
    """A day on the planner's clock, and the window in which lunch must be had. ``spare``: only to see if it helps."""

    starts: int
    ends: int
    lunch_from: int = 0
    lunch_until: int = 0
    spare: bool = False


@dataclass(frozen=True)
class Candidate:
    """``starts`` are by length the times at which an interview can begin; ``taken`` are interviews that stand.

    Their minutes and days count towards what a candidate may have at most.
    """

    key: str
    starts: Mapping[int, Minutes]
    taken: Minutes = field(default_factory=list)


@dataclass(frozen=True)
class Period:
    """A day or a week of a person: of interviews that begin in it they take ``left`` more."""

    starts: int
    ends: int
    left: int


@dataclass(frozen=True)
class Person:
    """``rest`` is the break that they ask for, ``load`` what they have already, as far as the planner may know.

    Days or weeks that are full already are left out of ``starts``, unless a relaxed question asks without
    ``periods``.
    """

    key: str
    starts: Mapping[int, Minutes]
    rest: int = 0
    load: int = 0
    periods: tuple[Period, ...] = ()


@dataclass(frozen=True)
class Meeting:
    """One interview to be planned: ``seats`` people of ``pool`` for a candidate, in the order of the list.

    Where the order counts it begins no earlier than ``after``, when those of earlier stages that stand are over, and
    ends by ``before``, when those of later ones begin.
    """

    candidate: str
    stage: str
    minutes: int
    seats: int
    pool: tuple[str, ...]
    after: int | None = None
    before: int | None = None


@dataclass(frozen=True)
class Problem:
    """Everything that counts. ``earlier`` are by stage the people who have sat on it for others."""

    rules: Rules
    days: tuple[Day, ...]
    candidates: tuple[Candidate, ...]
    people: tuple[Person, ...]
    meetings: tuple[Meeting, ...]
    earlier: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, candidate: str) -> list[int]:
        """Return the numbers of a candidate's meetings, in order."""
        return [n for n, meeting in enumerate(self.meetings) if meeting.candidate == candidate]

    def with_rules(self, **changes: Any) -> "Problem":
        """Return the same under other rules."""
        return replace(self, rules=replace(self.rules, **changes))

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


def from_json(values: Mapping[str, Any]) -> Problem:
    """Return the problem behind what ``as_json`` returned."""
    return Problem(
        rules=Rules(**values["rules"]),
        days=tuple(Day(**day) for day in values["days"]),
        candidates=tuple(
            Candidate(one["key"], _by_length(one["starts"]), _spans(one["taken"])) for one in values["candidates"]
        ),
        people=tuple(
            Person(
                one["key"],
                _by_length(one["starts"]),
                one["rest"],
                one["load"],
                tuple(Period(**period) for period in one["periods"]),
            )
            for one in values["people"]
        ),
        meetings=tuple(Meeting(**{**one, "pool": tuple(one["pool"])}) for one in values["meetings"]),
        earlier={stage: tuple(people) for stage, people in values["earlier"].items()},
    )


def possible_starts(problem: Problem, candidate: Candidate, meeting: Meeting, day: Day) -> Minutes:
    """Return when ``meeting`` with ``candidate`` can begin so that it lies within ``day``.

    The break to interviews that stand already is kept, and the order among them if that counts.
    """
    rest, minutes, starts, ends = problem.rules.rest, meeting.minutes, day.starts, day.ends
    if problem.rules.in_order:
        starts = starts if meeting.after is None else max(starts, meeting.after)
        ends = ends if meeting.before is None else min(ends, meeting.before)
    here = room_for([(starts, ends)], minutes, 1) if starts < ends else []
    near = [(first - rest - minutes + 1, end + rest) for first, end in candidate.taken]
    return subtract(intersect(here, candidate.starts.get(minutes, [])), union(near))


def _by_length(values: Mapping[Any, Any]) -> dict[int, Minutes]:
    return {int(length): _spans(spans) for length, spans in values.items()}


def _spans(values: Any) -> Minutes:
    return [(first, end) for first, end in values]
