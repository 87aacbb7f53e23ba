"""The rough plan: on which day each meeting is and who sits in it, while hours are left open.

Every plan is one of these as well, so none can cost less than the best of them.
"""

from collections import defaultdict
from itertools import pairwise

from ortools.sat.python import cp_model

from core.intervals import intersect, union

from .problem import Candidate, Minutes, Person, Problem, possible_starts

Place = tuple[int, str, int]


class Outline:
    """The variables: on which ``day`` each meeting is, who ``sits`` in it on that day, which days are ``used``."""

    def __init__(self, problem: Problem, *, among: set[Place] | None = None) -> None:
        """State ``problem``; its spare days do not count. ``among`` leaves only these (meeting, person, day) open."""
        self.problem, self.among = problem, among
        self.model = cp_model.CpModel()
        self.days = [day for day in problem.days if not day.spare]
        self.people = {one.key: one for one in problem.people}
        self.candidates = {one.key: one for one in problem.candidates}
        self.places = [self._places(n) for n in range(len(problem.meetings))]
        self.day: list[dict[int, cp_model.IntVar]] = []
        self.sits: dict[Place, cp_model.IntVar] = {}
        self.used: dict[tuple[str, int], cp_model.IntVar] = {}
        for n in range(len(problem.meetings)):
            self._add_meeting(n)
        for candidate in problem.candidates:
            self._add_candidate(candidate)
        by_person: dict[str, dict[tuple[int, int], cp_model.IntVar]] = defaultdict(dict)
        for (n, key, d), sits in self.sits.items():
            by_person[key][n, d] = sits
        for key, mine in by_person.items():
            self._add_person(self.people[key], mine)

    def domain(self, spans: Minutes) -> cp_model.Domain:
        """The steps at which something can begin within ``spans``."""
        step = self.problem.rules.step
        steps = [[-(-first // step), -(-end // step) - 1] for first, end in spans]
        return cp_model.Domain.from_intervals([one for one in steps if one[0] <= one[1]])

    def _places(self, n: int) -> dict[int, dict[str, cp_model.Domain]]:
        """Return by day and person the steps at which meeting ``n`` can begin for them and the candidate."""
        meeting = self.problem.meetings[n]
        candidate = self.candidates[meeting.candidate]
        found = {}
        for d, day in enumerate(self.days):
            here = possible_starts(self.problem, candidate, meeting, day)
            pool = [key for key in meeting.pool if self.among is None or (n, key, d) in self.among]
            spans = {key: intersect(here, self.people[key].starts.get(meeting.minutes, [])) for key in pool}
            domains = {key: domain for key in spans if not (domain := self.domain(spans[key])).is_empty()}
            if len(domains) >= meeting.seats:
                found[d] = domains
        return found

    def _add_meeting(self, n: int) -> None:
        """Put it on one day, with as many people as there are seats."""
        days = {d: self.model.new_bool_var(f"day {n} {d}") for d in self.places[n]}
        self.day.append(days)
        self.model.add_exactly_one(days.values())
        for d, domains in self.places[n].items():
            here = {key: self.model.new_bool_var(f"sits {n} {key} {d}") for key in domains}
            self.model.add(sum(here.values()) == self.problem.meetings[n].seats * days[d])
            self.sits.update({(n, key, d): sits for key, sits in here.items()})

    def _add_candidate(self, candidate: Candidate) -> None:
        """Few days, none of them too long, in order if that counts."""
        model, rules = self.model, self.problem.rules
        meetings = self.problem.of(candidate.key)
        lengths = {n: self.problem.meetings[n].minutes for n in meetings}
        new, most_new = [], rules.most_days
        for d, day in enumerate(self.days):
            standing = sum(end - first for first, end in intersect(candidate.taken, [(day.starts, day.ends)]))
            most_new -= standing > 0
            here = {n: self.day[n][d] for n in meetings if d in self.day[n]}
            if not here:
                continue
            used = self.used[candidate.key, d] = model.new_bool_var(f"used {candidate.key} {d}")
            model.add_max_equality(used, here.values())
            new += [] if standing else [used]
            model.add(sum(lengths[n] * on for n, on in here.items()) <= (rules.most_minutes - standing) * used)
        model.add(sum(new) <= max(most_new, 0))
        if rules.in_order:
            for one, other in pairwise(meetings):
                for d in range(len(self.days) - 1):
                    before = [on for day, on in self.day[one].items() if day <= d]
                    after = [on for day, on in self.day[other].items() if day <= d]
                    model.add(sum(after) <= sum(before))

    def _add_person(self, person: Person, mine: dict[tuple[int, int], cp_model.IntVar]) -> None:
        """No more in a day or a week than they take on, or than there is room for."""
        for period in person.periods:
            inside = [
                sits
                for (_, d), sits in mine.items()
                if period.starts <= self.days[d].starts and self.days[d].ends <= period.ends
            ]
            if len(inside) > period.left:
                self.model.add(sum(inside) <= period.left)
        for d in sorted({d for _, d in mine}):
            here = {n: sits for (n, day), sits in mine.items() if day == d}
            self._add_room(person, d, here)

    def _add_room(self, person: Person, d: int, here: dict[int, cp_model.IntVar]) -> None:
        """Tell at once how many meetings, and how many minutes of them, a person has room for on a day."""
        lengths = {n: self.problem.meetings[n].minutes for n in here}
        shortest = min(lengths.values())
        starts = union(*(self._minutes(self.places[n][d][person.key]) for n in here))
        if (most := _most(starts, shortest + person.rest)) < len(here):
            self.model.add(sum(here.values()) <= most)
        spans = union(
            *(
                [
                    (first, end - 1 + lengths[n] + person.rest)
                    for first, end in self._minutes(self.places[n][d][person.key])
                ]
                for n in here
            )
        )
        room = sum(end - first for first, end in spans)
        self.model.add(sum((lengths[n] + person.rest) * sits for n, sits in here.items()) <= room)

    def _minutes(self, domain: cp_model.Domain) -> Minutes:
        step = self.problem.rules.step
        flat = domain.flattened_intervals()
        return [(first * step, last * step + 1) for first, last in zip(flat[::2], flat[1::2], strict=True)]


def _most(starts: Minutes, length: int) -> int:
    """Return how many things of ``length`` can begin in ``starts``, one after the other."""
    count, at = 0, None
    for first, end in starts:
        at = first if at is None else max(at, first)
        while at < end:
            count += 1
            at += length
    return count
