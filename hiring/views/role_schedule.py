"""How the interviews of a role are spread over people and time."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.http import Request
from hiring import queries
from hiring.models import Role

from .answers import permit


@require_safe
def role_schedule(request: Request, uid: str) -> HttpResponse:
    """Show who holds which interviews, at what hours, and how much everybody carries."""
    role = get_object_or_404(Role.objects.visible_to(request.user).select_related("guide_version"), uid=uid)
    permit(request, "hiring.see_role_schedule", role)
    context = {
        "role": role,
        "view": "schedule",
        "may_edit": request.user.has_perm("hiring.edit_role", role),
        "schedule": queries.role_schedule(request.user, role),
    }
    return render(request, "hiring/role_schedule.html", context)
