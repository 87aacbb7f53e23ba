"""Inviting somebody to listen in a debrief, and ending it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.http import Request

from .. import services
from ..forms import ListenerForm
from ..models import Debrief
from ..queries import could_listen, find_debrief
from .page import meeting_page, step_for


@require_POST
def listener_invite(request: Request, uid: str) -> HttpResponse:
    """Let somebody read along from the opening until the debrief closes."""
    debrief = _found(request, uid)
    form = ListenerForm(request.POST, people=could_listen(debrief))
    if form.is_valid():
        try:
            services.invite_listener(debrief=debrief, user=form.chosen, by=request.user)
        except Refused as refused:
            form.add_error("user", refused.message)
        else:
            messages.success(request, f"{form.chosen.name} may listen in this debrief.")
            return redirect("debrief_detail", uid)
    return meeting_page(request, debrief, step_for(request, debrief, ""), status=422, listener_form=form)


@require_POST
def listener_dismiss(request: Request, uid: str, user_uid: str) -> HttpResponse:
    """End the time of a listener."""
    debrief = _found(request, uid)
    listener = get_object_or_404(debrief.listeners.in_order(), user__uid=user_uid, ended_at=None)
    services.dismiss_listener(debrief=debrief, user=listener.user, by=request.user)
    messages.success(request, f"{listener.user.name} listens no longer.")
    return redirect("debrief_detail", uid)


def _found(request: Request, uid: str) -> Debrief:
    debrief = find_debrief(request.user, uid)
    if not request.user.has_perm("debriefs.invite_listener", debrief):
        raise PermissionDenied
    return debrief
