"""``manage.py restore FILE|- [--replace] [--check]``: read a backup that ``manage.py backup`` made."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.backups import BackupProblem, read_archive, restore


class Command(BaseCommand):
    """Exit code 0 when everything stands, 1 when nothing was changed."""

    help = "Check a backup, then build the database from it, on SQLite or PostgreSQL, and put its files back."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and the word of consent."""
        parser.add_argument("file", help="the backup, or - for standard input")
        parser.add_argument("--replace", action="store_true", help="throw away what the database holds now")
        parser.add_argument("--check", action="store_true", help="only check whether the backup is whole")

    def handle(self, *args: Any, file: str, replace: bool, check: bool, **options: Any) -> None:
        """Check, restore, tell."""
        try:
            with opened(file) as stream, read_archive(stream) as archive:
                manifest = archive.manifest
                self.stdout.write(
                    f"A whole backup of {manifest.made_at}: {manifest.rows:,} rows, {len(manifest.files):,} files."
                )
                if not check:
                    restore(archive, replace=replace, say=self.stdout.write)
        except BackupProblem as problem:
            raise CommandError(f"{problem}{hint_for(str(problem))}") from problem
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror or error}.") from error
        if not check:
            self.stdout.write("Restored: every table as in the manifest, every file there, every migration applied.")


def hint_for(problem: str) -> str:
    """How to go on, where another word helps."""
    if "is not empty" in problem:
        return " Say --replace to throw them away."
    return " Say --replace to throw away all that it holds." if "database was migrated by a newer" in problem else ""


@contextmanager
def opened(name: str) -> Iterator[IO[bytes]]:
    """The file; standard input is put down first, where uploads have room, since an archive is read from its end."""
    if name != "-":
        with Path(name).open("rb") as file:
            yield file
        return
    folder = Path(settings.VAR_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as spooled:
        shutil.copyfileobj(sys.stdin.buffer, spooled)
        spooled.seek(0)
        yield spooled
