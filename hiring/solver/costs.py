"""What ``score`` counts, as an aim for the solver: whole numbers to be added up and kept small."""

from collections import defaultdict
from itertools import pairwise

from ortools.sat.python import cp_model

from .model import Model
from .outline import Outline
from .score import DAY, LOAD, NEWCOMER, WAIT, WAITING_UNIT

Amount = cp_model.LinearExpr | int


class Costs:
    """The parts of the cost of a plan, by name."""

    def __init__(self, model: Outline) -> None:
        """Add to ``model`` what its costs need, and the aim to keep them small."""
        self.of, self.model = model, model.model
        self.counts = self._count_by_person()
        self.parts = {
            "load": LOAD * self._uneven(),
            "newcomers": NEWCOMER * self._newcomers(),
            "waiting": WAIT * self._waiting(),
            "days": DAY * self._days(),
        }
        self.model.minimize(sum(self.parts.values()))

    def _count_by_person(self) -> dict[str, list[cp_model.IntVar]]:
        """Return by person what is true once they have one interview, two, and so on: each costs more than the last."""
        rows: dict[str, list[cp_model.IntVar]] = defaultdict(list)
        meetings: dict[str, set[int]] = defaultdict(set)
        for (n, key, _), sits in self.of.sits.items():
            rows[key].append(sits)
            meetings[key].add(n)
        found = {}
        for key, mine in rows.items():
            steps = found[key] = [self.model.new_bool_var(f"{key} has {n + 1}") for n in range(len(meetings[key]))]
            self.model.add(sum(steps) == sum(mine))
            for one, other in pairwise(steps):
                self.model.add_implication(other, one)
        return found

    def _uneven(self) -> Amount:
        """How uneven the load is: the sum of its squares, less what stands already."""
        return sum(
            (2 * (self.of.people[key].load + n) + 1) * has
            for key, counts in self.counts.items()
            for n, has in enumerate(counts)
        )

    def _newcomers(self) -> Amount:
        """How many people are new to a stage."""
        stages: dict[tuple[str, str], list[cp_model.IntVar]] = defaultdict(list)
        of_person: dict[str, set[str]] = defaultdict(set)
        for (n, key, _), sits in self.of.sits.items():
            stage = self.of.problem.meetings[n].stage
            stages[stage, key].append(sits)
            of_person[key].add(stage)
        new = []
        kinds: dict[str, list[cp_model.IntVar]] = defaultdict(list)
        for (stage, key), rows in stages.items():
            if key in self.of.problem.earlier.get(stage, ()):
                kinds[key] += rows
                continue
            if len(of_person[key]) == 1:
                new.append(self.counts[key][0])
                continue
            is_new = self.model.new_bool_var(f"new {stage} {key}")
            self.model.add_max_equality(is_new, rows)
            new.append(is_new)
            kinds[key].append(is_new)
        for key, rows in kinds.items():
            # Follows from the rest; the solver's bound is better for being told.
            if len(of_person[key]) > 1:
                self.model.add_bool_or(rows).only_enforce_if(self.counts[key][0])
        return sum(new)

    def _waiting(self) -> Amount:
        """How long candidates wait between the first and the last interview of a day, beside breaks and lunch."""
        if not isinstance(self.of, Model):
            return 0
        return sum(self._wait(self.of, candidate, d) for candidate, d in self.of.used)

    def _wait(self, of: Model, candidate: str, d: int) -> Amount:
        model, rules = self.model, of.problem.rules
        here = [n for n in of.problem.of(candidate) if d in of.day[n]]
        if len(here) < 2:
            return 0
        day = of.days[d]
        used = of.used[candidate, d]
        first = model.new_int_var(day.starts, day.ends, f"first {candidate} {d}")
        last = model.new_int_var(day.starts, day.ends, f"last {candidate} {d}")
        busy = []
        for n in here:
            is_on, minutes = of.day[n][d], of.problem.meetings[n].minutes
            model.add(first <= of.start(n, d)).only_enforce_if(is_on)
            model.add(last >= of.start(n, d) + minutes).only_enforce_if(is_on)
            busy.append((minutes + rules.rest) * is_on)
        between: Amount = 0
        if (candidate, d) in of.lunches:
            between = model.new_bool_var(f"lunch between {candidate} {d}")
            lunch = of.lunches[candidate, d]
            model.add(lunch > first).only_enforce_if(between)
            model.add(lunch + rules.lunch < last).only_enforce_if(between)
            model.add_implication(between, used)
        most = -(-(day.ends - day.starts) // WAITING_UNIT)
        wait = model.new_int_var(0, most, f"wait {candidate} {d}")
        spared = max(rules.lunch - rules.rest, 0) * between
        model.add(WAITING_UNIT * wait >= last - first - sum(busy) + rules.rest * used - spared).only_enforce_if(used)
        return wait

    def _days(self) -> Amount:
        """How many days after the first one the interviews are, all added up."""
        return sum(d * is_on for days in self.of.day for d, is_on in days.items())
