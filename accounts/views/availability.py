"""One's own availability."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.forms import AvailabilityForm
from accounts.models import TimeOff
from accounts.queries import availability_of, calendars_of
from accounts.services import save_availability
from core.http import Request


@require_http_methods(["GET", "HEAD", "POST"])
def availability_edit(request: Request) -> HttpResponse:
    """Change one's own working hours, time off and limits. What is over is not shown, and goes with the next save."""
    user = request.user
    to_come = TimeOff.objects.filter(user=user, last_day__gte=timezone.localdate()).order_by("first_day", "pk")
    sent = request.POST if request.method == "POST" else None
    form = AvailabilityForm(sent, stored=availability_of([user])[0], time_off=to_come)
    if sent is not None and form.is_valid():
        save_availability(**form.values, by=user)
        messages.success(request, "Saved.")
        return redirect("availability_edit")
    context = {"form": form, "calendars": calendars_of(user)}
    return render(request, "accounts/availability_edit.html", context, status=422 if form.is_bound else 200)
