"""What a question of the bank may say: the same for a page and for a file. Each reader takes what somebody wrote, gives
the value, and raises ``Wrong`` with a plain sentence. What they give, they take again and give the same."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from django.utils.text import slugify

from question_bank.models import BankQuestion, fingerprint_of, words_of

LONGEST_TEXT = 5_000
LONGEST_SOURCE = 120
LONGEST_KEY = 80
MOST_ITEMS = 200
# What a cell of a spreadsheet can hold is 32,767.
LONGEST_LIST = 30_000
MOST_MINUTES = 2_000
USUAL_MINUTES = 5
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Signs of control but for line end and tab, halves of a sign, and what no file of a spreadsheet may hold.
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Wrong(Exception):
    """Something cannot be read. ``str()`` is the sentence to show."""


@dataclass(frozen=True)
class QuestionValues:
    """What a question of the bank says; ``competencies`` are keys of the bank's, in the order of the alphabet."""

    text: str
    type: str
    competencies: tuple[str, ...] = ()
    level: str = ""
    minutes: int = USUAL_MINUTES
    rated: bool = True
    areas: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    guidance: str = ""
    tags: tuple[str, ...] = ()
    source: str = ""

    def columns(self) -> dict[str, Any]:
        """Return what stands in the question's own table, by the names of its columns."""
        said = {name: getattr(self, name) for name in WRITTEN}
        return said | {name: list(said[name]) for name in LISTS} | {"fingerprint": fingerprint_of(self.text)}


LISTS = ("areas", "follow_ups", "tags")
WRITTEN = [field.name for field in fields(QuestionValues) if field.name != "competencies"]


def values_of(question: BankQuestion) -> QuestionValues:
    """What the question says now; reads its competencies."""
    said = {name: getattr(question, name) for name in WRITTEN}
    lists = {name: tuple(said[name]) for name in LISTS}
    return QuestionValues(**(said | lists), competencies=tuple(sorted(row.key for row in question.competencies.all())))


def text_of(raw: str, *, most: int = LONGEST_TEXT) -> str:
    """Return the text with plain line ends, without space around it."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n").strip()
    if _NO_TEXT.search(text):
        raise Wrong("There is a sign in it that is no text. Write it anew.")
    if len(text) > most:
        raise Wrong(f"This is {len(text):,} signs long. At most {most:,} are possible.")
    return text


def question_of(raw: str) -> str:
    """Return the text of a question, which has words."""
    text = text_of(raw)
    if not text:
        raise Wrong("Write the question.")
    if not words_of(text):
        raise Wrong("Write the question in words.")
    return text


def items_of(raw: str) -> tuple[str, ...]:
    """Return the items of a list that has one on each line."""
    items = tuple(item for line in _lines(raw) if (item := text_of(line)))
    if len(items) > MOST_ITEMS:
        raise Wrong(f"These are {len(items):,} items. At most {MOST_ITEMS} are possible.")
    if len("\n".join(items)) > LONGEST_LIST:
        raise Wrong(f"This list is too long. At most {LONGEST_LIST:,} signs are possible.")
    return items


def tags_of(raw: str) -> tuple[str, ...]:
    """Return the tags, on a line each or with commas, as guides write them: "Big O" is big-o."""
    written = [part.strip() for line in _lines(raw) for part in line.split(",")]
    tags = sorted({_tag(part) for part in written if part})
    if len(tags) > MOST_ITEMS:
        raise Wrong(f"These are {len(tags):,} tags. At most {MOST_ITEMS} are possible.")
    return tuple(tags)


def minutes_of(raw: str) -> int:
    """Return whole minutes; without any, the usual ones."""
    text = raw.strip()
    if not text:
        return USUAL_MINUTES
    if not re.fullmatch(r"[0-9]{1,6}(\.0+)?", text) or int(float(text)) > MOST_MINUTES:
        raise Wrong(f"Give whole minutes, 0 to {MOST_MINUTES:,}.")
    return int(float(text))


def rated_of(raw: str) -> bool:
    """Return whether the answer is rated; without a word, it is."""
    said = raw.strip().casefold()
    if said in {"", "yes", "true", "1"}:
        return True
    if said in {"no", "false", "0"}:
        return False
    raise Wrong("Write yes or no.")


def choice_of(raw: str, choices: Iterable[tuple[str, str]]) -> str:
    """Return the choice that was written, by its value or by its words; empty if nothing was."""
    offered = list(choices)
    said = raw.strip().casefold()
    for value, words in offered:
        if said in {value.casefold(), words.casefold()}:
            return value
    if said:
        raise Wrong(f"Write one of these: {', '.join(words for _, words in offered)}.")
    return ""


def key_of(raw: str) -> str:
    """Return a key; empty if none was written."""
    key = raw.strip()
    if key and (not _KEY.fullmatch(key) or len(key) > LONGEST_KEY):
        raise Wrong(f"A key has small letters, digits and single hyphens, at most {LONGEST_KEY}.")
    return key


def key_from(text: str) -> str:
    """Return the key of a question without one: its first words, and what tells it from others that begin so."""
    begin = slugify(text)[:40].rsplit("-", 1)[0].replace("_", "-").strip("-")
    begin = re.sub(r"-+", "-", begin)
    return "-".join(part for part in (begin, fingerprint_of(text)[:10]) if part)


def _lines(raw: str) -> list[str]:
    return raw.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _tag(written: str) -> str:
    tag = re.sub(r"-+", "-", slugify(written).replace("_", "-")).strip("-")
    if not tag:
        raise Wrong(f"“{written[:40]}” has no letters or digits that a tag could have.")
    if len(tag) > LONGEST_KEY:
        raise Wrong(f"A tag has at most {LONGEST_KEY} signs.")
    return tag
