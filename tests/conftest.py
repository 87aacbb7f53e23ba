"""What every test can ask for: the rig's servers and browser here, the people of the story in `tests/personas.py`."""

import hypothesis
import pytest
from django.db import connection

from core.jobs.queue import _Bell, find_task
from core.jobs.run import run
from core.models import Job

# A busy machine is slow, not wrong.
hypothesis.settings.register_profile("evenhand", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("evenhand")

RIG = ["redis", "browser", "calendars", "company", "https", "published"]
pytest_plugins = [*(f"tests.rig.{name}" for name in RIG), "tests.personas"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything under tests/browser/ so that `-m "not browser"` leaves it out."""
    for item in items:
        if "browser" in item.path.parent.parts[-2:]:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:
    """Let the rig empty the audit trail between tests that commit: SQLite deletes rows, PostgreSQL truncates.

    `tests/core/test_audit.py` puts back what it tests.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("core_auditevent", "core_auditlink"):
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {table.replace('event', '')}_no_delete")
            else:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_truncate")


@pytest.fixture(autouse=True)
def _broker_is_asked(monkeypatch):
    """A broker that was down in one test is asked again in the next."""
    monkeypatch.setattr(_Bell, "silent_until", 0.0)


@pytest.fixture
def run_jobs():
    """Do what waits under a name, as a worker would."""

    def work(name: str) -> None:
        for job in Job.objects.due().filter(name=name).order_by("pk"):
            run(job.pk, find_task(name).job_function)

    return work
