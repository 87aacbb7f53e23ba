"""``manage.py migrate``: Django's, which on PostgreSQL gives way to whoever works with a table, and tries again."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

# Whoever comes behind a migration that waits for a table waits as long. Filling in and indexing take their time.
WAITING = "-c lock_timeout=1s -c statement_timeout=1d"
TRIES = 30
PAUSE = 2.0
LOCK_NOT_AVAILABLE = "55P03"


class Command(migrate.Command):
    """What was migrated before it gave way stays so: each migration is whole or not there."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; a table that somebody holds for longer than a second is tried again, for a minute at least."""
        connection = connections[options["database"]]
        # A pooler takes no options of a connection: there the role's limits hold.
        if connection.vendor != "postgresql" or connection.in_atomic_block or settings.POOLED:
            super().handle(*args, **options)
            return
        with _waiting_briefly(connection):
            for number in range(1, TRIES + 1):
                try:
                    super().handle(*args, **options)
                except OperationalError as error:
                    if number == TRIES or getattr(error.__cause__, "pgcode", "") != LOCK_NOT_AVAILABLE:
                        raise
                else:
                    return
                self.stderr.write(f"\nSomebody holds a table for longer than a second. Giving way (try {number}).")
                time.sleep(PAUSE)


@contextmanager
def _waiting_briefly(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Connect anew with other time limits, not by SET: behind a pooler others would get them too."""
    options = connection.settings_dict["OPTIONS"]
    usual = options.get("options", "")
    connection.close()
    options["options"] = f"{usual} {WAITING}".strip()
    try:
        yield
    finally:
        connection.close()
        options["options"] = usual
