"""The audit trail, for admins. It never holds ratings or texts."""

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import queries
from accounts.forms import AuditFilterForm
from core.http import Request

PER_PAGE = 50


@require_safe
@permission_required("accounts.view_audit_trail", raise_exception=True)
def audit_list(request: Request) -> HttpResponse:
    """List who did what to which object, newest first, narrowed by act, person, object and days."""
    form = AuditFilterForm(request.GET or None, verbs=queries.audit_verbs(reader=request.user))
    filters = form.cleaned_data if form.is_valid() else {}
    events = queries.audit_trail(reader=request.user, filters=filters)
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "accounts/audit_list.html", {"form": form, "page": page, "is_filtered": any(filters.values())}
    )
