import pytest

from question_bank.guide_format import Change, changes, fill, findings
from tests.question_bank.documents import small

TRIAL = """  - key: trial
    kind: work_sample
    name: Trial
    minutes: {min: 60, max: 90}
    criteria:
      - outcome-bread
    recommendation: true
"""


def test_the_same_guide_has_no_changes() -> None:
    assert changes(small(), small()) == []


def test_what_is_true_or_false_is_told_as_yes_or_no() -> None:
    after = small(("        name: Dough", "        name: Dough\n        ours: true"))
    assert changes(small(), after) == [Change("changed", ("criteria", "dough", "ours"), "no", "yes")]


def test_where_a_criterion_is_written_is_no_change() -> None:
    inline = small((TRIAL, ""))
    moved = small(
        (TRIAL, ""),
        ("      - outcome-bread", "      - {use: outcome-bread, weight: 1}"),
    )
    assert changes(inline, moved) == []


def test_the_order_of_a_questions_competencies_is_no_change() -> None:
    second = "    - {key: care, name: Care, meaning: Cleans up., serves: [bake]}\n  outcomes:"
    here = small(("  outcomes:", second), ("competencies: [craft]", "competencies: [craft, care]"))
    there = small(("  outcomes:", second), ("competencies: [craft]", "competencies: [care, craft]"))
    assert changes(here, there) == []


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        (
            "Why do you bake?",
            "What makes you bake?",
            Change("changed", ("Screening", "why", "text"), "Why do you bake?", "What makes you bake?"),
        ),
        ("          - First loaf\n", "", Change("removed", ("Screening", "why", "areas"), before="First loaf")),
        (
            "          - Reasons\n",
            "          - Reasons\n          - Flour\n",
            Change("added", ("Screening", "why", "areas"), after="Flour"),
        ),
        (
            "          3: Holds",
            "          3: Stands",
            Change("changed", ("criteria", "dough", "levels", "3"), "Holds", "Stands"),
        ),
    ],
)
def test_one_edit_is_one_change(old: str, new: str, change: Change) -> None:
    assert changes(small(), small((old, new))) == [change]


def test_a_stage_taken_out_is_told_part_by_part() -> None:
    made = changes(small(), small((TRIAL, "")))
    assert {change.kind for change in made} == {"removed"}
    assert {change.where[0] for change in made} == {"Trial"}


def test_a_new_guide_is_all_added() -> None:
    assert {change.kind for change in changes(None, small())} == {"added"}


@pytest.mark.parametrize(
    ("old", "new", "anchor", "reason"),
    [
        ("serves: [bake]", "serves: []", "competency-craft", "serves no duty"),
        ("        competencies: [craft]\n", "", "question-screening-why", "names no competency"),
        ("        competencies: [craft]\n", "", "competency-craft", "No question asks"),
        ("    criteria:\n      - outcome-bread\n", "", "stage-trial", "no criterion to rate"),
    ],
)
def test_what_keeps_a_guide_from_being_published(old: str, new: str, anchor: str, reason: str) -> None:
    found = findings(small((old, new)))
    assert [finding for finding in found if finding.anchor == anchor and reason in finding.reason]


def test_placeholders_are_filled_from_the_map_and_nowhere_else() -> None:
    values = {"company": "{industry} & <b>Co</b>", "industry": "Bread", "years": ""}
    filled = fill("{company} in {industry}, {years}, {unknown}", values)
    assert filled == "{industry} & <b>Co</b> in Bread, {years}, {unknown}"
