"""Placeholders: ``{company}`` in a text. A fixed map, never a template engine."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
NOT_TEXTS = {
    "key",
    "slug",
    "source",
    "kind",
    "type",
    "competency",
    "outcome",
    "competencies",
    "serves",
    "use",
    "level",
    "tags",
    "scale",
}


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return ``text`` with each ``{name}`` of which ``values`` has a non-empty value replaced; others stay as written.

    Values are put in as they are and are not looked through again.
    """
    return PLACEHOLDER.sub(lambda match: values.get(match[1]) or match[0], text)


def texts(part: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield every text of a document's plain data with its path; keys and fixed words are left out."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key not in NOT_TEXTS and path != ("placeholders",):
                yield from texts(value, (*path, key))
    elif isinstance(part, list):
        for index, value in enumerate(part):
            yield from texts(value, (*path, index))
    elif isinstance(part, str):
        yield path, part


def faults(text: str, declared: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with the placeholders of ``text``, in plain words."""
    for name in PLACEHOLDER.findall(text):
        if name not in declared:
            yield f"the placeholder {{{name}}} is not declared under “placeholders”"
    if "{" in (rest := PLACEHOLDER.sub("", text)) or "}" in rest:
        yield "a single { or } stands in this text; braces are for placeholders such as {company}"
