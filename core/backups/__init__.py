"""The whole record in one file, on either database: made, checked, restored, and moved from one database to another.

An archive holds each table as lines of JSON, and each stored file that a row names. Nothing in it belongs to SQLite or
to PostgreSQL, so the same file restores on both. Why so: ``docs/decisions/0028-backups-of-either-database.md``.
"""

from .archive import read_archive
from .making import make_backup
from .moving import move
from .problem import BackupProblem
from .restoring import restore

__all__ = ["BackupProblem", "make_backup", "move", "read_archive", "restore"]
