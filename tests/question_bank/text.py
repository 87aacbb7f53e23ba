"""What a guide says and what is shown of it, so that the two can be compared."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from django.conf import settings

from question_bank.guide_format import GuideDocument, parse_guide

FOLDER = settings.BASE_DIR / "fixtures" / "guides"
GUIDES = {path.stem: parse_guide(path.read_bytes(), name=path.name) for path in sorted(FOLDER.glob("*.yaml"))}
# Names and choices by which parts point at each other; what they point at is compared with its own words.
KEYS = {"key", "slug", "kind", "type", "competency", "outcome", "competencies", "serves", "use", "scale"}


def texts_of(document: GuideDocument) -> list[str]:
    """Every text of the document in the order of its file, placeholders as readers see them."""
    return [
        re.sub(r"\{(\w+)\}", lambda name: name[1].replace("_", " "), text) for text in _texts(document.model_dump())
    ]


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "criteria":
                yield from _texts([row for row in value if not isinstance(row, str)])
            elif key not in KEYS:
                yield from _texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _texts(value)
    elif isinstance(part, str):
        yield part


def words_in(html: str) -> str:
    """What a reader of the HTML sees as words."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def lost(texts: list[str], shown: str) -> list[str]:
    """Those of ``texts`` that stand in ``shown`` less often than among the texts; white space counts for nothing."""
    shown = bare(shown)
    said = "\n".join(map(bare, texts))
    return [text for text in texts if shown.count(bare(text)) < said.count(bare(text))]


def bare(text: str) -> str:
    """The text without white space."""
    return re.sub(r"\s+", "", text)
