"""The fifteen components of structure: each computed from a guide that meets it and from one that does not."""

import pytest

from question_bank.guide_format import Component, Standing, met, structure
from tests.question_bank.documents import ready
from tests.question_bank.test_five_guides import ALL, GUIDES

FOLLOW_UPS = ("        follow_ups:\n          - What do you do since?\n", "")
SHARED = "      - outcome-bread\n    recommendation: true\n  - key: debrief"
CRUMB = "{key: crumb, name: Crumb, levels: {1: Gums, 2: Crumbles, 3: Opens, 4: Springs}}"
CLOSING = (
    "          - What do you do since?\n",
    """          - What do you do since?
      - key: closing
        text: What would you like to know?
        type: closing
        competencies: [craft]
        minutes: 5
        rated: false
""",
)


def component(number: int, *swaps: tuple[str, str]) -> Component:
    return structure(ready(*swaps))[number - 1]


def test_there_are_fifteen_in_their_order() -> None:
    lines = structure(ready())
    assert [line.number for line in lines] == list(range(1, 16))
    assert len({line.name for line in lines}) == len({line.says for line in lines}) == 15


@pytest.mark.parametrize(
    ("number", "swaps", "standing"),
    [
        (1, [], Standing.MET),
        (1, [("serves: [bake]", "serves: []")], Standing.NOT),
        (1, [("        competencies: [craft]\n", "")], Standing.PARTLY),
        (2, [], Standing.MET),
        (2, [("type: background", "type: closing"), ("type: behavioural", "type: closing")], Standing.NOT),
        (3, [], Standing.MET),
        (3, [FOLLOW_UPS], Standing.PARTLY),
        (4, [], Standing.PARTLY),
        (4, [("type: background", "type: situational")], Standing.MET),
        (4, [("type: behavioural", "type: background")], Standing.NOT),
        (5, [], Standing.MET),
        (5, [("{min: 20, max: 30}", "{min: 10, max: 14}")], Standing.PARTLY),
        (5, [("        minutes: 10\n", "        minutes: 10\n        rated: false\n")], Standing.NOT),
        (6, [], Standing.PARTLY),
        (7, [], Standing.NOT),
        (7, [CLOSING], Standing.MET),
        (7, [CLOSING, ("        rated: false\n", "")], Standing.NOT),
        (8, [], Standing.PARTLY),
        (8, [(SHARED, SHARED.replace("bread\n", f"bread\n      - {CRUMB}\n", 1))], Standing.MET),
        (9, [], Standing.MET),
        (9, [("3: Holds", "3: Good")], Standing.PARTLY),
        (9, [("3: Holds", "3: Rises well")], Standing.PARTLY),
        (10, [], Standing.MET),
        (11, [], Standing.PARTLY),
        (11, [(SHARED, SHARED.replace("outcome-bread", CRUMB))], Standing.NOT),
        (12, [], Standing.PARTLY),
        (13, [], Standing.MET),
        (14, [], Standing.PARTLY),
        (15, [], Standing.MET),
        (15, [("kind: work_sample\n", "kind: work_sample\n    weight: 0\n")], Standing.PARTLY),
        (15, [(SHARED, SHARED.replace("outcome-bread", "{use: outcome-bread, weight: 0}"))], Standing.PARTLY),
    ],
)
def test_how_far_each_is_met(number: int, swaps: list[tuple[str, str]], standing: Standing) -> None:
    assert component(number, *swaps).standing == standing


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (1, "2 of 2 questions name a competency; 1 of 1 competencies serve a duty"),
        (2, "the same 2 questions"),
        (3, "For 2 of 2 questions"),
        (4, "Of 2 rated questions: 1 about background, 1 behavioural."),
        (5, "In 2 of 2 stages the questions fit into the time; 1 of 1 competencies have 2"),
        (7, "0 of 1 stages"),
        (8, "1 of 2 scored stages"),
        (9, "2 of 2 criteria"),
        (11, "1 of 1 competencies are rated in two stages"),
        (15, "2 of 2 scored stages count"),
    ],
)
def test_the_sentences_count_what_is_there(number: int, says: str) -> None:
    assert says in component(number).says


def test_what_the_guide_cannot_say_is_marked_as_the_products_doing() -> None:
    assert [line.number for line in structure(ready()) if line.by_product] == [2, 6, 10, 12, 13, 14]


@pytest.mark.parametrize(
    ("key", "open_"),
    [
        ("data-scientist-consulting", [3, 6, 11, 12, 14]),
        ("data-scientist-ml", [3, 6, 7, 11, 12, 14]),
        ("ml-engineer-consulting", [3, 6, 11, 12, 14]),
        ("ml-engineer-generalist", [3, 4, 6, 11, 12, 14]),
        ("ml-engineer", [6, 7, 11, 12, 14]),
    ],
)
def test_the_guides_of_the_product(key: str, open_: list[int]) -> None:
    lines = structure(GUIDES[key])
    assert [line.number for line in lines if line not in met(lines)] == open_
    assert all(line.standing == Standing.PARTLY for line in lines if line.number in open_)


def test_every_guide_of_the_product_is_looked_at() -> None:
    assert len(ALL) == len(GUIDES) == 5
