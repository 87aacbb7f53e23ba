"""The guide editor's form as it arrives without scripts: which fields it holds, and what each of them says."""

from collections.abc import Iterable
from typing import Any, get_origin

from django.http import QueryDict

from core.errors import Refused

from ..guide_format import Draft
from ..guide_format.editing import value_at
from ..guide_format.editing.places import place_at
from ..models import DraftEdit
from ..queries.editor import Node

# What a field of the draft is called on the page, and what an item to be added is begun with.
FIELD = "draft."
NEW = "new."
# Ticked in a list of all that there are, so that their order is the list's.
UNORDERED = (".competencies", ".serves")


def changes_sent(sent: QueryDict, draft: Draft) -> dict[str, Any]:
    """Return by path what differs from ``draft`` among the fields of the form; what is no field is left out."""
    changes = {}
    for name in sent:
        path = name.removeprefix(FIELD)
        if path == name:
            continue
        try:
            value = typed(path, list(sent.getlist(name)))
        except Refused:
            continue
        stored = _stored(draft, path)
        if path.endswith(UNORDERED) and set(value) == set(stored or []):
            continue
        if not is_same(value, stored):
            changes[path] = value
    return changes


def without_untouched(changes: dict[str, Any], newer: Iterable[DraftEdit]) -> dict[str, Any]:
    """Leave out of ``changes`` what the page showed as it was before the ``newer`` edits: nobody touched it there."""
    shown: dict[str, Any] = {}
    for edit in newer:
        shown.setdefault(edit.path, _default(edit.path) if edit.before is None else edit.before)
    return {path: value for path, value in changes.items() if path not in shown or not is_same(value, shown[path])}


def typed(path: str, values: list[Any]) -> Any:
    """Return what the fields called ``path`` say, in the type that the format has there. Raises ``NotThere``."""
    place = place_at(path)
    last = values[-1].replace("\r\n", "\n")
    name = path.rpartition(".")[2]
    if name == "minutes" and place.model:
        return {part: _number(value) for part, value in zip(("min", "max"), values, strict=False)}
    if place.is_list or place.model:
        raise Refused
    kind = place.bare
    if kind is bool:
        return last == "on"
    if kind in (int, float):
        return _number(last)
    if get_origin(kind) is dict:
        pairs = [line.partition(":") for line in last.splitlines() if line.strip()]
        return {key.strip(): text.strip() for key, _, text in pairs}
    if get_origin(kind) is list:
        lines = last.splitlines() if not path.endswith(UNORDERED) else values
        return [line for line in (str(row).strip() for row in lines) if line]
    return last.strip()


def given_to(sent: QueryDict, path: str) -> dict[str, Any]:
    """Return the fields that an item to be added to the list at ``path`` is begun with."""
    prefix = f"{NEW}{path}."
    return {name.removeprefix(prefix): str(sent[name]).strip() for name in sent if name.startswith(prefix)}


def typed_values(sent: QueryDict) -> dict[str, Any]:
    """Return what was typed, to be shown again: of fields by path, of new items by the whole name."""
    values: dict[str, Any] = {}
    for name in sent:
        path = name.removeprefix(FIELD)
        rows = [str(row) for row in sent.getlist(name)]
        if path.endswith(".minutes") and len(rows) == 2:
            values[path] = dict(zip(("min", "max"), rows, strict=True))
        else:
            values[path] = rows if path.endswith(UNORDERED) else rows[-1]
    return values


def is_same(value: Any, stored: Any) -> bool:
    """Whether a field says what is stored; white space between words counts for nothing in a list of texts."""
    if isinstance(value, list) and isinstance(stored, list):
        return value == [" ".join(item.split()) for item in stored] or value == stored
    return value == stored or (value in ("", [], None) and stored in ("", [], None, [""]))


def _stored(draft: Draft, path: str) -> Any:
    holder, _, name = path.rpartition(".")
    return Node(holder, value_at(draft, holder) or {}).get(name) if holder else Node("", draft).get(name)


def _default(path: str) -> Any:
    holder, _, name = path.rpartition(".")
    return Node(holder, {}).get(name)


def _number(text: str) -> Any:
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return text
