"""Each check with what it finds and what it leaves alone."""

import pytest

from question_bank.guide_format import errors, findings, warnings
from question_bank.guide_format.checks.criteria import overlap
from question_bank.words import WatchList
from tests.question_bank.documents import ready
from tests.question_bank.test_five_guides import ALL, GUIDES

DOUGH = """\
          1: Sticks
          2: Rises
          3: Holds
          4: Sings
"""
TRIAL_CRITERIA = "    criteria:\n      - outcome-bread\n    recommendation: true\n  - key: debrief"


def levels(*texts: str) -> tuple[str, str]:
    """The swap that gives the criterion “Dough” these four levels."""
    return DOUGH, "".join(f'          {level}: "{text}"\n' for level, text in enumerate(texts, start=1))


def found(*swaps: tuple[str, str]) -> list[tuple[str, str, bool]]:
    return [(finding.check, finding.anchor, finding.blocks) for finding in findings(ready(*swaps))]


def said(*swaps: tuple[str, str]) -> str:
    (finding,) = findings(ready(*swaps))
    return finding.reason


def test_the_small_guide_is_ready() -> None:
    assert found() == []


@pytest.mark.parametrize("key", ALL)
def test_no_check_finds_anything_in_the_guides_of_the_product(key: str) -> None:
    assert findings(GUIDES[key]) == []


@pytest.mark.parametrize(
    ("swap", "check", "anchor"),
    [
        (("serves: [bake]", "serves: []"), "competency-serves", "competency-craft"),
        (("        competencies: [craft]\n", ""), "question-competency", "question-screening-why"),
        ((TRIAL_CRITERIA, "    recommendation: true\n  - key: debrief"), "stage-criteria", "stage-trial"),
    ],
    ids=["no purpose", "no competency", "nothing to rate"],
)
def test_errors_keep_a_guide_from_being_published(swap: tuple[str, str], check: str, anchor: str) -> None:
    blocking = [(finding.check, finding.anchor) for finding in errors(findings(ready(swap)))]
    assert blocking == [(check, anchor)]


def test_errors_come_first() -> None:
    swaps = (("serves: [bake]", "serves: []"), levels("Good", "Better", "Best", "Excellent"))
    assert [blocks for _, _, blocks in found(*swaps)] == [True, False]


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        (
            ["Kneads", "Explains the dough well", "Shapes", "Explains the dough excellently"],
            "“Dough”: levels 2 and 4 differ in no word that tells what somebody does.",
        ),
        (
            ["Kneads until smooth, shapes loaves", "Rests", "Kneads until smooth, shapes even loaves", "Sings"],
            "“Dough”: levels 1 and 3 have 83% of their words in common. What does only level 3 do?",
        ),
        (["Sticks", "Sticks", "Holds", "Sings"], "“Dough”: levels 1 and 2 differ in no word that tells"),
    ],
    ids=["only praise differs", "one word differs", "the same text"],
)
def test_levels_that_are_too_alike(texts: list[str], says: str) -> None:
    assert found(levels(*texts)) == [("levels-alike", "criterion-dough", False)]
    assert says in said(levels(*texts))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Will probably succeed in bringing bread to people", "Will probably not succeed in bringing bread to people"),
        ("Explains how the dough rises", "Explains how the dough rises, and why it failed before the oven"),
        ("Reads the dough by hand", "Doesn't read the dough by hand"),
        ("Kneads", "Shapes"),
        ("Good", "Excellent"),
    ],
    ids=[
        "one denies the other",
        "half of it is new",
        "in short as well",
        "nothing in common",
        "nothing told: another check's business",
    ],
)
def test_levels_that_differ(one: str, other: str) -> None:
    assert overlap(one, other) < 0.75


@pytest.mark.parametrize("text", ["Good", "Excellently", "Very strong understanding", "Has a solid knowledge of it"])
def test_a_level_that_only_praises(text: str) -> None:
    swap = levels("Sticks", "Rises", text, "Sings")
    assert found(swap) == [("level-bare", "criterion-dough", False)]
    assert f"level 3 says only “{text}”" in said(swap)


@pytest.mark.parametrize("text", ["Explains clearly", "Replies", "Names two causes", "3 loaves in an hour"])
def test_a_level_that_tells_what_somebody_does(text: str) -> None:
    assert found(levels("Sticks", "Rises", text, "Sings")) == []


