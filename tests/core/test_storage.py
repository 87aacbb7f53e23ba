"""Stored files are whole or not there."""

import errno

import pytest
from django.core.files.base import ContentFile

from core import storage
from core.storage import WholeFiles


@pytest.fixture
def files(tmp_path):
    return WholeFiles(location=tmp_path)


def test_a_file_is_stored_under_its_name(files, tmp_path):
    name = files.save("packets/a.pdf", ContentFile(b"content"))
    assert name == "packets/a.pdf"
    assert (tmp_path / "packets" / "a.pdf").read_bytes() == b"content"
    assert [path.name for path in (tmp_path / "packets").iterdir()] == ["a.pdf"]


def test_nothing_is_overwritten(files, tmp_path):
    first = files.save("a.txt", ContentFile(b"first"))
    second = files.save("a.txt", ContentFile(b"second"))
    assert first != second
    assert (tmp_path / first).read_bytes() == b"first"


def test_two_savers_of_one_name_keep_both(files, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "exists", lambda name: False)
    free = iter(["a.txt", "a.txt", "a_2.txt"])
    monkeypatch.setattr(files, "get_available_name", lambda name, max_length=None: next(free))
    files.save("a.txt", ContentFile(b"first"))
    files.save("a.txt", ContentFile(b"second"))
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"first", b"second"}


def test_a_full_disk_leaves_nothing(files, tmp_path, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        files.save("a.txt", ContentFile(b"content"))
    assert list(tmp_path.iterdir()) == []
