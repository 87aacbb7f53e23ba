"""Showing a debrief, and opening it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.errors import Refused
from core.http import Request

from .. import services
from ..forms import OpenForm
from ..queries import find_debrief
from ..visibility import room
from .page import READY, meeting_page, step_for
from .steps import evidence


@require_safe
def debrief_detail(request: Request, uid: str) -> HttpResponse:
    """One step of the debrief, as far as the reader takes part."""
    debrief = find_debrief(request.user, uid)
    step = step_for(request, debrief, request.GET.get("step", ""))
    if step == "evidence" and request.htmx and "cell" in request.GET:
        context = evidence(request, debrief, room(request.user, debrief.candidacy), {})
        return render(request, "debriefs/_cell.html", {**context, "debrief": debrief})
    return meeting_page(request, debrief, step)


@require_POST
def debrief_open(request: Request, uid: str) -> HttpResponse:
    """Open the debrief: the reveal."""
    debrief = find_debrief(request.user, uid)
    if not request.user.has_perm("debriefs.open_debrief", debrief):
        raise PermissionDenied
    form = OpenForm(request.POST)
    if form.is_valid():
        try:
            services.open_debrief(debrief=debrief, by=request.user, **form.cleaned_data)
        except services.AlreadyOpened:
            return redirect("debrief_detail", uid=debrief.uid)
        except Refused as refused:
            form.add_error(refused.field, refused.message)
        else:
            messages.success(request, "The debrief is open. The sealed scorecards are revealed to the panel.")
            return redirect("debrief_detail", uid=debrief.uid)
    return meeting_page(request, debrief, READY, status=422, open_form=form)
