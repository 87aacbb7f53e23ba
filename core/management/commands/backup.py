"""``manage.py backup FOLDER|FILE|-``: database and stored files in one archive, checked after it was written."""

import hashlib
import os
import secrets
import sys
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from core.backups import BackupProblem, make_backup, read_archive
from core.backups.archive import Manifest

BLOCK = 1024 * 1024


class Command(BaseCommand):
    """Exit code 0 when a whole backup was written, 1 when none was."""

    help = "Write database and stored files into one archive that only you can read. It holds everything in the clear."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where to write."""
        parser.add_argument("into", help="a folder, a new file's name, or - for standard output (to encrypt it)")

    def handle(self, *args: Any, into: str, **options: Any) -> None:
        """Write, check, tell."""
        try:
            if into == "-":
                self._tell(make_backup(sys.stdout.buffer), None)
                return
            path = target(into)
            manifest = write_aside(path)
        except (BackupProblem, DatabaseError) as problem:
            raise CommandError(f"No backup was made. {problem}") from problem
        except OSError as error:
            raise CommandError(f"No backup was made: {error.strerror or error}.") from error
        self._tell(manifest, path)

    def _tell(self, manifest: Manifest, path: Path | None) -> None:
        say = self.stderr.write if path is None else self.stdout.write
        size = sum(facts.size for facts in manifest.files.values())
        say(f"{manifest.rows:,} rows and {len(manifest.files):,} files ({size:,} bytes) are in the backup.")
        for place in manifest.missing:
            self.stderr.write(f"Missing from the storage, so not in the backup: {place}")
        if path:
            say(f"{path}\nSHA-256 {hash_of(path)}")


def target(into: str) -> Path:
    """The file to write: a new one with the time in its name, if ``into`` is a folder."""
    path = Path(into).absolute()
    if path.is_dir():
        return path / f"evenhand-{timezone.now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}.zip"
    if path.exists():
        raise BackupProblem(f"{path} is there already.")
    if not path.parent.is_dir():
        raise BackupProblem(f"There is no folder {path.parent}.")
    return path


def write_aside(path: Path) -> Manifest:
    """Write under another name, flush, read everything back, and only then give the file its name."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            manifest = make_backup(file)
            file.flush()
            os.fsync(file.fileno())
            with read_archive(file):
                pass
        give_name(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return manifest


def give_name(aside: Path, path: Path) -> None:
    """Let the file be called ``path``. Raises ``FileExistsError`` rather than taking another file's place."""
    try:
        path.hardlink_to(aside)
    except FileExistsError:
        raise
    except OSError:
        # Shares of Windows and memory sticks know no second name for a file: hold the place, then take it.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600))
        try:
            aside.replace(path)
        except BaseException:
            path.unlink()
            raise


def hash_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return digest(file)


def digest(file: IO[bytes]) -> str:
    """The SHA-256 of what can be read."""
    found = hashlib.sha256()
    while block := file.read(BLOCK):
        found.update(block)
    return found.hexdigest()
