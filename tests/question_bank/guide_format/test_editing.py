"""Editing a draft: what can be set, added, removed and moved, what is refused, and taking it back."""

from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.guide_format import blanks, content_hash, from_draft, to_draft
from question_bank.guide_format.editing import (
    ChangedSince,
    NotPossible,
    NotThere,
    add_item,
    move_item,
    remove_item,
    revert,
    set_value,
    value_at,
)
from tests.question_bank.documents import small
from tests.question_bank.text import GUIDES


@pytest.fixture
def draft():
    return to_draft(small())


@pytest.fixture
def stage(draft):
    """The path of the first stage."""
    return f"stages.{draft['stages'][0]['id']}"


@pytest.fixture
def question(draft, stage):
    """The path of the first stage's first question."""
    return f"{stage}.questions.{draft['stages'][0]['questions'][0]['id']}"


@pytest.mark.parametrize("name", GUIDES)
def test_a_draft_says_what_its_document_says(name):
    assert content_hash(from_draft(to_draft(GUIDES[name]))) == content_hash(GUIDES[name])


def test_items_are_numbered_each_with_a_number_of_its_own(draft):
    numbers = []

    def collect(part):
        for value in part.values() if isinstance(part, dict) else part:
            if isinstance(value, dict):
                numbers.extend([value["id"]] if "id" in value else [])
            if isinstance(value, dict | list):
                collect(value)

    collect(draft)
    assert sorted(map(int, numbers)) == list(range(1, draft["last_id"] + 1))


def test_a_text_is_set_and_told(draft, question):
    edit = set_value(draft, f"{question}.text", "  What makes you bake? ")
    assert (edit.kind, edit.before, edit.after) == ("set", "Why do you bake?", "What makes you bake?")
    assert from_draft(draft).stages[0].questions[0].text == "What makes you bake?"


def test_a_text_that_the_guide_needs_can_be_empty_for_a_while(draft, question):
    set_value(draft, f"{question}.text", " ")
    assert list(blanks(draft)) == [f"{question}.text"]
    assert from_draft(draft).stages[0].questions[0].text == "–"  # noqa: RUF001
    set_value(draft, f"{question}.text", "What makes you bake?")
    assert list(blanks(draft)) == []


def test_what_the_guide_can_do_without_goes_when_it_is_emptied(draft, stage):
    before = deepcopy(draft)
    set_value(draft, f"{stage}.brief.title", "Bake a loaf")
    assert list(blanks(draft)) == [f"{stage}.brief.task"]
    set_value(draft, f"{stage}.brief.submit.items", ["The loaf", " ", "A photo "])
    assert value_at(draft, f"{stage}.brief.submit.items") == ["The loaf", "A photo"]
    set_value(draft, f"{stage}.brief.submit.items", [])
    assert value_at(draft, f"{stage}.brief.submit") is None
    set_value(draft, f"{stage}.brief.title", "")
    assert draft == before


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("{stage}.minutes", {"min": 50, "max": 40}, "“min” is more than “max”"),
        ("{stage}.minutes", {"min": -1, "max": 40}, "must not be less than 0"),
        ("{stage}.minutes", "soon", "must be"),
        ("{stage}.name", "x" * 121, "longer than 120 characters"),
        ("{stage}.kind", "lunch", "is not possible here"),
        ("{question}.text", 5, "must be a text"),
        ("{question}.text", "Why {nobody}?", "nobody"),
        ("{question}.minutes", "ten", "“minutes”"),
        ("{question}.competencies", ["courage"], "there is no competency|There is no competency"),
        ("{question}.areas", ["x"] * 201, "more than 200 items"),
        ("profile.competencies", None, None),
        ("stages", [], None),
        ("{question}.key", "other", None),
        ("{question}.levels.9", "x", None),
        ("{question}.unknown", "x", None),
        ("stages.999.name", "x", None),
        ("", "x", None),
        ("last_id", 1, None),
        ("slug", "x", None),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(draft, stage, question, path, value, says):
    before = deepcopy(draft)
    with pytest.raises(NotPossible if says else NotThere, match=says):
        set_value(draft, path.format(stage=stage, question=question), value)
    assert draft == before


