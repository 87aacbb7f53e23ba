"""One's own availability."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.forms import AvailabilityForm
from accounts.models import TimeOff
from accounts.queries import availability_of, calendars_of
from accounts.services import SavedElsewhere, save_availability
from core.http import Request


@require_http_methods(["GET", "HEAD", "POST"])
def availability_edit(request: Request) -> HttpResponse:
    """Change one's own working hours, time off and limits. What is over is not shown, and goes with the next save."""
    user = request.user
    to_come = TimeOff.objects.filter(user=user, last_day__gte=timezone.localdate()).order_by("first_day", "pk")
    sent = request.POST if request.method == "POST" else None
    stored = availability_of([user])[0]
    form = AvailabilityForm(sent, stored=stored, time_off=to_come)
    context: dict[str, Any] = {"calendars": calendars_of(user)}
    status = 200
    if sent is not None:
        status = 422
        if form.is_valid():
            try:
                save_availability(**form.values, by=user)
            except SavedElsewhere as refusal:
                context["elsewhere"], status = refusal.message, 409
                form = AvailabilityForm(_read_again(sent, refusal.revision), stored=stored, time_off=to_come)
            else:
                messages.success(request, "Saved.")
                return redirect("availability_edit")
    return render(request, "accounts/availability_edit.html", {**context, "form": form}, status=status)


def _read_again(sent: QueryDict, revision: int) -> QueryDict:
    """The same words over what is stored now: whoever saves them again has been told."""
    again = sent.copy()
    again["revision"] = str(revision)
    return again
