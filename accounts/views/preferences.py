"""The own preferences."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.forms import PreferencesForm
from accounts.services import save_preferences
from core.http import Request


def preferences_edit(request: Request) -> HttpResponse:
    """Change the own name, time zone, theme and paper."""
    user = request.user
    initial = {"name": user.name, "timezone": user.timezone, "theme": user.theme, "paper": user.paper}
    form = PreferencesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        save_preferences(**form.cleaned_data, by=user)
        messages.success(request, "Saved.")
        return redirect("preferences_edit")
    return render(request, "accounts/preferences_edit.html", {"form": form}, status=422 if form.errors else 200)
