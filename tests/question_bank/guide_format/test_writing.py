import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.guide_format import content_hash, parse_guide, write_guide
from question_bank.guide_format.document import GuideDocument
from tests.question_bank.documents import SMALL, edited, small

LETTERS = st.characters(codec="utf-8", exclude_categories=["C"], exclude_characters="{}")
WORDS = st.lists(st.text("ab-:#' \n", min_size=1, max_size=12), min_size=1, max_size=60).map(" ".join)
PROSE = (st.text(LETTERS, min_size=1, max_size=300) | WORDS).map(str.strip).filter(bool)


def again(guide: GuideDocument) -> GuideDocument:
    return parse_guide(write_guide(guide))


def test_writing_and_reading_gives_the_same() -> None:
    assert again(small()) == small()


@pytest.mark.parametrize(
    "text",
    [
        "- a dash: and a colon # and a hash",
        "true",
        "12",
        "null",
        "{company} begins",
        "*star & more",
        "!mark",
        "“quotes” 'single' \"double\"",
        "two\nparagraphs",
        "# " + "long " * 40,
        "long " * 40 + "\n\n  indented " + "long " * 40,
    ],
)
def test_every_kind_of_text_survives(text: str) -> None:
    guide = small().model_copy(update={"summary": text.strip()})
    assert again(guide).summary == text.strip()


@settings(max_examples=100, deadline=None)
@given(PROSE)
def test_any_printable_text_survives(text: str) -> None:
    assert again(small().model_copy(update={"summary": text})).summary == text


ORIGINS = (
    ("        type: background\n", "        type: background\n        level: lead\n        tags: [rye, long-proof]\n"),
    ("    minutes: {min: 20, max: 30}", "    minutes: {min: 20, max: 30}\n    weight: 30\n    ours: true"),
    ("        type: background", "        type: background\n        source: Page 2\n        ours: true"),
    ("        name: Dough", "        name: Dough\n        ours: true"),
    ("placeholders:", "facts:\n  - name: Difficulty\n    text: 8/10\nplaceholders:"),
    ("  duties:", "  must_have: [A cap]\n  nice_to_have: [An apron]\n  duties:"),
    (
        "    share: Welcome",
        """    directions:
      areas:
        - name: Dough
          text: What dough does.
          topics:
            - {name: Rye, text: How it differs.}
            - name: Wheat
          advanced: [Sourdough]
      watch_for:
        items: [Flour on the phone]
    share: Welcome""",
    ),
    ("  - key: debrief\n", "  - key: debrief\n    ours: true\n"),
)
PREPARATION = """\
preparation:
  intro: Sleep well.
  sections:
    - title: The day
      intro: Bring
      items: [A cap]
      outro: And leave early.
  faq:
    - question: Where?
      answer: In the bakery.
  outro: See you there.
"""


def test_origins_weights_and_preparation_are_kept() -> None:
    guide = parse_guide(edited(*ORIGINS) + PREPARATION)
    assert guide.stages[0].weight == 30
    assert guide.preparation is not None
    assert again(guide) == guide


def test_a_weight_is_kept() -> None:
    guide = parse_guide(edited(("      - outcome-bread", "      - {use: outcome-bread, weight: 2.5}")))
    assert again(guide) == guide
    assert content_hash(guide) != content_hash(parse_guide(SMALL))
