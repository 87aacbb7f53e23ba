"""Moving a role to a newer version of its guide: what it changes, then the act."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.errors import Refused
from core.http import Request
from hiring import services
from hiring.forms import MoveForm
from hiring.models import Role
from hiring.queries.moving import newer_version, role_move

from .answers import permit, status_of


@require_http_methods(["GET", "HEAD", "POST"])
def role_move_confirm(request: Request, uid: str) -> HttpResponse:
    """Show what the newest version changes for the role, and move it; back to the role if there is none."""
    role = get_object_or_404(Role.objects.visible_to(request.user).select_related("guide_version"), uid=uid)
    permit(request, "hiring.edit_role", role)
    to = newer_version(role)
    if to is None:
        return _back(role)
    form = MoveForm(request.POST if request.method == "POST" else None, version=to, role=role)
    if form.is_valid():
        try:
            services.move_role(role=role, to=to, by=request.user, placeholder_values=form.placeholder_values)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"The role uses version {to.number} now. What has begun stays as it was.")
            return _back(role)
    context = {"role": role, "move": role_move(request.user, role, to), "form": form}
    return render(request, "hiring/role_move.html", context, status=status_of(form))


def _back(role: Role) -> HttpResponse:
    return redirect(f"{reverse('role_detail', args=[role.uid])}?view=guide")
