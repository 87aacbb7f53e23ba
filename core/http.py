"""The request as our views get it, whose words it brings, and answers that hold a secret."""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails

from core.errors import LinkEnded
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


View = Callable[..., HttpResponseBase]


def behind_link(find: Callable[..., Any]) -> Callable[[View], View]:
    """Open a view to whoever holds a secret link, without an account; say plainly when the link has ended.

    ``find(token=…)`` returns what the link opens, for the view to take as its third argument, or raises ``LinkEnded``.
    """

    def open_to_holder(view: View) -> View:
        @login_not_required
        @wraps(view)
        def opened(request: HttpRequest, token: str, **kwargs: str) -> HttpResponseBase:
            try:
                return keep_private(view(request, token, find(token=token), **kwargs))
            except LinkEnded as refusal:
                return keep_private(render(request, "link_gone.html", {"reason": refusal.message}, status=410))

        return opened

    return open_to_holder
