"""The audit trail, for admins: on a page, and to be taken along. It never holds ratings or texts."""

import json

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from accounts import queries, services
from accounts.forms import AuditFilterForm
from core.http import Request
from core.spreadsheet import csv_answer

PER_PAGE = 50
HEAD = ["Time", "Person", "Person id", "Act", "Object", "Object id", "Candidacy id", "Facts"]


@require_safe
@permission_required("accounts.view_audit_trail", raise_exception=True)
def audit_list(request: Request) -> HttpResponse:
    """List who did what to which object, newest first, narrowed by person, act, object and days."""
    form = AuditFilterForm(request.GET)
    begin = queries.Place.read(request.GET.get("before", ""))
    page = None
    if form.is_valid():
        events = queries.audit_trail(reader=request.user, filters=form.cleaned_data)
        page = queries.page_of(events, begin=begin, size=PER_PAGE)
    names = queries.names_of_people(page.rows) if page else {}
    context = {"form": form, "page": page, "begin": begin, "names": names, "is_filtered": form.has_changed()}
    return render(request, "accounts/audit_list.html", context)


@require_GET
@permission_required("accounts.view_audit_trail", raise_exception=True)
def audit_export(request: Request) -> HttpResponseBase:
    """Hand out what the filter leaves as a CSV file; a filter that cannot be read leads back to the page."""
    form = AuditFilterForm(request.GET)
    if not form.is_valid():
        return redirect(f"{reverse('audit_list')}?{request.GET.urlencode()}")
    reader = request.user
    services.record_audit_export(filters=form.cleaned_data, by=reader)
    events = queries.audit_trail(reader=reader, filters=form.cleaned_data)
    rows = (
        [
            event.at.astimezone(reader.zone).isoformat(timespec="milliseconds"),
            event.actor.name if event.actor else "The system",
            event.actor.uid if event.actor else "",
            event.verb,
            event.object_type,
            event.object_uid,
            event.scope_uid,
            json.dumps(event.data, ensure_ascii=False, sort_keys=True),
        ]
        for event in queries.every_event(events)
    )
    return csv_answer(f"audit-trail-{timezone.localdate()}.csv", HEAD, rows)
