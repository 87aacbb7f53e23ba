"""The request as our views get it, whose words it brings, and answers that hold a secret."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django_htmx.middleware import HtmxDetails

from core.models import Person

Answer = TypeVar("Answer", bound=HttpResponseBase)


class Request(HttpRequest):
    """A request behind the sign-in wall: ``user`` is a person. For type hints only; nothing makes one."""

    user: Person
    htmx: HtmxDetails


SOMEONE_ELSES = "Somebody else has signed in on this browser, so nothing was stored."


def json_of(request: HttpRequest) -> dict[str, Any]:
    """What was sent as JSON; nothing if it cannot be read."""
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return sent if isinstance(sent, dict) else {}


def is_someone_elses(request: Request, sent: Mapping[str, Any]) -> bool:
    """Whether the page was opened by another person, its ``author``, who was signed out on this browser since.

    Two people may share a computer: what the first had typed would become the second one's words.
    """
    return sent.get("author", request.user.uid) != request.user.uid


def keep_private(response: Answer) -> Answer:
    """Keep an address and a page that hold a secret out of the Referer header and of caches."""
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["Cache-Control"] = "no-store, private"
    return response