@pytest.mark.parametrize("number", ["1", "x"])
def test_the_number_of_an_added_item_is_not_for_the_sender_to_choose(draft, number):
    with pytest.raises(NotThere):
        add_item(draft, "stages", {"name": "Trial", "kind": "technical", "id": number})


def test_an_added_item_has_what_it_needs_and_a_key_of_its_own(draft, stage):
    first = add_item(draft, f"{stage}.questions", {"text": "Why do you bake?"}, at=0)
    second = add_item(draft, f"{stage}.questions", {"text": "Why do you bake?"})
    keys = [row["key"] for row in value_at(draft, f"{stage}.questions")]
    assert keys[0] == "why-do-you-bake"
    assert keys[-1] == "why-do-you-bake-2"
    assert (first.after["at"], second.after["at"]) == (0, len(keys) - 1)
    criterion = add_item(draft, "criteria", {"name": "Patience"})
    assert list(blanks(draft)) == [f"{criterion.path}.levels.{level}" for level in (1, 2, 3, 4)]


def test_a_part_that_others_name_is_not_removed(draft):
    competency = f"profile.competencies.{draft['profile']['competencies'][0]['id']}"
    with pytest.raises(NotPossible, match="still named by “Why do you bake"):
        remove_item(draft, competency)
    criterion = next(row for row in draft["criteria"] if row["key"] == "outcome-bread")
    with pytest.raises(NotPossible, match="still named by “Screening”"):
        remove_item(draft, f"criteria.{criterion['id']}")


def test_the_last_stage_stays(draft):
    for stage in draft["stages"][1:]:
        remove_item(draft, f"stages.{stage['id']}")
    with pytest.raises(NotPossible):
        remove_item(draft, f"stages.{draft['stages'][0]['id']}")


def test_an_edit_is_not_taken_back_over_a_later_one(draft, question):
    first = set_value(draft, f"{question}.text", "What makes you bake?")
    set_value(draft, f"{question}.text", "Who taught you to bake?")
    with pytest.raises(ChangedSince):
        revert(draft, first)
    added = add_item(draft, "profile.traits", {"name": "Calm", "text": "Waits."})
    set_value(draft, f"{added.path}.text", "Waits for the dough.")
    with pytest.raises(ChangedSince):
        revert(draft, added)
    remove_item(draft, added.path)
    with pytest.raises(ChangedSince):
        revert(draft, added)


ACTS = st.lists(st.tuples(st.sampled_from(["set", "add", "remove", "move", "undo"]), st.randoms()), max_size=25)


@settings(max_examples=60, deadline=None)
@given(acts=ACTS)
def test_whatever_is_done_the_draft_stays_a_guide_and_all_can_be_taken_back(acts):
    draft = to_draft(small())
    start = deepcopy(draft)
    done = []
    for act, random in acts:
        stage = random.choice(draft["stages"])
        at = f"stages.{stage['id']}"
        item = random.choice(stage.get("questions") or [{"id": "0"}])
        try:
            if act == "set":
                where, value = random.choice(
                    [("name", "Other"), ("share", ""), ("minutes", {"min": 5, "max": 9}), ("directions.outro", ["Go."])]
                )
                done.append(set_value(draft, f"{at}.{where}", value))
            elif act == "add":
                done.append(add_item(draft, f"{at}.questions", {"text": "Why?"}, at=random.randrange(3)))
            elif act == "remove":
                done.append(remove_item(draft, random.choice([at, f"{at}.questions.{item['id']}"])))
            elif act == "move":
                done.append(move_item(draft, random.choice([at, f"{at}.questions.{item['id']}"]), random.randrange(3)))
            elif done:
                revert(draft, done.pop())
        except (NotPossible, NotThere):
            continue
        from_draft(draft)
    while done:
        revert(draft, done.pop())
    draft["last_id"] = start["last_id"]
    assert draft == start
