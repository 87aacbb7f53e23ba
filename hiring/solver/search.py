"""Looking for a good plan, and for how much better another could be at most.

One thread asks for the least that any outline of a plan costs, which nothing can go below. Meanwhile candidates are
planned one after the other, and then again and again a few of them anew, or all panels at the times that stand, each
time as well as the solver can beside the rest. How far each step goes is counted in work done and not in seconds, so
the same problem finds the same plan unless the time runs out.
"""

import random
import time
from collections.abc import Collection
from dataclasses import dataclass
from threading import Thread

from ortools.sat.python import cp_model

from .costs import Costs
from .model import Model
from .outline import Outline, Place
from .parts import part_of
from .plan import Plan, Slot, Status
from .problem import Problem
from .score import score

# Units of the solver's own clock, each about a second: to place a candidate, to place some anew, to choose panels anew,
# to make room for one, and for everything at once.
FIRST_WORK, PART_WORK, SEATS_WORK, REPAIR_WORK, WHOLE_WORK = 0.2, 0.5, 2.0, 4.0, 40.0
# The share of the time for plans where one thread does all.
PLANS_ALONE = 0.6
# So many interviews are planned as one.
SMALL = 12
MOST_ROUNDS, FRUITLESS = 40, 24
# Every so many rounds everybody's panels are chosen anew at the times that stand.
SEATING = 12


@dataclass(frozen=True)
class Effort:
    """How long to look and with how many threads; ``gap`` is how far from the best is near enough."""

    seconds: float = 20.0
    workers: int = 2
    gap: float = 0.05
    seed: int = 1


@dataclass
class Answer:
    """What one question to the solver brought."""

    status: Status
    slots: dict[int, Slot]
    cost: int = 0
    bound: int = 0


def solver_for(*, seconds: float, work: float, seed: int) -> cp_model.CpSolver:
    """Return a solver with these limits that does the same each time. One thread: two take turns by chance."""
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.max_time_in_seconds, parameters.max_deterministic_time = max(seconds, 0.01), work
    parameters.num_workers, parameters.random_seed = 1, seed
    # What these find takes them longer than doing without, on models as small as these.
    parameters.cp_model_probing_level = parameters.symmetry_level = 0
    return solver


def find_plan(problem: Problem, effort: Effort) -> Plan:
    """Return the best plan found, or that there is none."""
    return Search(problem, effort).run()


def fits(problem: Problem, effort: Effort) -> Status:
    """Return whether there is a plan at all: ``GOOD``, ``IMPOSSIBLE`` or ``UNKNOWN``."""
    return Search(problem, effort, any_will_do=True).fill()


def is_hopeless(problem: Problem, effort: Effort) -> bool:
    """Whether not even an outline fits, which is known much sooner than that no plan does."""
    solver = solver_for(seconds=effort.seconds, work=REPAIR_WORK, seed=effort.seed)
    return solver.solve(Outline(problem).model) == cp_model.INFEASIBLE


class Floor:
    """The thread that pushes up what every plan costs at least."""

    def __init__(self, problem: Problem, effort: Effort) -> None:
        """Begin."""
        self.bound, self.impossible, self._begun = 0, False, False
        self._model = Outline(problem)
        self._costs = Costs(self._model)
        seconds = effort.seconds if effort.workers > 1 else effort.seconds * (1 - PLANS_ALONE)
        self._solver = solver_for(seconds=seconds, work=1_000.0, seed=effort.seed)
        self._solver.parameters.subsolvers.append("lb_tree_search")
        self._solver.best_bound_callback = self._note
        self._thread = Thread(target=self._run, daemon=True)

    def begin(self) -> None:
        """Let it run beside, unless it does."""
        if not self._begun:
            self._begun = True
            self._thread.start()

    def _note(self, bound: float) -> None:
        self.bound = max(self.bound, round(bound))

    def _run(self) -> None:
        status = self._solver.solve(self._model.model)
        self.impossible = status == cp_model.INFEASIBLE
        if not self.impossible:
            self._note(self._solver.best_objective_bound)

    def wait(self, cost: int, gap: float) -> None:
        """Return once ``cost`` is near enough to the bound, or it gets no better."""
        while self._thread.is_alive() and cost - self.bound > gap * cost:
            self._thread.join(0.02)
        self._solver.stop_search()
        self._thread.join()


