"""The meeting on everybody's own screen: what moved, who is here, and leading through it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.sessions import still_signed_in
from core import live
from core.errors import Refused
from core.http import Request

from .. import services
from ..forms import LeadForm
from ..models import Debrief, Step
from ..queries import find_debrief, find_followed, meeting_now, moves_of, note_on
from ..visibility import room
from .page import place_of

watcher = live.Watcher(moves_of)
LEAD = {
    "extend": services.extend,
    "turn": services.pass_turn,
    "call": services.call_revote,
    "reveal": services.show_revote,
    "drop": services.drop_revote,
}


@login_not_required
@require_safe
def debrief_stream(request: Request, uid: str) -> HttpResponseBase:
    """The number of the last move, each time there is one; to whoever is signed out that there is none to follow."""
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    debrief = _followed(request, uid)
    last = request.headers.get("Last-Event-ID") or request.GET.get("seen", "0")
    seen = int(last) if last.isascii() and last.isdecimal() and len(last) < 10 else 0
    user, session = request.user, request.session

    def allowed() -> bool:
        fresh = still_signed_in(user, session)
        return fresh is not None and find_followed(fresh, uid) is not None

    if request.method == "HEAD":
        return HttpResponse(content_type="text/event-stream")
    number = moves_of([uid]).get(uid, 0)
    return live.stream(watcher, debrief.uid, number=number, seen=seen, allowed=allowed)


@require_safe
def debrief_now(request: Request, uid: str) -> HttpResponse:
    """What is shown, who is here and whose turn it is, for a page that is open."""
    return _answer(request, _followed(request, uid))


@require_POST
def debrief_attend(request: Request, uid: str) -> HttpResponse:
    """Note that the reader's page is open; the answer says who else is here."""
    services.attend(debrief=_followed(request, uid), by=request.user)
    if not request.htmx:
        return redirect("debrief_detail", uid=uid)
    return _answer(request, _followed(request, uid))


@require_POST
def debrief_lead(request: Request, uid: str) -> HttpResponse:
    """One act of whoever leads: show a place, give more time, pass the turn, or one of the re-vote."""
    debrief = find_debrief(request.user, uid)
    if not request.user.has_perm("debriefs.lead_debrief", debrief):
        raise PermissionDenied
    form = LeadForm(request.POST)
    try:
        if not form.is_valid():
            raise services.UnknownPlace
        _lead(debrief, request.user, **form.cleaned_data)
    except Refused as refused:
        messages.error(request, refused.message)
    step, item = place_of(request.POST.get("step", ""), request.POST.get("item", "1"))
    return redirect(f"{reverse('debrief_detail', kwargs={'uid': debrief.uid})}?step={step}&item={item}")


def _lead(debrief: Debrief, by: User, *, act: str, step: str, item: int) -> None:
    if act == "show":
        services.show(debrief=debrief, step=step, item=item, by=by)
    else:
        LEAD[act](debrief=debrief, by=by)


def _followed(request: Request, uid: str) -> Debrief:
    debrief = find_followed(request.user, uid)
    if debrief is None:
        find_debrief(request.user, uid)
        raise PermissionDenied
    return debrief


def _answer(request: Request, debrief: Any) -> HttpResponse:
    """The meeting now, and of the step that the page shows what others change while it is open."""
    step, item = place_of(request.GET.get("step", ""), request.GET.get("item", "1"))
    now = meeting_now(debrief, request.user, leads=debrief.leads, sees_others=debrief.sees_others, step=step, item=item)
    context = {"debrief": debrief, "now": now, "in_answer": True, "opened": debrief.opened_at is not None}
    if now.vote and step == Step.REVOTE:
        context["around"] = room(request.user, debrief.candidacy)
    if step == Step.AGENDA:
        context["note"] = note_on(debrief, item)
    return render(request, "debriefs/_now_answer.html", context)
