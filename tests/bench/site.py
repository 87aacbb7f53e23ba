"""The place that is measured: a database and a gunicorn with two workers, in a temporary folder, gone afterwards."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.rig.database import TemporaryPostgres
from tests.rig.gunicorn import Gunicorn, environment
from tests.rig.redis import free_port

SETTINGS = "tests.bench.settings"
WORKERS = 2


@contextmanager
def prepared(database: str = "postgres") -> Iterator[dict[str, str]]:
    """An empty, migrated database and published static files; yields the environment, in which this process is too."""
    with tempfile.TemporaryDirectory(prefix="evenhand-bench-") as folder, _database(database, folder) as address:
        variables = _environment(Path(folder), address)
        os.environ.update(variables)
        _prepare()
        yield variables


@contextmanager
def _database(kind: str, folder: str) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder}/app.sqlite3"
        return
    postgres = TemporaryPostgres(durable=True)
    try:
        yield postgres.url
    finally:
        postgres.stop()


def _environment(folder: Path, database_url: str) -> dict[str, str]:
    """Production's, but for the demonstration's people, HTTPS and Redis, which no measured request needs."""
    for part in ("queue", "processed", "control"):
        (folder / "broker" / part).mkdir(parents=True)
    return environment(
        folder,
        SETTINGS,
        DEBUG="0",
        DEMO="1",
        ALLOWED_HOSTS="localhost,127.0.0.1",
        CSRF_TRUSTED_ORIGINS="",
        BASE_URL=f"http://127.0.0.1:{free_port()}",
        BEHIND_PROXY="0",
        DATABASE_URL=database_url,
        REDIS_URL="",
        EMAIL_URL="dummymail://",
        MEDIA_ROOT=str(folder / "media"),
    )


def _prepare() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)


@contextmanager
def served(variables: dict[str, str]) -> Iterator[str]:
    """Run the server for a while; yields its address."""
    port = int(variables["BASE_URL"].rpartition(":")[2])
    server = Gunicorn(Path(variables["VAR_DIR"]), variables, port=port, workers=WORKERS)
    try:
        yield server.url
    finally:
        server.stop()
