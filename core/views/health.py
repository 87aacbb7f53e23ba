"""Two open addresses for whatever watches the server. They say nothing about what is inside."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from redis import Redis, RedisError


@login_not_required
@require_safe
def health_live(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process runs."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def health_ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when pages can be served, else 503.

    A broker that is down is told, but does not count: pages work without it, and jobs wait in the database.
    """
    database, broker = database_answers(), broker_answers()
    words = {True: "ok", False: "down"}
    return JsonResponse({"database": words[database], "broker": words[broker]}, status=200 if database else 503)


def database_answers() -> bool:
    """Whether the database takes a question."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def broker_answers() -> bool:
    """Whether Redis answers within a second, or the folder of the embedded broker can be used."""
    if not settings.REDIS_URL:
        folder = Path(settings.BROKER_DIR)
        return folder.is_dir() or not folder.exists()
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1) as client:
            return bool(client.ping())
    except RedisError:
        return False
