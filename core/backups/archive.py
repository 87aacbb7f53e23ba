"""The file of a backup: a ZIP archive with a manifest that says what has to be in it."""

import hashlib
import json
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .problem import BackupProblem

MANIFEST = "manifest.json"
LONGEST_MANIFEST = 512 * 1024 * 1024
BLOCK = 1024 * 1024
Hash = Field(pattern=r"^[0-9a-f]{64}$")
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError)
UNREADABLE = (*DAMAGED, OSError, RuntimeError, NotImplementedError, ValueError)


class Strict(BaseModel):
    """Takes what is described, and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TableFacts(Strict):
    """A table: how many lines it has, and their hash."""

    rows: int = Field(ge=0)
    sha256: str = Hash
    columns: list[str]


class FileFacts(Strict):
    """A stored file. ``named`` is false of one whose row was deleted while the backup was made: it stays out."""

    size: int = Field(ge=0)
    sha256: str = Hash
    named: bool = True


class Manifest(Strict):
    """What is in an archive."""

    format: Literal["evenhand-backup"] = "evenhand-backup"
    format_version: int = 1
    made_at: str
    made_by: dict[str, str]
    migrations: list[tuple[str, str]]
    tables: dict[str, TableFacts]
    sequences: dict[str, int]
    files: dict[str, FileFacts]
    missing: list[str]
    audit_head: str = Field(pattern=r"^\d+:[0-9a-f]{64}$")

    @property
    def rows(self) -> int:
        """In all tables together."""
        return sum(table.rows for table in self.tables.values())


def table_member(name: str) -> str:
    """Where in the archive a table stands."""
    return f"tables/{name}.jsonl"


def file_member(name: str) -> str:
    """Where in the archive a stored file stands."""
    return f"media/{name}"


class Archive:
    """An archive that was opened; nothing in it is believed before :meth:`check`."""

    def __init__(self, members: zipfile.ZipFile) -> None:
        """Read the manifest. Raises ``BackupProblem``."""
        self._members = members
        self.manifest = self._read_manifest()

    def check(self) -> None:
        """Read everything once; raise ``BackupProblem`` unless each part is there, whole, and nothing else is."""
        facts: dict[str, str] = {table_member(name): facts.sha256 for name, facts in self.manifest.tables.items()}
        for name, file in self.manifest.files.items():
            if not is_plain(name):
                raise BackupProblem(f"The backup names a file outside of the storage: {name!r}. It was not made here.")
            facts[file_member(name)] = file.sha256
        listed = self._members.namelist()
        if strange := sorted(set(listed) - facts.keys() - {MANIFEST}):
            raise BackupProblem(f"There is something in the backup that its manifest does not name: {strange[0]!r}.")
        if len(listed) != len(set(listed)):
            raise BackupProblem("A name stands twice in the backup. It was changed after it was made.")
        for member, expected in facts.items():
            if self._hash(member) != expected:
                raise BackupProblem(f"{member} is not what was backed up: its hash differs from the manifest's.")

    def lines(self, table: str) -> Iterator[bytes]:
        """The rows of a table."""
        with self.open(table_member(table)) as member:
            yield from member

    @contextmanager
    def open(self, member: str) -> Iterator[IO[bytes]]:
        """Read a part. Raises ``BackupProblem`` if it cannot be read."""
        try:
            opened = self._members.open(member)
        except KeyError as error:
            raise BackupProblem(f"{member} is missing from the backup.") from error
        except (RuntimeError, NotImplementedError) as error:
            raise BackupProblem(
                f"{member} in the backup has a password, or is packed in a way that is not ours. "
                "It was changed after it was made."
            ) from error
        except DAMAGED as error:
            raise BackupProblem(f"{member} in the backup is damaged.") from error
        try:
            with opened:
                yield opened
        except DAMAGED as error:
            raise BackupProblem(f"{member} in the backup is damaged.") from error

    def _hash(self, member: str) -> str:
        found = hashlib.sha256()
        with self.open(member) as opened:
            while block := opened.read(BLOCK):
                found.update(block)
        return found.hexdigest()

    def _read_manifest(self) -> Manifest:
        not_ours = "This is not a backup of Evenhand: it has no manifest that can be read."
        try:
            if self._members.getinfo(MANIFEST).file_size > LONGEST_MANIFEST:
                raise BackupProblem(not_ours)
            raw = json.loads(self._members.read(MANIFEST))
        except (KeyError, UnicodeDecodeError, *UNREADABLE) as error:
            raise BackupProblem(not_ours) from error
        if not isinstance(raw, dict) or raw.get("format") != "evenhand-backup":
            raise BackupProblem(not_ours)
        if raw.get("format_version") != 1:
            raise BackupProblem("The backup was made by a newer Evenhand. Restore it with that version or a later one.")
        try:
            return Manifest.model_validate_json(json.dumps(raw))
        except ValidationError as error:
            raise BackupProblem(not_ours) from error


def is_plain(name: str) -> bool:
    """Whether a storage may be asked for this name: relative, without steps upwards, in one spelling only."""
    path = PurePosixPath(name)
    plain = str(path) == name and not path.is_absolute() and ".." not in path.parts
    return plain and name not in {"", "."} and not set(name) & {"\\", "\0", ":"}


@contextmanager
def read_archive(file: IO[bytes]) -> Iterator[Archive]:
    """Open and check a whole archive before anybody uses it. Raises ``BackupProblem``."""
    try:
        members = zipfile.ZipFile(file)
    except UNREADABLE as error:
        raise BackupProblem(
            "This is no backup, or its end is missing: the file cannot be read as an archive."
        ) from error
    with members:
        archive = Archive(members)
        archive.check()
        yield archive
