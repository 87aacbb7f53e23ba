"""Approving a decision, or sending it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.http import Request

from .. import services
from ..forms import ApprovalForm
from ..models import Debrief
from ..queries import find_debrief
from .deciding import decision_url
from .page import meeting_page


@require_POST
def decision_answer(request: Request, uid: str) -> HttpResponse:
    """Approve the decision that waits, or decline it with words."""
    debrief = find_debrief(request.user, uid)
    if not request.user.has_perm("debriefs.attend_debrief", debrief):
        raise PermissionDenied
    made = debrief.decision
    if made is None or not made.approvals.filter(approver=request.user).exists():
        raise PermissionDenied
    form = ApprovalForm(request.POST)
    declines = request.POST.get("answer") == "decline"
    answer = services.decline_decision if declines else services.approve_decision
    if form.is_valid():
        try:
            answer(debrief=debrief, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("words", refused.message)
        else:
            words = "You sent the decision back: the debrief is open again." if declines else "You approved it."
            messages.success(request, words)
            return redirect(_back(request, uid))
    return meeting_page(request, debrief, "decision", status=422, approval_form=form)


def _back(request: Request, uid: str) -> str:
    """The record, or Today once there is nothing to read any more: the time of a guest ends with the decision."""
    debrief = Debrief.objects.visible_to(request.user).filter(uid=uid).first()
    return decision_url(debrief) if debrief else reverse("today")
