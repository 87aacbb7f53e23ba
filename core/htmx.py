"""Answers for pages that htmx also asks for in part."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render

from core.http import Request


def answer(
    request: Request,
    page: str,
    *,
    fragment: str,
    context: Mapping[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render ``fragment`` for htmx, ``page`` for everybody else (also for a boosted link and a restored history).

    The view names the fragment; the browser cannot choose it.
    """
    details = request.htmx
    wants_part = details and not details.boosted and not details.history_restore_request
    response = render(request, fragment if wants_part else page, dict(context or {}), status=status)
    response.headers["Vary"] = "HX-Request"
    return response
