"""The operator's commands, run as commands on real databases, with the demonstration's story in them."""

import json
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from tests.core.backups.archives import changed
from tests.rig.boxes import Box

pytestmark = pytest.mark.slow


@pytest.fixture
def two_databases(pg_url: str) -> Iterator[list[str]]:
    """Two empty PostgreSQL databases."""
    names = ["boxes_one", "boxes_two"]
    with _server(pg_url) as cursor:
        for name in names:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"CREATE DATABASE {name}")
    base, _, query = pg_url.partition("?")
    yield [f"{base.rpartition('/')[0]}/{name}?{query}" for name in names]
    with _server(pg_url) as cursor:
        for name in names:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


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


def holds_together(facts: dict) -> bool:
    return not facts["missing"] and facts["files"] > 3 and not facts["chain"][0] and len(facts["seals"]) > 30


def rows_of(archive: Path) -> dict[str, int]:
    with zipfile.ZipFile(archive) as members:
        return {name: table["rows"] for name, table in json.loads(members.read("manifest.json"))["tables"].items()}


def test_a_story_is_backed_up_while_it_is_written_restored_moved_and_backed_up_again(tmp_path, two_databases):
    box = Box(tmp_path / "first")
    box.run("seed")
    archive = back_up_while_it_is_written(box, tmp_path / "backups")

    second = Box(tmp_path / "second")
    assert "every table as in the manifest" in second.run("restore", str(archive))
    restored = json.loads(second.run("facts"))
    assert holds_together(restored)
    assert rows_of(archive) == {name: count for name, (count, _) in restored["rows"].items()}

    _refuses_and_changes_nothing(second, archive, tmp_path)

    assert "each table holds the same there" in second.run("move_to", two_databases[0])
    moved_box = Box(tmp_path / "third", two_databases[0], media=second.media)
    assert json.loads(moved_box.run("facts")) == restored == json.loads(second.run("facts"))
    assert "not empty" in second.attempt("move_to", two_databases[0])[1]

    archive = back_up_while_it_is_written(moved_box, tmp_path / "more")
    fourth = Box(tmp_path / "fourth", two_databases[1])
    fourth.run("restore", str(archive))
    again = json.loads(fourth.run("facts"))
    assert holds_together(again)
    assert again["seals"] == restored["seals"]
    assert rows_of(archive) == {name: count for name, (count, _) in again["rows"].items()}
    with psycopg2.connect(two_databases[1]) as database, database.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'")
        assert cursor.fetchone() == (0,)
        with pytest.raises(psycopg2.errors.IntegrityConstraintViolation):
            cursor.execute("DELETE FROM core_auditevent")


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
