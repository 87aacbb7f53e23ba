"""The decision: recording it, undoing it, taking the debrief up again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.http import Request

from .. import services
from ..forms import DecisionForm, NextStepFormSet, ReopenForm, next_steps_of
from ..models import Debrief
from ..queries import find_debrief, roles_to_consider
from ..visibility import room
from .decision_step import decision_form
from .page import meeting_page
from .steps import shown_matrix


def decision_create(request: Request, uid: str) -> HttpResponse:
    """Record the decision, which closes the debrief and moves the candidacy."""
    debrief = find_debrief(request.user, uid)
    if request.method != "POST":
        return redirect(decision_url(debrief))
    if not request.user.has_perm("debriefs.decide_debrief", debrief):
        raise PermissionDenied
    matrix = shown_matrix(request.user, debrief)
    form = decision_form(debrief, matrix, list(roles_to_consider(request.user, debrief)), request.POST)
    around = room(request.user, debrief.candidacy)
    rows = NextStepFormSet(request.POST, form_kwargs={"around": around}, prefix="steps")
    if form.is_valid() & rows.is_valid() and _decided(request, debrief, form, rows):
        return redirect(decision_url(debrief))
    given = {"matrix": matrix, "decision_form": form, "steps_formset": rows}
    return meeting_page(request, debrief, "decision", status=422, **given)


def _decided(request: Request, debrief: Debrief, form: DecisionForm, rows: NextStepFormSet) -> bool:  # type: ignore[valid-type]
    try:
        steps = next_steps_of(rows)
        services.decide(debrief=debrief, by=request.user, next_steps=steps, **form.cleaned_data)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return False
    messages.success(request, "The decision is recorded and the debrief is closed.")
    return True


@require_POST
def decision_undo(request: Request, uid: str) -> HttpResponse:
    """Undo the decision within the hour; the debrief goes on."""
    debrief = _found(request, uid)
    try:
        services.undo_decision(debrief=debrief, by=request.user)
    except services.NothingDecided:
        return redirect(decision_url(debrief))
    except Refused as refused:
        return meeting_page(request, debrief, "decision", status=422, undo_refused=refused.message)
    messages.success(request, "The decision is undone. The debrief is open again, and the decision stays on record.")
    return redirect(decision_url(debrief))


@require_POST
def debrief_reopen(request: Request, uid: str) -> HttpResponse:
    """Take a closed debrief up again, with the reason."""
    debrief = _found(request, uid)
    form = ReopenForm(request.POST)
    if form.is_valid():
        try:
            services.reopen_debrief(debrief=debrief, by=request.user, **form.cleaned_data)
        except services.NothingDecided:
            return redirect(decision_url(debrief))
        except Refused as refused:
            form.add_error("reason", refused.message)
        else:
            messages.success(request, "The debrief is open again. The earlier decision stays on record.")
            return redirect(decision_url(debrief))
    return meeting_page(request, debrief, "decision", status=422, reopen_form=form)


def decision_url(debrief: Debrief) -> str:
    """The step of the decision."""
    return f"{reverse('debrief_detail', kwargs={'uid': debrief.uid})}?step=decision"


def _found(request: Request, uid: str) -> Debrief:
    """The debrief whose decision the reader may think over again; one that is open already is found too."""
    debrief = find_debrief(request.user, uid)
    allowed = ("debriefs.think_again", "debriefs.decide_debrief")
    if not any(request.user.has_perm(permission, debrief) for permission in allowed):
        raise PermissionDenied
    return debrief
