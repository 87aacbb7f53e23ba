from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.models import AuditEvent
from question_bank.models import Guide, GuideVersion
from tests.question_bank.documents import SMALL, edited

pytestmark = pytest.mark.django_db


def load(*args: str | Path, capsys: pytest.CaptureFixture[str]) -> str:
    call_command("load_guides", *map(str, args))
    return capsys.readouterr().out


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "baker.yaml"
    path.write_text(SMALL)
    return path


def test_the_guides_that_come_with_the_product_load_and_load_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert "ml-engineer: version 1 published" in load(capsys=capsys)
    assert "ml-engineer: unchanged (version 1, published)" in load(capsys=capsys)


def test_it_says_what_changed(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load(file, capsys=capsys)
    file.write_text(edited(("Why do you bake?", "What makes you bake?")))
    said = load(file, capsys=capsys)
    assert "baker: version 2 published; 1 parts changed" in said
    assert "changed: Screening / why / text" in said


def test_it_tells_the_warnings_of_what_it_publishes(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "baker: warning: Only one question whose answer is rated" in load(file, capsys=capsys)
    assert "warning" not in load(file, capsys=capsys)


def test_drafts_stay_drafts_when_asked(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "baker: version 1 draft" in load(file, "--draft", capsys=capsys)
    assert "baker: version 1 published" in load(file, capsys=capsys)


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("type: background", "type: chat", 41, "“chat” is not possible here"),
        ("name: Baker", "name: *x", 3, "references (“*name”) are not allowed"),
        ("serves: [bake]", "serves: []", 14, "“Craft” serves no duty"),
    ],
    ids=["shape", "syntax", "unready"],
)
def test_a_wrong_file_changes_nothing_at_all(
    tmp_path: Path, file: Path, old: str, new: str, line: int, reason: str
) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(edited((old, new), ("slug: baker", "slug: other")))
    with pytest.raises(CommandError) as caught:
        call_command("load_guides", str(file), str(wrong))
    assert caught.value.returncode == 1
    assert f"{wrong}, line {line}: " in str(caught.value)
    assert reason in str(caught.value)
    assert not Guide.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_missing_file_and_a_guide_given_twice_are_told(tmp_path: Path, file: Path) -> None:
    twin = tmp_path / "twin.yaml"
    twin.write_text(SMALL)
    with pytest.raises(CommandError) as caught:
        call_command("load_guides", str(file), str(twin), str(tmp_path / "none.yaml"))
    assert "another file holds the guide “baker” too" in str(caught.value)
    assert "none.yaml, line 1: the file cannot be read" in str(caught.value)
    assert not GuideVersion.objects.exists()
