"""Getting in touch with a referee: calls that were tried, and the link to their own page."""

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.http import Request

from ..forms import AttemptForm
from ..services import log_attempt, revoke_link, send_link
from .referees import back, referee_of, refused

NOTED = {
    "reached": "Reached: the time runs from now.",
    "not_reached": "Noted that nobody was reached.",
    "call_again": "Noted. Today reminds you.",
}


@require_POST
def call_attempt_log(request: Request, uid: str) -> HttpResponse:
    """Note a call."""
    referee = referee_of(request, uid)
    form = AttemptForm(request.POST)
    if not form.is_valid():
        return refused(request, referee, form)
    said = form.cleaned_data
    try:
        log_attempt(referee=referee, outcome=said["outcome"], call_again_at=said["call_again_at"], by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, NOTED[said["outcome"]])
    return back(request, referee)


@require_POST
def referee_link_send(request: Request, uid: str) -> HttpResponse:
    """Mail the referee a fresh link."""
    referee = referee_of(request, uid)
    try:
        send_link(referee=referee, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"A link is on its way to {referee.name}. Any earlier one has ended.")
    return back(request, referee)


@require_POST
def referee_link_revoke(request: Request, uid: str) -> HttpResponse:
    """End the link."""
    referee = referee_of(request, uid)
    try:
        revoke_link(referee=referee, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "The link has ended. What was typed and not sent is deleted.")
    return back(request, referee)