class Search:
    """One search: ``slots`` by meeting are the best so far."""

    def __init__(self, problem: Problem, effort: Effort, *, any_will_do: bool = False) -> None:
        """Take what is asked; the clock begins to run. ``any_will_do`` looks for no good plan, only for one."""
        self.problem, self.effort, self.any_will_do = problem, effort, any_will_do
        self.everybody = sorted((one.key for one in problem.candidates), key=self._choice)
        self.began = time.monotonic()
        self.slots: dict[int, Slot] = {}
        self.cost = 0
        self.chance = random.Random(effort.seed)  # noqa: S311 - which candidates to plan anew

    @property
    def left(self) -> float:
        """The seconds that are left for plans; with one thread the bound needs some of them."""
        share = 1.0 if self.effort.workers > 1 else PLANS_ALONE
        return self.effort.seconds * share - (time.monotonic() - self.began)

    def run(self) -> Plan:
        """Return the plan."""
        if len(self.problem.meetings) <= SMALL or len(self.everybody) < 3:
            answer = self.ask(self.everybody, work=WHOLE_WORK)
            return self._plan(answer.status, answer.slots, answer.bound)
        floor = Floor(self.problem, self.effort)
        if self.effort.workers > 1:
            floor.begin()
        status = self.fill(floor)
        if status == Status.GOOD:
            self._better()
        floor.begin()
        floor.wait(self.cost if status == Status.GOOD else 0, self.effort.gap)
        return self._plan(status, self.slots, min(floor.bound, self.cost))

    def _plan(self, status: Status, slots: dict[int, Slot], bound: int) -> Plan:
        seconds = round(time.monotonic() - self.began, 2)
        if status not in (Status.OPTIMAL, Status.GOOD):
            return Plan(status, seconds=seconds)
        rows = tuple(slots[n] for n in sorted(slots))
        parts = score(self.problem, rows)
        cost = sum(parts.values())
        status = Status.OPTIMAL if bound >= cost else Status.GOOD
        return Plan(status, rows, cost=cost, bound=min(bound, cost), parts=parts, seconds=seconds)

    def ask(self, candidates: Collection[str], *, work: float, same_times: bool = False) -> Answer:
        """Plan ``candidates`` as well as can be beside what stands for all others; or only who sits, and not when."""
        standing = [slot for n, slot in self.slots.items() if self.problem.meetings[n].candidate not in candidates]
        part, numbers = part_of(self.problem, candidates, standing)
        model = Model(part, among=self._as_now(numbers) if same_times else None)
        if same_times:
            for (i, _), start in model.starts.items():
                model.model.add(start == self.slots[numbers[i]].starts // self.problem.rules.step)
        if not self.any_will_do:
            Costs(model)
        self._hint(model, numbers)
        solver = solver_for(seconds=self.left, work=work, seed=self.effort.seed)
        found = solver.solve(model.model)
        if found == cp_model.INFEASIBLE:
            return Answer(Status.IMPOSSIBLE, {})
        if found not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Answer(Status.UNKNOWN, {})
        status = Status.OPTIMAL if found == cp_model.OPTIMAL else Status.GOOD
        slots = {n: _slot(model, solver, i, n) for i, n in enumerate(numbers)}
        return Answer(status, slots, bound=round(solver.best_objective_bound))

    def _as_now(self, numbers: list[int]) -> set[Place]:
        """Return who could sit in meetings on the days on which they are."""
        days = [day for day in self.problem.days if not day.spare]
        places = set()
        for i, n in enumerate(numbers):
            d = next(d for d, day in enumerate(days) if day.starts <= self.slots[n].starts < day.ends)
            places |= {(i, key, d) for key in self.problem.meetings[n].pool}
        return places

    def _hint(self, model: Model, numbers: list[int]) -> None:
        """Tell the solver what stood, to begin with."""
        for (i, key, d), sits in model.sits.items():
            if slot := self.slots.get(numbers[i]):
                day = model.days[d]
                model.model.add_hint(sits, key in slot.people and day.starts <= slot.starts < day.ends)
        for (i, d), start in model.starts.items():
            slot, day = self.slots.get(numbers[i]), model.days[d]
            if slot and day.starts <= slot.starts < day.ends:
                model.model.add_hint(start, slot.starts // self.problem.rules.step)

    def fill(self, floor: Floor | None = None) -> Status:
        """Plan one candidate after the other, whoever has the least choice first."""
        for key in self.everybody:
            answer = self.ask([key], work=FIRST_WORK)
            if not answer.slots:
                answer = self._repair(key, answer.status, floor)
            if not answer.slots:
                return answer.status
            self.slots.update(answer.slots)
        self.cost = sum(score(self.problem, list(self.slots.values())).values())
        return Status.GOOD

    def _repair(self, key: str, status: Status, floor: Floor | None) -> Answer:
        """Plan a candidate together with some of those who stand in the way; in the end with everybody."""
        if status == Status.IMPOSSIBLE and not self.slots:
            return Answer(status, {})
        others = [one for one in self.everybody if any(n in self.slots for n in self.problem.of(one))]
        among = 1
        while among <= len(others):
            if floor and floor.impossible:
                return Answer(Status.IMPOSSIBLE, {})
            answer = self.ask([key, *self.chance.sample(others, among)], work=REPAIR_WORK)
            if answer.slots or self.left <= 0:
                return answer if answer.slots else Answer(Status.UNKNOWN, {})
            among *= 2
        return self.ask([key, *others], work=WHOLE_WORK)

    def _choice(self, key: str) -> tuple[int, str]:
        """How much choice there is for a candidate."""
        candidate = next(one for one in self.problem.candidates if one.key == key)
        return sum(end - first for spans in candidate.starts.values() for first, end in spans), key

    def _better(self) -> None:
        """Plan two candidates anew or choose all panels anew, again and again, until that brings nothing."""
        fruitless = 0
        for n in range(MOST_ROUNDS):
            if self.left <= 0 or fruitless >= FRUITLESS:
                return
            if n % SEATING == 0:
                answer = self.ask(self.everybody, work=SEATS_WORK, same_times=True)
            else:
                answer = self.ask(self.chance.sample(self.everybody, 2), work=PART_WORK)
            slots = self.slots | answer.slots
            cost = sum(score(self.problem, list(slots.values())).values())
            fruitless = 0 if cost < self.cost else fruitless + 1
            if cost <= self.cost:
                self.slots, self.cost = slots, cost


def _slot(model: Model, solver: cp_model.CpSolver, i: int, n: int) -> Slot:
    d = next(d for d, on in model.day[i].items() if solver.boolean_value(on))
    people = [key for (m, key, day), sits in model.sits.items() if (m, day) == (i, d) and solver.boolean_value(sits)]
    return Slot(n, solver.value(model.starts[i, d]) * model.problem.rules.step, tuple(sorted(people)))
