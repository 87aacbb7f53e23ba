"""Figures for whatever watches the server, to whoever has the token."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with the figures; 401 without the token, 404 where there is none."""
    if not settings.METRICS_TOKEN:
        raise Http404
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind != "Bearer" or not constant_time_compare(token, settings.METRICS_TOKEN):
        return HttpResponse("A token is needed.", "text/plain", 401, headers={"WWW-Authenticate": "Bearer"})
    # Not before it is asked for: it opens files, and most servers do without.
    from core.metrics import page

    return HttpResponse(page(), content_type="text/plain; version=0.0.4; charset=utf-8")
