"""Ticking off next steps, from the record of a debrief or from the candidate's page."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from core.http import Request

from .. import services
from ..models import NextStep
from ..queries import find_step


@require_POST
def next_step_tick(request: Request, uid: str) -> HttpResponse:
    """Note that a next step is done."""
    return _mark(request, uid, services.tick_next_step)


@require_POST
def next_step_untick(request: Request, uid: str) -> HttpResponse:
    """Take the tick back."""
    return _mark(request, uid, services.untick_next_step)


def _mark(request: Request, uid: str, mark: Callable[..., NextStep]) -> HttpResponse:
    step = find_step(request.user, uid)
    if not request.user.has_perm("debriefs.tick_next_step", step):
        raise PermissionDenied
    step = mark(step=step, by=request.user)
    back = request.POST.get("back", "")
    if request.htmx:
        return render(request, "debriefs/_step_row.html", {"step": step, "may_tick": True, "back": back})
    if back == "candidacy":
        return redirect("candidacy_detail", step.debrief.candidacy.uid)
    return redirect("debrief_detail", step.debrief.uid)
