"""Saying what one sees differently: one's own dissent, another role to consider."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.http import Request

from .. import services
from ..forms import DissentForm, OtherRoleForm
from ..models import Debrief
from ..queries import find_debrief, roles_to_consider
from .deciding import decision_url
from .decision_step import voices
from .page import meeting_page


@require_POST
def dissent_record(request: Request, uid: str) -> HttpResponse:
    """Store one's own dissent; without words it is taken back."""
    debrief = _found(request, uid)
    form = DissentForm(request.POST)
    if form.is_valid():
        try:
            services.record_dissent(debrief=debrief, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("text", refused.message)
        else:
            return _done(request, debrief, "Your dissent is kept as it stands now.")
    return _refused(request, debrief, dissent_form=form)


@require_POST
def other_role_name(request: Request, uid: str) -> HttpResponse:
    """Name another role to consider, and why."""
    debrief = _found(request, uid)
    form = OtherRoleForm(request.POST, roles=list(roles_to_consider(request.user, debrief)))
    if form.is_valid():
        try:
            services.name_other_role(debrief=debrief, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            return _done(request, debrief, "The role is noted.")
    return _refused(request, debrief, other_role_form=form)


def _found(request: Request, uid: str) -> Debrief:
    debrief = find_debrief(request.user, uid)
    if not request.user.has_perm("debriefs.attend_debrief", debrief):
        raise PermissionDenied
    if debrief.closed_at is None and not request.user.has_perm("debriefs.dissent", debrief):
        raise PermissionDenied
    return debrief


def _done(request: Request, debrief: Debrief, words: str) -> HttpResponse:
    if request.htmx:
        return render(request, "debriefs/_decision_voices.html", {**voices(request, debrief, {}), "said": words})
    messages.success(request, words)
    return redirect(decision_url(debrief))


def _refused(request: Request, debrief: Debrief, **given: object) -> HttpResponse:
    """Every word again, beside what was wrong: the part of the page for htmx, so that the decision's form stays."""
    if request.htmx:
        context = voices(request, debrief, given)
        return render(request, "debriefs/_decision_voices.html", context, status=422)
    if debrief.closed_at:
        messages.error(request, services.DebriefClosed.message)
    return meeting_page(request, debrief, "decision", status=422, **given)
