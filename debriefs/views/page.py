"""The page of a debrief: the frame around every step, and who gets which."""

import re
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.http import Request

from ..forms import ListenerForm
from ..models import Debrief, Step
from ..queries import Now, allows_listeners, could_listen, meeting_now
from ..visibility import room
from .decision_step import decision
from .steps import BUILDERS

STEPS = dict(Step.choices)
READY = "ready"
ITEM = re.compile("[1-9][0-9]{0,2}")
OPEN_TO_ALL = ("requirements",)


class StepLink(NamedTuple):
    """One step of the stepper: ``state`` is current, done or todo; without a ``url`` it is closed to the reader."""

    label: str
    url: str
    state: str


def step_for(request: Request, debrief: Debrief, asked: str) -> str:
    """The step to show: the one asked for where the reader takes part, else the first that they may see."""
    if request.user.has_perm("debriefs.attend_debrief", debrief):
        first = "decision" if debrief.closed_at else "requirements"
        return asked if asked in STEPS else first
    if asked in OPEN_TO_ALL:
        return asked
    return READY


def meeting_page(request: Request, debrief: Debrief, step: str, *, status: int = 200, **given: Any) -> HttpResponse:
    """Answer with one step of the debrief; ``given`` holds what the view has already, for instance a refused form."""
    around = room(request.user, debrief.candidacy)
    attends = request.user.has_perm("debriefs.attend_debrief", debrief)
    names = list(STEPS)
    place = names.index(step) if step in STEPS else -1
    context = {
        "debrief": debrief,
        "candidacy": debrief.candidacy,
        "around": around,
        "step": step,
        "steps": _steps(debrief, step, attends),
        "previous": names[place - 1] if attends and place > 0 else "",
        "following": names[place + 1] if attends and 0 <= place < len(names) - 1 else "",
        "attends": attends,
        "opened": debrief.opened_at is not None and not around.bound,
        "sees_progress": request.user.has_perm("debriefs.see_progress", debrief),
        "may_change": request.user.has_perm("debriefs.change_debrief", debrief),
        "may_open": debrief.opened_at is None and request.user.has_perm("debriefs.open_debrief", debrief),
        "may_decide": request.user.has_perm("debriefs.decide_debrief", debrief),
        "shows_people": _shows_people(request, debrief, step, attends),
        "now": _now(request, debrief, step),
        "template": f"debriefs/_step_{step}.html",
        "is_guest": attends and not around.takes_part,
        **listening(request, debrief, step, given),
        **given,
    }
    build = decision if step == "decision" else BUILDERS[step]
    context |= build(request, debrief, around, context)
    return render(request, "debriefs/debrief_detail.html", context, status=status)


def place_of(step: str, item: str) -> tuple[str, int]:
    """The step and the item, from 1, that an address or a form names; the first page for anything else."""
    return step if step in STEPS else READY, int(item) if ITEM.fullmatch(item) else 1


def _now(request: Request, debrief: Debrief, step: str) -> Now | None:
    if not request.user.has_perm("debriefs.follow_debrief", debrief):
        return None
    leads = request.user.has_perm("debriefs.lead_debrief", debrief)
    _, item = place_of(step, request.GET.get("item", "1"))
    sees_others = debrief.opened_at is not None or request.user.has_perm("debriefs.see_progress", debrief)
    return meeting_now(debrief, request.user, leads=leads, sees_others=sees_others, step=step, item=item)


def _shows_people(request: Request, debrief: Debrief, step: str, attends: bool) -> bool:
    return attends or (step != READY and request.user.has_perm("debriefs.see_progress", debrief))


def listening(request: Request, debrief: Debrief, step: str, given: dict[str, Any]) -> dict[str, Any]:
    """Who listens, and the form to invite somebody where the role's policy allows it: where it begins and ends."""
    if step not in {READY, "requirements", "decision"} or (step == "decision" and not debrief.closed_at):
        return {}
    may_invite = request.user.has_perm("debriefs.invite_listener", debrief) and allows_listeners(debrief)
    form = given.get("listener_form") or (ListenerForm(people=could_listen(debrief)) if may_invite else None)
    sees = may_invite or request.user.has_perm("debriefs.attend_debrief", debrief)
    return {
        "listener_form": form,
        "may_invite": may_invite,
        "listeners": debrief.listeners.in_order() if sees else [],
    }


def _steps(debrief: Debrief, step: str, attends: bool) -> list[StepLink]:
    address = reverse("debrief_detail", kwargs={"uid": debrief.uid})
    steps = []
    for name, label in STEPS.items():
        state = "current" if name == step else "done" if attends and debrief.closed_at else "todo"
        steps.append(StepLink(label, f"{address}?step={name}" if attends or name in OPEN_TO_ALL else "", state))
    return steps
