"""Reading a backup into a database and a storage, whole or not at all."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.db.migrations.loader import MigrationLoader

from core.audit.verification import Head, verify

from .archive import BLOCK, Archive, FileFacts, Manifest, file_member
from .problem import BackupProblem
from .rows import Table, columns, tables_at
from .target import (
    built_anew,
    compare,
    fill,
    migrate_forward,
    migrate_to,
    refuse_what_is_there,
    unapplied,
    words_of,
)

Say = Callable[[str], None]


def restore(archive: Archive, *, replace: bool, say: Say) -> None:
    """Put everything back, bring it to this version, and look whether it stands. Raises ``BackupProblem``."""
    manifest = archive.manifest
    refuse_what_does_not_fit(manifest)
    named = {name: facts for name, facts in manifest.files.items() if facts.named}
    try:
        refuse_what_is_there(replace=replace)
        present = _already_there(named)
        say(f"Writing {len(named):,} files and {manifest.rows:,} rows.")
        with _taken_back_on_failure() as written, built_anew():
            _write_files(archive, sorted(named.keys() - present), written)
            tables = migrate_to(manifest.migrations)
            fill(tables, lambda table: archive.lines(table._meta.db_table), manifest.sequences)
            compare(tables, {name: (facts.rows, facts.sha256) for name, facts in manifest.tables.items()})
            migrate_forward()
            look_whether_it_stands(manifest, named, say)
    except DatabaseError as error:
        raise BackupProblem(f"The database refused: {words_of(error)}. Nothing was changed.") from error
    except OSError as error:
        raise BackupProblem(f"The files could not be written: {error.strerror or error}.") from error


def refuse_what_does_not_fit(manifest: Manifest) -> None:
    """Raise ``BackupProblem`` for a backup of a newer version, or with other tables than its version had."""
    loader = MigrationLoader(None)
    if unknown := sorted(set(manifest.migrations) - set(loader.disk_migrations)):
        raise BackupProblem(
            f"The backup was made by a newer Evenhand: this version does not know {'.'.join(unknown[0])}. "
            "Restore it with that version or a later one."
        )
    expected: dict[str, Table] = {table._meta.db_table: table for table in tables_at(manifest.migrations)}
    for name in sorted(expected.keys() | manifest.tables.keys()):
        if name not in manifest.tables:
            raise BackupProblem(f"The table {name} is missing from the backup.")
        if name not in expected:
            raise BackupProblem(f"The backup has a table that its version did not have: {name!r}.")
        if [field.column for field in columns(expected[name])] != manifest.tables[name].columns:
            raise BackupProblem(f"The columns of {name} in the backup are not those of its version.")


def _already_there(named: dict[str, FileFacts]) -> set[str]:
    """The files that the storage holds as they are. Raises ``BackupProblem`` if it holds another under such a name."""
    found = set()
    for name, facts in named.items():
        if not default_storage.exists(name):
            continue
        with default_storage.open(name, "rb") as stored:
            digest = hashlib.sha256()
            while block := stored.read(BLOCK):
                digest.update(block)
        if digest.hexdigest() != facts.sha256:
            raise BackupProblem(f"The storage holds another file under the name {name}. Empty it first.")
        found.add(name)
    return found


@contextmanager
def _taken_back_on_failure() -> Iterator[list[str]]:
    """A list of files that are deleted again if the block fails."""
    written: list[str] = []
    try:
        yield written
    except BaseException:
        for name in written:
            default_storage.delete(name)
        raise


def _write_files(archive: Archive, names: list[str], written: list[str]) -> None:
    for name in names:
        with archive.open(file_member(name)) as source:
            stored = default_storage.save(name, File(source, name))
        written.append(stored)
        if stored != name:
            raise BackupProblem(f"The storage would not take {name} under its own name.")


def look_whether_it_stands(manifest: Manifest, named: dict[str, FileFacts], say: Say) -> None:
    """The smoke test: this version's migrations, every file at its length, and the chain of the audit trail."""
    if missing := unapplied():
        raise BackupProblem(f"A migration is missing after the restore: {missing[0]}.")
    for name, facts in named.items():
        if not default_storage.exists(name) or default_storage.size(name) != facts.size:
            raise BackupProblem(f"{name} is not in the storage, or not whole.")
    tell_of_the_chain(manifest.audit_head, say)
    for place in manifest.missing:
        say(f"Was missing when the backup was made, and is missing now: {place}")


def tell_of_the_chain(kept: str, say: Say) -> None:
    """Walk the audit trail. A chain that was broken before is told, and no reason to lose the rest."""
    count, value = kept.split(":")
    report = verify(expected=Head(int(count), value) if int(count) else None)
    say(report.broken or f"The audit trail holds: {report.head}")
