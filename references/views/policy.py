"""What a role asks of its references."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core.errors import Refused
from core.http import Request
from hiring.models import Role

from ..forms import PolicyForm
from ..queries import policy_of
from ..services import set_policy


@require_http_methods(["GET", "HEAD", "POST"])
def reference_policy_edit(request: Request, uid: str) -> HttpResponse:
    """Set it."""
    role = get_object_or_404(Role.objects.visible_to(request.user), uid=uid)
    if not request.user.has_perm("references.set_policy", role):
        raise PermissionDenied
    policy = policy_of(role)
    stands = {"referees": policy.referees, "told": policy.told, "by_link": policy.by_link}
    form = PolicyForm(request.POST or None, initial=stands)
    if request.method == "POST" and form.is_valid():
        try:
            set_policy(role=role, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Saved. It holds from now on.")
            return redirect("role_edit", uid=role.uid)
    status = 422 if form.is_bound else 200
    return render(request, "references/reference_policy_edit.html", {"role": role, "form": form}, status=status)
