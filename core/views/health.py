"""Two open addresses for whatever watches the server. They say nothing about what is inside."""

import secrets
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache as shared
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from redis import Redis, RedisError

from core import limits
from core.jobs.queue import LAST_SWEEP, SWEEP_EVERY

WORDS = {True: "ok", False: "down"}
LATE = 4 * SWEEP_EVERY


@login_not_required
@require_safe
def health_live(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process runs."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def health_ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when pages can be served, else 503: the database answers and has this version's tables.

    What else is not well is told, and does not count: without broker, worker and room for files pages work, what is
    written is saved, and jobs wait in the database.
    """
    database = database_answers()
    missing = not database or migrations_missing()
    state = {
        "database": WORDS[database],
        "limits": "unknown" if not database else "missing" if limits_missing() else "ok",
        "migrations": "unknown" if not database else "missing" if missing else "ok",
        "files": files_can_be_written(),
        "broker": WORDS[broker_answers()],
        "worker": "unknown" if missing else worker_seen(),
    }
    return JsonResponse(state, status=503 if missing else 200)


def database_answers() -> bool:
    """Whether the database takes a question."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def limits_missing() -> bool:
    """Whether statements, locks or transactions may last for good, because a pooler dropped what should end them."""
    try:
        return bool(limits.missing())
    except Error:
        return True


@cache
def migrations_of_this_version() -> frozenset[tuple[str, str]]:
    """The last migration of each app: all others come before one of them."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def migrations_missing() -> bool:
    """Whether the database lacks a migration of this version. Those of a later one do not count."""
    last = migrations_of_this_version()
    rows = MigrationRecorder(connection).migration_qs.filter(app__in={app for app, _ in last})
    try:
        return not last <= set(rows.values_list("app", "name"))
    except Error:
        return True


def files_can_be_written() -> str:
    """Write a file of one byte where uploads go, and delete it; other storages than folders are not asked."""
    storage = default_storage
    if not isinstance(storage, FileSystemStorage):
        return "not asked"
    probe = Path(storage.location) / f".ready-{secrets.token_hex(8)}"
    try:
        probe.parent.mkdir(parents=True, exist_ok=True)
        try:
            probe.write_bytes(b".")
        finally:
            # On a full disk the file is made and not filled.
            probe.unlink(missing_ok=True)
    except OSError:
        return "down"
    return "ok"


def worker_seen() -> str:
    """Whether a worker did lately what beat rings for every half minute: the cache is a table of the database."""
    try:
        last = shared.get(LAST_SWEEP)
    except Error:
        return "unknown"
    if not isinstance(last, datetime):
        return "never seen"
    return "ok" if timezone.now() - last < LATE else "late"


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
