"""Stored files that are whole or not there at all, whatever happens to disk and power in between."""

import os
import secrets
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Writes aside, flushes to the disk, and only then gives the file its name."""

    def _save(self, name: str, content: File) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.parent / f".{secrets.token_hex(8)}.part"
        try:
            with aside.open("xb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            if self.file_permissions_mode is not None:
                aside.chmod(self.file_permissions_mode)
            name, target = self._give_name(aside, name)
        finally:
            aside.unlink(missing_ok=True)
        _flush_folder(target.parent)
        return name.replace("\\", "/")

    def _give_name(self, aside: Path, name: str) -> tuple[str, Path]:
        while True:
            target = Path(self.path(name))
            try:
                target.hardlink_to(aside)
            except FileExistsError:
                name = self.get_available_name(name)
            else:
                return name, target


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
