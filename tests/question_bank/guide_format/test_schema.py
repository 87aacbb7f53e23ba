"""The JSON Schema that editors check guide files by passes what the reader passes, and marks what people get wrong."""

import json
from copy import deepcopy
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command
from jsonschema import Draft202012Validator

from question_bank.guide_format import guide_schema
from question_bank.management.commands import write_guide_schema

GUIDES = sorted((settings.BASE_DIR / "fixtures" / "guides").glob("*.yaml"))


def as_an_editor_reads(text: str) -> Any:
    """Keys of YAML that are numbers are words in JSON."""
    return json.loads(json.dumps(yaml.safe_load(text)))


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads(guide_schema())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.fixture(scope="module")
def guide() -> dict[str, Any]:
    return as_an_editor_reads((settings.BASE_DIR / "fixtures" / "guides" / "ml-engineer.yaml").read_text())


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_our_guides_fit_and_name_the_schema(validator, path):
    text = path.read_text()

    assert list(validator.iter_errors(as_an_editor_reads(text))) == []
    named = text.splitlines()[0].partition("$schema=")[2]
    assert (path.parent / named).resolve() == write_guide_schema.FILE


def without_slug(guide: dict[str, Any]) -> None:
    del guide["slug"]


def unknown_part(guide: dict[str, Any]) -> None:
    guide["stages"][0]["quesions"] = []


def unknown_type(guide: dict[str, Any]) -> None:
    guide["stages"][0]["questions"][0]["type"] = "brainteaser"


def level_missing(guide: dict[str, Any]) -> None:
    del guide["criteria"][0]["levels"]["3"]


def sixth_level(guide: dict[str, Any]) -> None:
    guide["criteria"][0]["levels"]["5"] = "Better than the best"


def minutes_in_words(guide: dict[str, Any]) -> None:
    guide["stages"][0]["minutes"] = "an hour"


def criterion_of_two_kinds(guide: dict[str, Any]) -> None:
    guide["stages"][0]["criteria"][0] = {"use": "communication", "key": "communication"}


WRONG = [
    without_slug, unknown_part, unknown_type, level_missing, sixth_level, minutes_in_words, criterion_of_two_kinds,
]  # fmt: skip


@pytest.mark.parametrize("spoil", WRONG)
def test_what_people_get_wrong_is_marked(validator, guide, spoil):
    spoilt = deepcopy(guide)
    spoil(spoilt)
    assert list(validator.iter_errors(spoilt))


def test_the_file_is_the_formats_and_a_check_tells_when_it_is_not(tmp_path, monkeypatch):
    call_command("write_guide_schema", "--check")
    monkeypatch.setattr(write_guide_schema, "FILE", tmp_path / "guide.schema.json")
    with pytest.raises(CommandError, match="write_guide_schema"):
        call_command("write_guide_schema", "--check")

    call_command("write_guide_schema")

    call_command("write_guide_schema", "--check")
