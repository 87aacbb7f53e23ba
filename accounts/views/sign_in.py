"""Where a sign-in ends that began on a page which is still open."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.http import Request


@require_safe
def sign_in_done(request: Request) -> HttpResponse:
    """Say who is signed in now, and nothing else: the open page reads it, or the person, in a tab of its own."""
    return render(request, "accounts/sign_in_done.html")
