"""`published_app`: a real gunicorn on the test's database that serves pages and files as production does.

A test module whose browser should open it says so once:

    @pytest.fixture
    def live_app(published_app):
        return published_app
"""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.rig.gunicorn import ROOT, Gunicorn, environment


def start(folder: Path, module: str = "config.settings") -> Gunicorn:
    """Start the server on the database of the test that runs; sessions of the test's client are good there."""
    variables = environment(
        folder,
        module,
        SECRET_KEY=settings.SECRET_KEY,
        ALLOWED_HOSTS="127.0.0.1",
        SECOND_FACTOR="nobody",
        DATABASE_URL=database_url(),
    )
    return Gunicorn(folder, variables)


def database_url() -> str:
    """The address of the test's database, for another process."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{quote(name)}").geturl()


def publish(folder: Path) -> None:
    """Put the static files where a server with this folder looks for them, with production's own command."""
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0"]
    subprocess.run(command, cwd=ROOT, env=environment(folder, "config.settings"), check=True)


@pytest.fixture(scope="session")
def published_app(django_db_setup, tmp_path_factory):
    """The server, started once. It writes to the database of the test, whose transactions must be real."""
    folder = tmp_path_factory.mktemp("published")
    publish(folder)
    server = start(folder)
    yield server
    server.stop()
