"""What holds for every request of a signed-in person."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from core.http import Request

from .company.provider import company
from .company.session import came_through_company
from .permissions import must_come_through_company, needs_second_factor
from .sessions import note_device

SETTING_UP = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_reauthenticate",
    "account_logout",
}


class OwnTimeZone:
    """Shows times in the reader's own zone, in UTC to everybody else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the zone for this request only."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(request.user.zone):
            return self.get_response(request)


class CompanyDoor:
    """Ends a session that began at another door, once a person must come in through the company."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Sign out before anything is shown; the page then asks to sign in."""
        user = request.user
        if user.is_authenticated and must_come_through_company(user) and not came_through_company(request, user):
            logout(request)
            words = f"You were signed out: people come in through {company().name} now. What was saved is safe."
            messages.warning(request, words)
        return self.get_response(request)


class SecondFactorFirst:
    """Leads whoever must have a second step and has none to setting one up, and to nothing else.

    It asks nothing of the database: ``accounts.backends`` reads both facts with the person, at every request, so that
    a new access level and a factor that was taken away hold at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on."""
        return self.get_response(request)

    def process_view(
        self, request: Request, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Let the pages of setting up through, and those that are open to everybody."""
        user = request.user
        if not user.is_authenticated or not needs_second_factor(user) or user.has_second_factor:
            return None
        if came_through_company(request, user):
            return None
        request.second_step_due = True  # type: ignore[attr-defined]  # templates leave the rail away
        name = request.resolver_match.url_name if request.resolver_match else None
        if name in SETTING_UP or not getattr(view, "login_required", True):
            return None
        return HttpResponseClientRedirect(reverse("mfa_index")) if request.htmx else redirect("mfa_index")


class SignedInDevice:
    """Keeps the list of signed-in devices true."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then note that the device was used, if whoever asked is still signed in."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            note_device(request)
        return response
