"""Writing a backup."""

import hashlib
import platform
import tomllib
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import django
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connections
from django.utils import timezone

from core.models import AuditLink

from .archive import BLOCK, MANIFEST, FileFacts, Manifest, TableFacts, file_member, table_member
from .rows import Sum, columns, lines_of
from .snapshot import Moment, file_columns, names_in, snapshot

ROUNDS = 3


def make_backup(into: IO[bytes]) -> Manifest:
    """Write database and files into ``into``, and return what stands in the archive.

    Most files are copied before the moment that the database is held at, so that it is held shortly. What is named at
    that moment and not copied yet is copied while it lasts; a file that is gone by then was deleted with its row, so
    another moment is taken. After some of those a file that a row still names is missing, which the manifest says.
    """
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=6, allowZip64=True) as members:
        files: dict[str, FileFacts] = {}
        with snapshot() as before:
            names = before.file_names()
        _copy(members, names, files)
        for attempt in range(ROUNDS):
            with snapshot() as moment:
                named = moment.file_names()
                missing = _copy(members, named - files.keys(), files)
                if missing and attempt < ROUNDS - 1:
                    continue
                manifest = _write_tables(members, moment, files, named, missing)
            break
        members.writestr(MANIFEST, manifest.model_dump_json(indent=1))
    return manifest


def _copy(members: zipfile.ZipFile, names: Iterable[str], files: dict[str, FileFacts]) -> list[str]:
    """Copy these files; return the names under which nothing is stored."""
    missing = []
    for name in sorted(names):
        try:
            source = default_storage.open(name, "rb")
        except FileNotFoundError:
            missing.append(name)
            continue
        size, found = 0, hashlib.sha256()
        with source, members.open(zipfile.ZipInfo(file_member(name)), "w", force_zip64=True) as target:
            while block := source.read(BLOCK):
                size += len(block)
                found.update(block)
                target.write(block)
        files[name] = FileFacts(size=size, sha256=found.hexdigest())
    return missing


def _write_tables(
    members: zipfile.ZipFile, moment: Moment, files: dict[str, FileFacts], named: set[str], missing: list[str]
) -> Manifest:
    tables = {}
    for table in moment.tables:
        name, passing = table._meta.db_table, Sum()
        with members.open(table_member(name), "w", force_zip64=True) as target:
            for line in passing.over(lines_of(table, moment.using)):
                target.write(line)
        written = [field.column for field in columns(table)]
        tables[name] = TableFacts(rows=passing.count, sha256=passing.sha256, columns=written)
    return Manifest(
        made_at=timezone.now().isoformat(timespec="seconds"),
        made_by=_versions(moment.using),
        migrations=moment.migrations,
        tables=tables,
        sequences=moment.sequences,
        files={name: facts.model_copy(update={"named": name in named}) for name, facts in files.items()},
        missing=[f"{place}: {name}" for place, name in _rows_without(moment, set(missing))],
        audit_head=audit_head(moment.using),
    )


def _rows_without(moment: Moment, missing: set[str]) -> list[tuple[str, str]]:
    return [
        (table._meta.db_table, name)
        for table, column in file_columns(moment.tables)
        for name in names_in(table, column, moment.using)
        if name in missing
    ]


def audit_head(using: str) -> str:
    """The last link of the audit trail's chain, as ``verify_audit`` prints it."""
    last = AuditLink.objects.using(using).order_by("-sequence").first()
    return f"{last.sequence}:{last.hash}" if last else f"0:{'0' * 64}"


def _versions(using: str) -> dict[str, str]:
    project = Path(settings.BASE_DIR) / "pyproject.toml"
    version = tomllib.loads(project.read_text())["project"]["version"] if project.exists() else "unknown"
    return {
        "evenhand": version,
        "django": django.get_version(),
        "python": platform.python_version(),
        "database": connections[using].vendor,
    }
