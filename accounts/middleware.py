"""What holds for every request of a signed-in person."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .company.provider import company
from .company.session import came_through_company
from .permissions import must_come_through_company
from .sessions import note_device


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
        if user.is_authenticated and must_come_through_company(user) and not came_through_company(request):
            logout(request)
            words = f"You were signed out: people come in through {company().name} now. What was saved is safe."
            messages.warning(request, words)
        return self.get_response(request)


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
