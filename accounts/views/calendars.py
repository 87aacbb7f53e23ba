"""One's own calendars elsewhere, from which busy times are read."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.forms import CalendarForm
from accounts.models import BusyCalendar
from core.errors import Refused
from core.http import Request, keep_private


@sensitive_post_parameters("address", "username", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def busy_calendar_add(request: Request) -> HttpResponse:
    """Add a calendar of one's own."""
    form = CalendarForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.add_calendar(**form.values, by=request.user)
        except Refused as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, "Added. It is being read now.")
            return redirect("availability_edit")
    page = render(request, "accounts/busy_calendar_add.html", {"form": form}, status=422 if form.is_bound else 200)
    return keep_private(page)


@require_POST
def busy_calendar_read(request: Request, uid: str) -> HttpResponse:
    """Have one of one's calendars read now."""
    calendar = get_object_or_404(BusyCalendar.objects.of(request.user), uid=uid)
    try:
        services.ask_to_read(calendar=calendar, by=request.user)
    except services.ReadJustNow as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, "It is being read. Look again in a moment.")
    return redirect("availability_edit")


@require_POST
def busy_calendar_remove(request: Request, uid: str) -> HttpResponse:
    """Forget one of one's calendars with its busy times."""
    calendar = get_object_or_404(BusyCalendar.objects.of(request.user), uid=uid)
    services.remove_calendar(calendar=calendar, by=request.user)
    messages.success(request, "Removed, with all its busy times.")
    return redirect("availability_edit")
