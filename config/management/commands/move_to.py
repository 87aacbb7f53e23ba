"""``manage.py move_to URL``: everything from the database in use into another one, say from SQLite to PostgreSQL."""

import sys
from typing import Any

import environ
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.databases import described
from core.backups import BackupProblem, move


class Command(BaseCommand):
    """Exit code 0 when every row arrived, 1 when the other database is as empty as before."""

    help = "Copy every row into an empty database, compare both, and say what to set. Stop web, worker and beat first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address."""
        parser.add_argument("url", help="as in DATABASE_URL; - reads it from standard input, which keeps its password")

    def handle(self, *args: Any, url: str, **options: Any) -> None:
        """Move, compare, tell."""
        address = sys.stdin.readline().strip() if url == "-" else url
        if address.partition(":")[0] not in {"postgres", "postgresql", "sqlite"}:
            raise CommandError("Name a database as DATABASE_URL does: postgres://… or sqlite:///…")
        config = environ.Env.db_url_config(address)
        try:
            count = move(described(config, pooled=settings.POOLED), say=self.stdout.write)
        except BackupProblem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"{count:,} rows were moved, and each table holds the same there. Uploaded files stay where they are.\n"
            "Set DATABASE_URL to the new address before you start anything. The old database was not changed."
        )
