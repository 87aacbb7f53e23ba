"""The request as our views get it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from core.models import Person


class Request(HttpRequest):
    """A request behind the sign-in wall: ``user`` is a person. For type hints only; nothing makes one."""

    user: Person
    htmx: HtmxDetails
