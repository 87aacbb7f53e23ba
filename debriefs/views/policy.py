"""What a role asks of its debriefs."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from core.errors import Refused
from core.http import Request
from hiring.models import Role

from .. import services
from ..forms import PolicyForm
from ..models import Covers, DebriefPolicy


@require_http_methods(["GET", "HEAD", "POST"])
def debrief_policy(request: Request, uid: str) -> HttpResponse:
    """Show and change which decisions of a role are approved, by whom, and whether others may listen."""
    role = get_object_or_404(Role.objects.visible_to(request.user), uid=uid)
    if not request.user.has_perm("debriefs.set_policy", role):
        raise PermissionDenied
    policy = DebriefPolicy.objects.filter(role=role).first()
    people = User.objects.active().order_by("name", "pk")
    form = PolicyForm(request.POST or None, people=people, initial=_initial(policy))
    if request.method == "POST" and form.is_valid():
        wanted = {name: form.cleaned_data[name] for name in ("covers", "needed", "listeners")}
        wanted["in_order"] = bool(form.cleaned_data["in_order"])
        try:
            services.set_debrief_policy(role=role, approvers=form.approvers, by=request.user, **wanted)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, "The policy is saved. Decisions that wait already stay as they were asked.")
            return redirect("debrief_policy", role.uid)
    context = {"form": form, "role": role, "policy": policy}
    return render(request, "debriefs/policy_form.html", context, status=422 if form.errors else 200)


def _initial(policy: DebriefPolicy | None) -> dict[str, Any]:
    if policy is None:
        return {"covers": Covers.NONE, "needed": 1, "in_order": ""}
    places = {f"approver_{place.position}": place.user.uid for place in policy.approvers.in_order()}
    return places | {
        "covers": policy.covers,
        "needed": policy.needed,
        "in_order": "1" if policy.in_order else "",
        "listeners": policy.listeners,
    }
