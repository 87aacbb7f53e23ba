"""A plan of many interviews for a page: its days, who has how much, how good it is, or why nothing fits."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from hiring.models import LoopPlan, LoopSlot, LoopState

from .loops import days_in_all, known_load

TOGETHER = "Each of these interviews would fit by itself, but not all of them together."


@dataclass
class LoopDay:
    """A day of the reader's clock with its interviews, in order."""

    date: date
    slots: list[LoopSlot] = field(default_factory=list)


@dataclass
class Load:
    """Of one person: interviews of the plan, and others in its weeks that the reader may know of."""

    user: User
    here: int
    others: int

    @property
    def words(self) -> str:
        """Both as words."""
        here = "1 interview here" if self.here == 1 else f"{self.here} interviews here"
        return here if not self.others else f"{here}, {self.others} more in these weeks"


def loop_days(slots: Iterable[LoopSlot]) -> list[LoopDay]:
    """Return the days of the reader's clock that have interviews."""
    days: dict[date, LoopDay] = {}
    for slot in slots:
        day = timezone.localtime(slot.starts_at).date()
        days.setdefault(day, LoopDay(day)).slots.append(slot)
    return [days[day] for day in sorted(days)]


def left_out(plan: LoopPlan, slots: Iterable[LoopSlot]) -> list[str]:
    """Return whose interviews were asked for and are not proposed, since they were planned already, with their stages:
    "Jonas Weber (Screening Interview, Culture)". Two queries."""
    proposed = {(slot.candidacy_id, slot.stage_id) for slot in slots}
    asked = {wish["stage"] for wish in plan.wishes["stages"]}
    stages = [stage for stage in plan.role.stages.in_order() if stage.pk in asked]
    found = []
    for candidacy in plan.candidacies.select_related("candidate").order_by("candidate__name", "pk"):
        names = [stage.name for stage in stages if (candidacy.pk, stage.pk) not in proposed]
        found += [f"{candidacy.candidate} ({', '.join(names)})"] if names else []
    return found


def loop_loads(plan: LoopPlan, slots: Iterable[LoopSlot], *, by: User) -> list[Load]:
    """Return who has how much, whoever has most first. One query."""
    counts = Counter(user for slot in slots for user in slot.panel.all())
    others = known_load(
        counts, first_day=_first_day(plan), days=plan.wishes["days"], zone=ZoneInfo(plan.zone), by=by
    )  # fmt: skip
    # Once the plan is booked, its own interviews are among those that are known.
    booked = plan.state == LoopState.CONFIRMED
    loads = [Load(user, n, max(0, others.get(user.pk, 0) - (n if booked else 0))) for user, n in counts.items()]
    return sorted(loads, key=lambda load: (-load.here, load.user.name, load.user.pk))


def quality(plan: LoopPlan) -> str:
    """Return in a sentence how near the plan is to the best there can be; empty without one."""
    if plan.answer.get("status") == "optimal":
        return "No better plan exists for what you asked."
    if plan.answer.get("status") == "good":
        return f"The best plan there can be is at most {plan.answer['gap']:.1%} better.".replace(".0%", "%")
    return ""


def causes(plan: LoopPlan) -> list[str]:
    """Return in sentences why nothing fits. Of what anybody has instead they tell nothing."""
    candidates, stages = _names(plan)
    found: dict[tuple[str, str, int], list[str]] = {}
    for one in plan.answer.get("causes", []):
        number = one["number"] if one["kind"] == "panel" else 0
        found.setdefault((one["kind"], one["stage"], number), []).append(one["candidate"])
    said = []
    for (kind, stage, number), whose in found.items():
        name = stages.get(stage, "a stage")
        for_whom = "" if len(whose) == len(candidates) else f" for {_listed(candidates.get(one, '') for one in whose)}"
        if kind == "candidate":
            said.append(f"There is no free time of the candidate for {name}{for_whom} {_span(plan)}.")
        elif kind == "standing":
            said.append(
                f"Beside the interviews that stand, the order leaves no time for {name}{for_whom} {_span(plan)}."
            )
        elif number == 0:
            said.append(f"Nobody of the panel for {name} is free{for_whom} {_span(plan)}.")
        else:
            said.append(f"Of the panel for {name} at most {number} can come at once{for_whom} {_span(plan)}.")
    return said or [TOGETHER]


def helps(plan: LoopPlan) -> list[str]:
    """Return in sentences what would make it fit, each by itself; none if no change that was tried does."""
    _, stages = _names(plan)
    rows = plan.answer.get("helps", [])
    said, seen = [], set()
    for one in rows:
        # Of several lengths of a day the shortest is enough.
        if one["kind"] == "hours" and "hours" in seen:
            continue
        seen.add(one["kind"])
        said.append(_help(one, stages.get(one["stage"], "a stage"), plan))
    return said


def _help(one: dict[str, Any], stage: str, plan: LoopPlan) -> str:
    last = _first_day(plan) + timedelta(days=days_in_all(plan.wishes) - 1)
    return {
        "order": "Let the stages come in any order.",
        "days": f"Spread each candidate's interviews over {one['number']} days.",
        "hours": f"Allow {one['number'] // 60} hours of interviews a day.",
        "lunch": "Leave out lunch.",
        "rest": "Leave out the breaks between interviews.",
        "person": f"Add one more interviewer for {stage}: somebody who is free would make it fit.",
        "people": "Add one more interviewer for each stage, people who are free.",
        "limits": "Ask the panel to take on more interviews than the limits that they set.",
        "seats": f"Let one interviewer fewer sit in {stage}.",
        "later": f"Look at days up to {date_format(last, 'j F')}.",
    }[one["kind"]]


def _first_day(plan: LoopPlan) -> date:
    return date.fromisoformat(plan.wishes["first_day"])


def _span(plan: LoopPlan) -> str:
    first, days = _first_day(plan), plan.wishes["days"]
    if days == 1:
        return f"on {date_format(first, 'j F')}"
    return f"from {date_format(first, 'j F')} to {date_format(first + timedelta(days=days - 1), 'j F')}"


def _names(plan: LoopPlan) -> tuple[dict[str, str], dict[str, str]]:
    """The names of the plan's candidates and of the role's stages, by id as text. Two queries."""
    candidates = plan.candidacies.values_list("pk", "candidate__name")
    stages = [(stage.pk, stage.name) for stage in plan.role.stages.select_related("guide_stage")]
    return {str(pk): name for pk, name in candidates}, {str(pk): name for pk, name in stages}


def _listed(names: Iterable[str]) -> str:
    rows: Iterator[str] | list[str] = [name for name in names if name]
    rows = list(rows)
    return rows[0] if len(rows) == 1 else f"{', '.join(rows[:-1])} and {rows[-1]}" if rows else "a candidate"
