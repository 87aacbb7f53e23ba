import time

import pytest

from question_bank.guide_format import GuideFileError, parse_guide
from tests.question_bank.documents import SMALL, edited


def faults(text: str | bytes) -> list[str]:
    """What the reader says about a file named baker.yaml."""
    with pytest.raises(GuideFileError) as caught:
        parse_guide(text, name="baker.yaml")
    return caught.value.message.splitlines()


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_right_file_is_read() -> None:
    guide = parse_guide(SMALL)
    assert (guide.slug, len(guide.stages), guide.stages[0].questions[0].areas) == (
        "baker",
        3,
        ["First loaf", "Reasons"],
    )


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("    name: Screening\n", "", "“name” is missing here"),
        ("        areas:", "        aeras:", "“aeras” is not known here; did you mean “areas”?"),
        ("name: Baker", "name: 12", "“name” must be a text, and it is a number; put the text in quotes"),
        ("name: Baker", "name:", "“name” must be a text, and it is empty"),
        ("name: Baker", 'name: ""', "“name” is empty"),
        ("type: background", "type: chat", "“chat” is not possible here; it must be behavioural, situational"),
        ("          3: Holds\n", "", "level 3 is missing; levels 1 to 4 each need a text"),
        ("          4: Sings", "          4: Sings\n          5: Flies", "level 5 does not exist"),
        ("competencies: [craft]", "competencies: [art]", "there is no competency with the key “art”"),
        ("serves: [bake]", "serves: [fry]", "there is no duty or outcome with the key “fry”"),
        ("outcome: good-bread", "outcome: bad-bread", "there is no outcome with the key “bad-bread”"),
        ("      - outcome-bread", "      - outcome-bred", "there is no criterion with the key “outcome-bred”"),
        ("Welcome to {company}.", "Welcome to {firm}.", "the placeholder {firm} is not declared"),
        ("Welcome to {company}.", "Welcome to {{company}}.", "a single { or } stands in this text"),
        ("key: dough", "key: outcome-bread", "the key “outcome-bread” is given to a criterion a second time"),
        ("key: trial", "key: screening", "the key “screening” is given to a stage a second time"),
        ("key: trial", "key: Trial Day", "a key has small letters, digits and single hyphens only"),
        ("{min: 20, max: 30}", "{min: 40, max: 30}", "“min” is more than “max”"),
        ("{min: 30, max: 30}", "{min: 30, max: 30}\n    weight: 5", "is not scored and has no weight"),
        ("type: background", "type: background\n        scale: 1-10", "only a question of the type “reference” asks"),
        ("type: background", "type: background\n        scale: 1-5", "it must be 1-10"),
        ("{min: 20, max: 30}", "{min: 20, max: 30}\n    weight: -1", "“weight” must not be less than 0"),
        ("{min: 20, max: 30}", "{min: -5, max: 30}", "“min” must not be less than 0"),
        ("recommendation: true", "recommendation: yes", "“recommendation” must be true or false, and it is a text"),
        ("          - First loaf\n          - Reasons", "          many", "must be a list, each item on a line"),
        ("format: 1", "format: 2", "“2” is not possible here; it must be 1"),
        ("name: Baker", "name: Baker\nname: Miller", "“name” stands here a second time; the first is in line 3"),
        ("name: Baker", "name: &who Baker", "anchors (“&name”) are not allowed"),
        ("name: Baker", "name: *who", "references (“*name”) are not allowed"),
        ("name: Baker", "name: !!python/object:os.system Baker", "tags (“!name”) are not allowed"),
        ("Bake bread", "Bake: bread", "there is a colon in this text"),
        ("Bake bread", '"Bake bread', "a quotation mark is not closed"),
        ("    - key: bake", "\t- key: bake", "indent with spaces"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_the_reason(old: str, new: str, reason: str) -> None:
    said = faults(edited((old, new)))
    assert any(reason in line for line in said), said
    assert all(line.startswith("baker.yaml, line ") for line in said)


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("type: background", "type: chat", "type: chat"),
        ("        areas:", "        aeras:", "aeras:"),
        ("          - Reasons", "          - 7", "- 7"),
        ("          3: Holds\n", "", "levels:\n          1: Sticks"),
        ("serves: [bake]", "serves: [fry]", "serves: [fry]"),
        ("Welcome to {company}.", "Welcome to {firm}.", "share: Welcome"),
        ("name: Baker", "name: Baker\nname: Miller", "name: Miller"),
        ("    name: Screening\n", "", "  - key: screening"),
    ],
)
def test_the_line_is_the_one_to_look_at(old: str, new: str, at: str) -> None:
    text = edited((old, new))
    assert faults(text)[0].startswith(f"baker.yaml, line {line_of(text, at)}: ")


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    text = edited(("type: background", "type: chat"), ("kind: screen", "kind: talk"), ("Knows dough.", "7"))
    said = faults(text)
    lines = [int(line.split("line ")[1].split(":")[0]) for line in said]
    assert len(said) == 3
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "a guide is a list of named parts"),
        ("- one\n- two", "a guide is a list of named parts"),
        ("[" * 50_000, "nested too deep"),
        ("a: x\0", "a character here cannot stand in a text file"),
        (b"name: \xff", "this is not UTF-8 text"),
        ("format: 1\n---\nformat: 1", "a file holds one guide"),
        ("? {a: b}\n: c", "a name was expected here"),
        ("a: '" + "x" * 1_000_001 + "'", "larger than 1 MB"),
        ("format: 1", "“stages” is missing here"),
    ],
    ids=["empty", "list", "deep", "nul", "latin", "two", "key", "large", "bare"],
)
def test_what_is_no_guide_is_refused(text: str | bytes, reason: str) -> None:
    assert any(reason in line for line in faults(text))


def test_a_file_cannot_grow_when_it_is_read() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a, *a]\n" for n in range(50))
    started = time.perf_counter()
    assert "anchors" in faults(bomb)[0]
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a:\n" + "- a\n" * 240_000, "the file has too many parts"),
        ("".join(f"k{n}: 1\n" for n in range(60_000)), "the file has too many parts"),
        (edited(("          - Reasons", "          - Reasons\n" * 300)), "“areas” has more than 200 items"),
    ],
    ids=["items", "names", "areas"],
)
def test_a_file_of_endless_parts_is_refused_in_time(text: str, reason: str) -> None:
    started = time.perf_counter()
    assert any(reason in line for line in faults(text))
    assert time.perf_counter() - started < 5


def test_no_more_than_fifty_problems_are_told() -> None:
    said = faults(SMALL + "".join(f"strange-{n}: 1\n" for n in range(60)))
    assert len(said) == 51
    assert said[-1] == "baker.yaml: and 10 more problems"


def test_a_level_zero_that_repeats_the_guides_own_is_no_difference() -> None:
    zero = "          0: Not enough information gathered to evaluate\n"
    assert parse_guide(edited(("          1: Sticks", zero + "          1: Sticks"))) == parse_guide(SMALL)
