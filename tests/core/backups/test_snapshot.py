"""While one moment is held, others write, or nobody does."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts.models import User
from core.backups.snapshot import snapshot
from tests.factories import UserFactory


@pytest.fixture(autouse=True)
def _impatient_beside_another_connection(transactional_db) -> Iterator[None]:
    """Let a write that has to wait fail at once, and connections be made that the settings do not name."""

    def ensure_connection(self: BaseDatabaseWrapper) -> None:
        if self.connection is None:
            with self.wrap_database_errors:
                self.connect()

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0" if connection.vendor == "sqlite" else "SET lock_timeout = '50ms'")
    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(BaseDatabaseWrapper, "ensure_connection", ensure_connection)
        yield
    connection.close()


def test_others_write_while_a_backup_holds_its_moment():
    kept = UserFactory()
    with snapshot() as moment:
        later = UserFactory()
        assert User.objects.filter(pk=later.pk).exists()
        assert list(User.objects.using(moment.using).values_list("pk", flat=True)) == [kept.pk]


def test_nobody_writes_while_a_move_holds_its_moment():
    with snapshot(alone=True), pytest.raises(OperationalError):
        UserFactory()
    assert not User.objects.exists()
