"""The whole plan, with hours. Whatever is hard is never broken here; what is better is in ``costs``."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from ortools.sat.python import cp_model

from core.intervals import subtract, union

from .outline import Outline, Place
from .problem import Candidate, Person, Problem

Sitting = dict[tuple[int, int], cp_model.IntVar]


class Model(Outline):
    """Adds when each meeting ``starts`` if it is on a day, in steps, and the ``lunches`` in minutes.

    Each day has start times of its own: the solver deals with a few short days much faster than with a long stretch.
    """

    def __init__(self, problem: Problem, *, among: set[Place] | None = None) -> None:
        """State ``problem``, as ``Outline`` does."""
        self.starts: dict[tuple[int, int], cp_model.IntVar] = {}
        self.lunches: dict[tuple[str, int], cp_model.IntVar] = {}
        super().__init__(problem, among=among)

    def start(self, n: int, d: int) -> cp_model.LinearExpr:
        """The minute at which meeting ``n`` begins if it is on day ``d``."""
        return self.starts[n, d] * self.problem.rules.step

    def _add_meeting(self, n: int) -> None:
        """Begin it when as many people as there are seats can, and the candidate."""
        super()._add_meeting(n)
        for d, domains in self.places[n].items():
            whole = _joined(domains.values())
            start = self.starts[n, d] = self.model.new_int_var_from_domain(whole, f"start {n} {d}")
            for key, domain in domains.items():
                if domain.flattened_intervals() != whole.flattened_intervals():
                    self.model.add_linear_expression_in_domain(start, domain).only_enforce_if(self.sits[n, key, d])

    def _add_candidate(self, candidate: Candidate) -> None:
        """One thing at a time, with breaks, in order if that counts, with lunch."""
        super()._add_candidate(candidate)
        rules, meetings = self.problem.rules, self.problem.of(candidate.key)
        mine = {(n, d): on for n in meetings for d, on in self.day[n].items()}
        self._add_one_at_a_time(mine, rules.rest)
        if rules.in_order:
            for one, other in pairwise(meetings):
                for d in self.day[one].keys() & self.day[other].keys():
                    both = [mine[one, d], mine[other, d]]
                    length = self.problem.meetings[one].minutes + rules.rest
                    self.model.add(self.start(other, d) >= self.start(one, d) + length).only_enforce_if(both)
        if rules.lunch:
            self._add_lunches(candidate, mine)

    def _span(self, n: int, d: int, rest: int, on: cp_model.IntVar) -> cp_model.IntervalVar:
        length = self.problem.meetings[n].minutes + rest
        return self.model.new_optional_fixed_size_interval_var(self.start(n, d), length, on, "")

    def _add_one_at_a_time(self, mine: Sitting, rest: int) -> None:
        """Keep somebody's meetings apart by ``rest`` minutes, also where two days meet."""
        by_day: dict[int, dict[int, cp_model.IntVar]] = defaultdict(dict)
        for (n, d), on in mine.items():
            by_day[d][n] = on
        for d, here in by_day.items():
            self.model.add_no_overlap(self._span(n, d, rest, on) for n, on in here.items())
            for n, on in here.items():
                for m, after in by_day.get(d + 1, {}).items():
                    self._keep_apart((n, d, on), (m, d + 1, after), rest)

    def _keep_apart(
        self, one: tuple[int, int, cp_model.IntVar], other: tuple[int, int, cp_model.IntVar], rest: int
    ) -> None:
        (n, d, on), (m, next_day, after) = one, other
        step, length = self.problem.rules.step, self.problem.meetings[n].minutes + rest
        latest, earliest = self._whole(n, d)[-1] * step + length, self._whole(m, next_day)[0] * step
        if n != m and latest > earliest:
            self.model.add(self.start(m, next_day) >= self.start(n, d) + length).only_enforce_if([on, after])

    def _whole(self, n: int, d: int) -> list[int]:
        return _joined(self.places[n][d].values()).flattened_intervals()

    def _add_lunches(self, candidate: Candidate, mine: Sitting) -> None:
        """Keep so much of the window free on each day with an interview, of those that stand too."""
        model, lunch = self.model, self.problem.rules.lunch
        taken = union((first - lunch + 1, end) for first, end in candidate.taken)
        for d, day in enumerate(self.days):
            if (used := self.used.get((candidate.key, d))) is None:
                continue
            free = subtract(union([(day.lunch_from, day.lunch_until - lunch + 1)]), taken)
            if not free:
                model.add(used == 0)
                continue
            domain = cp_model.Domain.from_intervals([[first, end - 1] for first, end in free])
            at = self.lunches[candidate.key, d] = model.new_int_var_from_domain(domain, f"lunch {candidate.key} {d}")
            rows = [self._span(n, d, 0, on) for (n, day_of), on in mine.items() if day_of == d]
            model.add_no_overlap([*rows, model.new_optional_fixed_size_interval_var(at, lunch, used, "")])

    def _add_person(self, person: Person, mine: Sitting) -> None:
        """One thing at a time, with their break, and no more in a day or a week than they take on."""
        super()._add_person(person, mine)
        self._add_one_at_a_time(mine, person.rest)
        for period in person.periods:
            inside = [
                row for (n, d), sits in mine.items() for row in self._within(n, d, sits, period.starts, period.ends)
            ]
            if len(inside) > period.left:
                self.model.add(sum(inside) <= period.left)

    def _within(self, n: int, d: int, sits: cp_model.IntVar, starts: int, ends: int) -> list[cp_model.IntVar]:
        """Return what is true if somebody sits in a meeting and it begins in a period; nothing where it cannot."""
        day, step, start = self.days[d], self.problem.rules.step, self.starts[n, d]
        if starts <= day.starts and day.ends <= ends:
            return [sits]
        if day.ends <= starts or ends <= day.starts:
            return []
        inside, before, after = (self.model.new_bool_var("") for _ in range(3))
        first, end = -(-starts // step), -(-ends // step)
        self.model.add_exactly_one(inside, before, after, sits.negated())
        self.model.add(start < first).only_enforce_if(before)
        self.model.add(start >= first).only_enforce_if(inside)
        self.model.add(start < end).only_enforce_if(inside)
        self.model.add(start >= end).only_enforce_if(after)
        return [inside]


def _joined(domains: Iterable[cp_model.Domain]) -> cp_model.Domain:
    joined = cp_model.Domain.from_intervals([])
    for domain in domains:
        joined = joined.union_with(domain)
    return joined
