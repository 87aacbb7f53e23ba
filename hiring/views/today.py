"""Everybody's first page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.http import Request
from hiring import queries


@require_safe
def today(request: Request) -> HttpResponse:
    """Show what the person owes; the rows themselves come from every app's template tags."""
    hour = timezone.localtime().hour
    greeting = "Good morning" if hour < 12 else "Good afternoon" if hour < 18 else "Good evening"
    context = {"greeting": greeting, "now": timezone.now(), "done": queries.done_this_week(request.user)}
    return render(request, "hiring/today.html", context)
