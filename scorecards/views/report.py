"""The report on a role: how independently its scorecards were given."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.http import Request
from hiring.models import Role

from ..queries.role_report import role_report


@require_safe
def role_independence(request: Request, uid: str) -> HttpResponse:
    """Show the share of scorecards sealed independently, late and after exposure, stage by stage."""
    role = get_object_or_404(Role.objects.visible_to(request.user).select_related("guide_version"), uid=uid)
    if not request.user.has_perm("scorecards.see_role_report", role):
        raise PermissionDenied("This report is for those who decide on the role, and for admins.")
    context = {
        "role": role,
        "view": "independence",
        "may_edit": request.user.has_perm("hiring.edit_role", role),
        "report": role_report(request.user, role),
    }
    return render(request, "scorecards/role_independence.html", context)