@pytest.mark.parametrize(
    ("old", "new", "anchor", "word"),
    [
        ("Why do you bake?", "How old are you?", "question-screening-why", "How old"),
        ("- First loaf", "- Plans for a family", "question-screening-why", "family"),
        ("- And then?", "- Is it for your children\u2019s school?", "question-screening-why", "children"),
        ("1: Sticks", "1: Speaks with an accent", "criterion-dough", "accent"),
        ("1: Sticks", "1: Is pregnant", "criterion-dough", "pregnant"),
    ],
    ids=["question", "area", "follow-up", "level", "ending"],
)
def test_protected_characteristics(old: str, new: str, anchor: str, word: str) -> None:
    assert found((old, new)) == [("protected", anchor, False)]
    assert said((old, new)).startswith(f"“{word}”")


@pytest.mark.parametrize(
    "text",
    [
        "How did you find the race condition?",
        "How did the age of the data matter?",
        "What did the health check tell you?",
        "Which family of models did you choose?",
        "How do you manage a language model at this stage?",
        "Who takes care of healthcare clients?",
        "Was the trace disabled by default?",
    ],
)
def test_the_same_words_about_work(text: str) -> None:
    assert found(("Why do you bake?", text)) == []


def test_words_of_ones_own_are_looked_for_as_well() -> None:
    document = ready(("Why do you bake?", "Which football club is yours?"))
    assert [finding.check for finding in findings(document, WatchList(("football club",)))] == ["protected"]
    assert findings(document, WatchList(("football club",), harmless=("which football club",))) == []


@pytest.mark.parametrize(
    ("swap", "check", "says"),
    [
        (("{min: 20, max: 30}", "{min: 10, max: 14}"), "minutes-over", "take 15 minutes together; the stage has 14"),
        (("{min: 20, max: 30}", "{min: 31, max: 40}"), "minutes-under", "take 15 minutes together; the stage has 31"),
    ],
)
def test_time_that_does_not_fit(swap: tuple[str, str], check: str, says: str) -> None:
    assert found(swap) == [(check, "stage-screening", False)]
    assert says in said(swap)


@pytest.mark.parametrize("minutes", ["{min: 15, max: 15}", "{min: 30, max: 30}"])
def test_time_that_just_fits(minutes: str) -> None:
    assert found(("{min: 20, max: 30}", minutes)) == []


def test_a_mix_without_a_story() -> None:
    assert found(("type: behavioural", "type: job_knowledge")) == [("question-mix", "index", False)]


def test_a_mix_of_one_type_only() -> None:
    assert "All rated questions are behavioural" in said(("type: background", "type: behavioural"))


def test_one_rated_answer_is_too_few() -> None:
    swap = ("        minutes: 10\n", "        minutes: 10\n        rated: false\n")
    assert ("few-questions", "competency-craft", False) in found(swap)
    assert ("few-questions", "competency-craft", False) not in found()


def test_no_rated_answer_is_told_as_such() -> None:
    swaps = [
        ("        minutes: 10\n", "        minutes: 10\n        rated: false\n"),
        ("type: background\n", "type: background\n        rated: false\n"),
    ]
    assert said(*swaps).startswith("No question whose answer is rated asks about “Craft”")


def test_a_stage_that_counts_for_nothing() -> None:
    swap = ("kind: work_sample\n", "kind: work_sample\n    weight: 0\n")
    assert found(swap) == [("stage-weight", "stage-trial", False)]


def test_criteria_that_count_for_nothing() -> None:
    nothing = TRIAL_CRITERIA.replace("- outcome-bread", "- {use: outcome-bread, weight: 0}")
    assert found((TRIAL_CRITERIA, nothing)) == [("criteria-weights", "stage-trial", False)]


@pytest.mark.parametrize(
    ("screening", "trial", "says"),
    [
        (40, 50, "look like parts of 100, and add up to 90"),
        (0.5, 0.6, "look like parts of 1, and add up to 1.1"),
        (40, 60, ""),
        (0.4, 0.6, ""),
        (1, 2, ""),
        (1, 1, ""),
    ],
)
def test_weights_that_do_not_add_up(screening: float, trial: float, says: str) -> None:
    swaps = [
        ("kind: screen\n", f"kind: screen\n    weight: {screening}\n"),
        ("kind: work_sample\n", f"kind: work_sample\n    weight: {trial}\n"),
    ]
    reasons = [finding.reason for finding in warnings(findings(ready(*swaps)))]
    assert (len(reasons), says in "".join(reasons)) == (int(bool(says)), True)


def test_a_check_finds_one_thing_at_one_place_and_its_id_is_that_of_its_words() -> None:
    swaps = [("Why do you bake?", "How old are you?"), ("- First loaf", "- Your family")]
    (one,) = findings(ready(*swaps))
    assert (one.reason.count("“"), len(one.id)) == (3, 12)
    (other,) = findings(ready(swaps[0]))
    assert (one.check, one.anchor) == (other.check, other.anchor)
    assert one.id != other.id
