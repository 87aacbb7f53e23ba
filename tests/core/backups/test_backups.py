"""The operator's commands, run as commands on real databases, with the demonstration's story in them.

Building a database by all migrations is what takes long, so `make test` does it once on each database, and
`make faults` all the way through SQLite and PostgreSQL.
"""

import json
import sqlite3
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from tests.core.backups.archives import changed
from tests.rig.boxes import Box
from tests.rig.database import LONG

pytestmark = pytest.mark.slow
REFUSED = (sqlite3.IntegrityError, psycopg2.errors.IntegrityConstraintViolation)


@pytest.fixture
def new_database(pg_url: str) -> Iterator[Callable[..., str]]:
    """Make a PostgreSQL database, empty or as another, and return its address."""
    names: list[str] = []

    def make(template: str = "template1") -> str:
        names.append(f"boxes_{len(names)}")
        with _server(pg_url) as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {names[-1]} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {names[-1]} TEMPLATE {template}")
        base, _, query = pg_url.partition("?")
        return f"{base.rpartition('/')[0]}/{names[-1]}?{query}"

    yield make
    with _server(pg_url) as cursor:
        for name in names:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def migrated_box(transactional_db, tmp_path, request) -> Callable[[str], Box]:
    """Make a box whose database has the tables that this run's has, without any row of a test."""

    def make(name: str) -> Box:
        template = connection.settings_dict["NAME"]
        connection.close()
        if connection.vendor == "postgresql":
            return Box(tmp_path / name, request.getfixturevalue("new_database")(template))
        box = Box(tmp_path / name)
        box.folder.mkdir()
        with closing(sqlite3.connect(template)) as source, closing(sqlite3.connect(box.sqlite)) as copy:
            source.backup(copy)
        return box

    return make


class _server:  # noqa: N801
    def __init__(self, url: str) -> None:
        self.connection = psycopg2.connect(url)
        self.connection.autocommit = True

    def __enter__(self):
        return self.connection.cursor()

    def __exit__(self, *error: object) -> None:
        self.connection.close()


def back_up_while_it_is_written(box: Box, folder: Path) -> Path:
    (box.folder / "stop").unlink(missing_ok=True)
    writer = box.start("write")
    assert writer.stdout.readline() == "writing\n"
    before = json.loads(box.run("facts"))["rows"]["core_auditevent"][0]
    folder.mkdir(mode=0o755)
    said = box.run("backup", str(folder))
    after = json.loads(box.run("facts"))["rows"]["core_auditevent"][0]
    (box.folder / "stop").touch()
    assert writer.communicate()[1] == ""
    assert after > before
    [archive] = folder.iterdir()
    assert str(archive) in said
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    return archive


def execute(box: Box, *statements: str) -> list[tuple]:
    """Run SQL in the database of a box, past Django, and return the rows of the last statement that has some."""
    url = box.variables["TEST_DATABASE_URL"]
    found: list[tuple] = []
    with closing(psycopg2.connect(url) if url else sqlite3.connect(box.sqlite)) as database:
        cursor = database.cursor()
        for statement in statements:
            cursor.execute(statement)
            found = cursor.fetchall() if cursor.description else found
        database.commit()
    return found


def leave_what_a_newer_version_left(box: Box) -> None:
    """A migration that this version does not know, and a table of it that holds on to one of ours."""
    execute(
        box,
        "CREATE TABLE hiring_future (id integer PRIMARY KEY, role_id bigint REFERENCES hiring_role (id))",
        "CREATE TABLE neighbour (id integer PRIMARY KEY)",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('hiring', '9999_of_the_future', CURRENT_TIMESTAMP)",
    )


def holds_together(facts: dict) -> bool:
    return not facts["missing"] and facts["files"] > 3 and not facts["chain"][0] and len(facts["seals"]) > 30


def rows_of(archive: Path) -> dict[str, int]:
    with zipfile.ZipFile(archive) as members:
        return {name: table["rows"] for name, table in json.loads(members.read("manifest.json"))["tables"].items()}


def test_a_backup_made_under_writes_takes_the_place_of_what_a_failed_upgrade_left(tmp_path, migrated_box):
    box = migrated_box("first")
    box.run("seed")
    archive = back_up_while_it_is_written(box, tmp_path / "backups")

    failed = migrated_box("second")
    leave_what_a_newer_version_left(failed)
    complaint = failed.attempt("restore", str(archive))[1]
    assert "hiring.9999_of_the_future is not known to this version. Say --replace" in complaint
    assert execute(failed, "SELECT count(*) FROM neighbour, hiring_future") == [(0,)]

    assert "every table as in the manifest" in failed.run("restore", str(archive), "--replace")
    restored = json.loads(failed.run("facts"))
    assert holds_together(restored)
    assert rows_of(archive) == {name: count for name, (count, _) in restored["rows"].items()}
    with pytest.raises((sqlite3.OperationalError, psycopg2.errors.UndefinedTable)):
        execute(failed, "SELECT * FROM hiring_future")
    with pytest.raises(REFUSED):
        execute(failed, "DELETE FROM core_auditevent")
    if connection.vendor == "postgresql":
        assert execute(failed, "SELECT count(*) FROM neighbour") == [(0,)]


@pytest.mark.skipif(not LONG, reason="The short form restores once.")
def test_a_story_is_backed_up_while_it_is_written_restored_moved_and_backed_up_again(tmp_path, new_database):
    box = Box(tmp_path / "first")
    box.run("seed")
    archive = back_up_while_it_is_written(box, tmp_path / "backups")

    second = Box(tmp_path / "second")
    assert "every table as in the manifest" in second.run("restore", str(archive))
    restored = json.loads(second.run("facts"))
    assert holds_together(restored)
    assert rows_of(archive) == {name: count for name, (count, _) in restored["rows"].items()}

    _refuses_and_changes_nothing(second, archive, tmp_path)

    address = new_database()
    assert "each table holds the same there" in second.run("move_to", address)
    moved_box = Box(tmp_path / "third", address, media=second.media)
    assert json.loads(moved_box.run("facts")) == restored == json.loads(second.run("facts"))
    assert "not empty" in second.attempt("move_to", address)[1]

    archive = back_up_while_it_is_written(moved_box, tmp_path / "more")
    fourth = Box(tmp_path / "fourth", new_database())
    fourth.run("restore", str(archive))
    again = json.loads(fourth.run("facts"))
    assert holds_together(again)
    assert again["seals"] == restored["seals"]
    assert rows_of(archive) == {name: count for name, (count, _) in again["rows"].items()}
    assert execute(fourth, "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'") == [(0,)]
    with pytest.raises(REFUSED):
        execute(fourth, "DELETE FROM core_auditevent")


def _refuses_and_changes_nothing(box: Box, archive: Path, tmp_path: Path) -> None:
    """A backup over what is there without a word, and one whose rows do not belong together though its hashes hold."""
    before = box.run("facts"), sorted(path for path in box.media.rglob("*") if path.is_file())
    assert "not empty" in box.attempt("restore", str(archive))[1]
    strange = tmp_path / "strange.zip"

    def take_people_away(parts: dict[str, bytes]) -> None:
        parts["tables/accounts_user.jsonl"] = b""
        parts["media/extra/file.pdf"] = b"new"

    changed(archive, strange, take_people_away)
    complaint = box.attempt("restore", str(strange), "--replace")[1]
    assert "do not belong together" in complaint
    assert "Traceback" not in complaint
    assert (box.run("facts"), sorted(path for path in box.media.rglob("*") if path.is_file())) == before
    assert [path for path in box.folder.iterdir() if ".new" in path.name] == []
