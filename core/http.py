"""The request as our views get it, and answers that hold a secret."""

from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from core.models import Person


class Request(HttpRequest):
    """A request behind the sign-in wall: ``user`` is a person. For type hints only; nothing makes one."""

    user: Person
    htmx: HtmxDetails


def keep_private(response: HttpResponse) -> HttpResponse:
    """Keep an address and a page that hold a secret out of the Referer header and of caches."""
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["Cache-Control"] = "no-store, private"
    return response
