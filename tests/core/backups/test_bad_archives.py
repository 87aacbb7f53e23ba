"""What is no whole backup of ours is refused with a sentence before anything is written."""

import errno
import io
import json
import os
import stat
import zipfile
from pathlib import Path
from typing import IO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from core.backups import BackupProblem, read_archive, restoring
from core.backups.archive import Manifest, is_plain
from tests.core.backups.archives import changed

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.fixture
def untouched(monkeypatch):
    """Let nothing reach database or storage."""

    def built_anew() -> None:
        raise AssertionError("The database was touched.")

    monkeypatch.setattr(restoring, "built_anew", built_anew)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A small archive: no migration, no table, one file."""
    path = tmp_path / "backup.zip"
    facts = {
        "format": "evenhand-backup", "format_version": 1, "made_at": "2026-01-01T00:00:00+00:00", "made_by": {},
        "migrations": [], "tables": {}, "sequences": {}, "files": {}, "missing": [], "audit_head": f"0:{'0' * 64}",
    }  # fmt: skip
    with zipfile.ZipFile(path, "w") as members:
        members.writestr("manifest.json", json.dumps(facts))
    return changed(path, path, lambda parts: parts.update({"media/packets/a.pdf": b"one file" * 50}))


def complaint(path: Path, *words: str) -> str:
    with pytest.raises(CommandError) as refused:
        call_command("restore", str(path), *words, stdout=io.StringIO())
    return str(refused.value)


def test_a_whole_archive_is_taken_for_one(archive):
    said = io.StringIO()
    call_command("restore", str(archive), "--check", stdout=said)
    assert "A whole backup of 2026-01-01" in said.getvalue()


def test_an_archive_that_was_cut_off_is_refused(archive, untouched):
    whole = archive.read_bytes()
    for length in (0, 10, len(whole) // 2, len(whole) - 1):
        archive.write_bytes(whole[:length])
        assert "its end is missing" in complaint(archive)


def test_a_byte_that_was_changed_is_seen(archive, untouched):
    whole = archive.read_bytes()
    place = whole.index(b"one file")
    archive.write_bytes(whole[:place] + b"0" + whole[place + 1 :])
    assert "media/packets/a.pdf in the backup is damaged" in complaint(archive)


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        (8, 1, "has a password, or is packed in a way that is not ours"),
        (10, 9, "has a password, or is packed in a way that is not ours"),
        (10, zipfile.ZIP_LZMA, "in the backup is damaged"),
    ],
)
def test_a_part_with_a_password_or_packed_otherwise_is_refused(archive, untouched, place, value, reason):
    """``place`` is where the list of contents says how the first part is packed, or that it is locked."""
    whole = bytearray(archive.read_bytes())
    entry = whole.index(b"PK\x01\x02")
    for start, header in ((entry, place), (0, place - 2)):
        whole[start + header] = value
    archive.write_bytes(whole)
    assert "media/packets/a.pdf" in complaint(archive)
    assert reason in complaint(archive)


@pytest.mark.parametrize(
    ("parts", "manifest", "reason"),
    [
        ({}, {"format": "other"}, "not a backup of Evenhand"),
        ({}, {"more": 1}, "not a backup of Evenhand"),
        ({}, {"tables": 3}, "not a backup of Evenhand"),
        ({}, {"format_version": 2}, "made by a newer Evenhand"),
        ({}, {"migrations": [["core", "9999_of_the_future"]]}, "does not know core.9999_of_the_future"),
        ({"media/../../etc/passwd": b"x"}, {}, "outside of the storage"),
        ({"media//etc/passwd": b"x"}, {}, "outside of the storage"),
        ({"media/a\\b": b"x"}, {}, "outside of the storage"),
        ({"tables/nobody_knows.jsonl": b"[1]\n"}, {}, "a table that its version did not have"),
        ({}, {"files": {}}, "does not name"),
        ({}, {"files": {"gone.pdf": {"size": 0, "sha256": EMPTY}}}, "does not name"),
        ({}, {"files": {"packets/a.pdf": {"size": 400, "sha256": EMPTY}}}, "hash differs"),
        (
            {},
            {"migrations": [["core", "0001_create_jobs_outbox_packets_and_audit_trail"]]},
            "is missing from the backup",
        ),
    ],
)
def test_what_is_not_ours_or_not_as_described_is_refused(archive, untouched, parts, manifest, reason):
    path = changed(archive, archive, lambda held: held.update(parts), manifest=lambda facts: facts.update(manifest))
    assert reason in complaint(path, "--replace")
    assert "Traceback" not in complaint(path, "--replace")


def test_another_zip_a_text_and_no_file_are_refused(tmp_path, untouched):
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as members:
        members.writestr("letter.txt", "hello")
    assert "not a backup of Evenhand" in complaint(other)
    other.write_text("hello")
    assert "cannot be read as an archive" in complaint(other)
    assert "No such file" in complaint(tmp_path / "none.zip")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused(archive):
    with zipfile.ZipFile(archive, "a") as members:
        members.writestr("media/packets/a.pdf", b"another")
    with archive.open("rb") as file, pytest.raises(BackupProblem, match="twice"), read_archive(file):
        pass


@pytest.mark.parametrize("name", ["", ".", "..", "a/../b", "/a", "a//b", "./a", "a\\b", "a\0b", "C:a", "a/"])
def test_names_that_lead_elsewhere_are_known(name):
    assert not is_plain(name)
    assert is_plain("packets/abc.pdf")


def test_another_file_under_the_same_name_stays(archive, untouched, db):
    default_storage.save("packets/a.pdf", ContentFile(b"not that one"))
    try:
        assert "another file under the name packets/a.pdf" in complaint(archive, "--replace")
        with default_storage.open("packets/a.pdf") as kept:
            assert kept.read() == b"not that one"
    finally:
        default_storage.delete("packets/a.pdf")


def test_a_database_that_is_not_empty_asks_for_a_word(archive, untouched, ada):
    assert "Say --replace" in complaint(archive)


def test_a_database_of_a_newer_version_asks_for_a_word_and_one_of_another_program_is_left_alone(archive, untouched, db):
    seen = MigrationRecorder(connection)
    seen.record_applied("hiring", "9999_of_the_future")
    assert "is not known to this version. Say --replace" in complaint(archive)
    with pytest.raises(AssertionError, match="was touched"):
        call_command("restore", str(archive), "--replace", stdout=io.StringIO())
    seen.migration_qs.all().delete()
    seen.record_applied("core", "0001_initial")
    assert "tables of another program" in complaint(archive, "--replace")


def test_a_backup_is_never_written_over_another_file(tmp_path):
    there = tmp_path / "there.zip"
    there.write_text("kept")
    with pytest.raises(CommandError, match="there already"):
        call_command("backup", str(there))
    with pytest.raises(CommandError, match="no folder"):
        call_command("backup", str(tmp_path / "none" / "backup.zip"))
    assert there.read_text() == "kept"


def test_a_backup_that_fails_leaves_nothing(tmp_path, monkeypatch):
    def full(file: object) -> None:
        assert [stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()] == [0o600]
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("core.management.commands.backup.make_backup", full)
    with pytest.raises(CommandError, match="No space left on device"):
        call_command("backup", str(tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def quick(archive, monkeypatch):
    """Let the command write the small archive, as quickly as a copy."""

    def make_backup(into: IO[bytes]) -> Manifest:
        into.write(archive.read_bytes())
        with read_archive(into) as opened:
            return opened.manifest

    monkeypatch.setattr("core.management.commands.backup.make_backup", make_backup)


def test_a_file_that_somebody_else_has_laid_there_is_not_written_into(archive, quick, tmp_path):
    laid = tmp_path / ".new.zip.part"
    laid.touch(mode=0o666)
    call_command("backup", str(tmp_path / "new.zip"), stdout=io.StringIO())
    assert laid.read_bytes() == b""
    assert (tmp_path / "new.zip").read_bytes() == archive.read_bytes()
    assert stat.S_IMODE((tmp_path / "new.zip").stat().st_mode) == 0o600


@pytest.fixture
def _one_name_for_a_file(monkeypatch):
    """As on CIFS and exFAT."""

    def refuse(*names: object, **options: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)


@pytest.mark.usefixtures("quick", "_one_name_for_a_file")
def test_a_disk_that_knows_one_name_for_a_file_takes_a_backup_too(archive, tmp_path):
    folder = tmp_path / "share"
    folder.mkdir()
    call_command("backup", str(folder / "new.zip"), stdout=io.StringIO())
    assert [path.name for path in folder.iterdir()] == ["new.zip"]
    assert (folder / "new.zip").read_bytes() == archive.read_bytes()


@pytest.mark.usefixtures("quick", "_one_name_for_a_file")
def test_a_file_that_came_meanwhile_keeps_its_name_there(tmp_path, monkeypatch):
    path = tmp_path / "share.zip"
    monkeypatch.setattr("core.management.commands.backup.target", lambda into: path)
    path.write_text("kept")
    with pytest.raises(CommandError, match="File exists"):
        call_command("backup", str(path))
    assert path.read_text() == "kept"
    assert list(tmp_path.glob(".*.part")) == []


@pytest.mark.parametrize("address", ["", "nonsense", "mysql://a@b/c", "http://example.org"])
def test_another_kind_of_database_is_refused(address):
    with pytest.raises(CommandError, match="as DATABASE_URL does"):
        call_command("move_to", address)
