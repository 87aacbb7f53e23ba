"""The edits. Each changes the draft that it is given and returns what it did, so that it can be told and taken back."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, Literal, ParamSpec

from django.utils.text import Truncator, slugify

from ..draft import Draft, number_items
from .check import NotPossible, check
from .places import NotThere, blank, items_at, part_at, place_at, value_at

LONGEST_KEY = 60
LONGEST_NAMED = 60
Given = ParamSpec("Given")


@dataclass(frozen=True, slots=True)
class Edit:
    """What was done at ``path``. Of a text ``before`` and ``after`` are its values, ``None`` for nothing.

    Of an item of a list they are ``{"at": its position, "item": what it holds}``, without ``item`` for a move.
    """

    kind: Literal["set", "add", "remove", "move"]
    path: str
    before: Any
    after: Any


def whole(act: "Callable[Concatenate[Draft, Given], Edit]") -> "Callable[Concatenate[Draft, Given], Edit]":
    """Make ``act`` all or nothing: the draft changes only if it is a guide afterwards."""

    @wraps(act)
    def checked(draft: Draft, *args: Given.args, **kwargs: Given.kwargs) -> Edit:
        trial = deepcopy(draft)
        edit = act(trial, *args, **kwargs)
        check(trial)
        draft.clear()
        draft.update(trial)
        return deepcopy(edit)

    return checked


@whole
def set_value(draft: Draft, path: str, value: Any) -> Edit:
    """Set a text, number, choice or list of texts. Raises ``NotThere`` and ``NotPossible``."""
    name = path.rpartition(".")[2]
    place = place_at(path)
    if place.is_list or (place.model is not None and name != "minutes"):
        raise NotThere
    clean = place.clean(value, name)
    before = value_at(draft, path)
    put(draft, path, clean)
    return Edit("set", path, before, value_at(draft, path))


def is_said(draft: Draft, path: str, value: Any) -> bool:
    """Whether the draft says ``value`` at ``path`` already, however its white space and its empty texts are written."""
    try:
        clean = place_at(path).clean(value, path.rpartition(".")[2])
    except (NotThere, NotPossible):
        return False
    stored = value_at(draft, path)
    return clean == stored or (clean is None and _is_empty(stored))


def put(draft: Draft, path: str, value: Any) -> None:
    """Write ``value``, already clean, at ``path``; ``None`` takes away what can be missing, and empties the rest."""
    holder, _, name = path.rpartition(".")
    part = part_at(draft, holder)
    if value is not None:
        part[name] = value
    elif place_at(path).required:
        part[name] = blank_value(part.get(name))
    else:
        part.pop(name, None)
    _prune(draft, holder)


def blank_value(value: Any) -> Any:
    """Return what stands for an emptied value that the guide needs."""
    return [""] if isinstance(value, list) else ""


def _prune(draft: Draft, path: str) -> None:
    """Take away a part that holds nothing any more, if the guide can do without it, and then what held it alone."""
    while path and not path.rpartition(".")[2].isdigit() and not place_at(path).required:
        part = value_at(draft, path)
        if part is None or not _is_empty(part):
            return
        holder, _, name = path.rpartition(".")
        value_at(draft, holder).pop(name)
        path = holder


def _is_empty(part: Any) -> bool:
    if isinstance(part, dict):
        return all(_is_empty(value) for value in part.values())
    if isinstance(part, list):
        return all(_is_empty(item) for item in part)
    return part in ("", None, False)


@whole
def add_item(draft: Draft, path: str, given: dict[str, Any], *, at: int | None = None) -> Edit:
    """Add an item with the ``given`` fields to the list at ``path``, as its last or at position ``at`` from 0.

    It gets a key from its name or text where the format has one. Raises ``NotThere`` and ``NotPossible``.
    """
    if "id" in given:
        raise NotThere
    items = items_at(draft, path)
    model = place_at(path).model
    if model is None:
        raise NotThere
    item = blank(model) | {name: value for name, value in given.items() if value not in ("", None, [])}
    if "key" in model.model_fields:
        wanted = item.get("key") or slugify(item.get("name") or item.get("text") or "")[:LONGEST_KEY].strip("-")
        item["key"] = _free(wanted or "part", _taken(draft, path))
    at = len(items) if at is None else max(0, min(at, len(items)))
    items.insert(at, item)
    number_items(draft, draft)
    return Edit("add", f"{path}.{item['id']}", None, {"at": at, "item": item})


@whole
def remove_item(draft: Draft, path: str) -> Edit:
    """Remove the item at ``path``. Raises ``NotThere``, and ``NotPossible`` while other parts refer to it."""
    _, item, at = found(draft, path)
    if used := list(_uses(draft, path.split(".")[-2], item.get("key"))):
        raise NotPossible(f"It is still named by {_listed(used)}. Take it out there first.")
    take_out(draft, path)
    return Edit("remove", path, {"at": at, "item": item}, None)


def take_out(draft: Draft, path: str) -> None:
    """Take the item at ``path`` out of its list, and what is empty then and can be missing."""
    items, _, at = found(draft, path)
    del items[at]
    holder = path.rpartition(".")[0]
    if not items and not place_at(holder).required:
        above, _, name = holder.rpartition(".")
        part_at(draft, above).pop(name)
        _prune(draft, above)


@whole
def move_item(draft: Draft, path: str, to: int) -> Edit:
    """Move the item at ``path`` to position ``to`` of its list, from 0. Raises ``NotThere``."""
    items, _, at = found(draft, path)
    to = max(0, min(to, len(items) - 1))
    items.insert(to, items.pop(at))
    return Edit("move", path, {"at": at}, {"at": to})


def found(draft: Draft, path: str) -> tuple[list[Any], dict[str, Any], int]:
    """Return the list, the item at ``path`` and its position. Raises ``NotThere``."""
    holder, _, number = path.rpartition(".")
    items = value_at(draft, holder)
    for at, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict) and item["id"] == number:
            return items, item, at
    raise NotThere


def _taken(draft: Draft, path: str) -> set[str]:
    """The keys that a new item of the list at ``path`` may not have: duties and outcomes share theirs."""
    lists = [path]
    if path in ("job_description.duties", "profile.outcomes"):
        lists = ["job_description.duties", "profile.outcomes"]
    return {item["key"] for each in lists for item in value_at(draft, each) or [] if "key" in item}


def _free(key: str, taken: set[str]) -> str:
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key}-{number}"
    return free


def _uses(draft: Draft, kind: str, key: str | None) -> Iterator[str]:
    """Yield the names of the parts that refer by ``key`` to an item of a list called ``kind``."""
    stages, criteria = draft["stages"], draft.get("criteria", [])
    competencies = draft["profile"]["competencies"]
    if kind == "competencies":
        yield from (
            q["text"] for stage in stages for q in stage.get("questions", []) if key in q.get("competencies", [])
        )
        yield from (criterion["name"] for criterion in criteria if criterion.get("competency") == key)
    elif kind in ("duties", "outcomes"):
        yield from (competency["name"] for competency in competencies if key in competency.get("serves", []))
        yield from (criterion["name"] for criterion in criteria if criterion.get("outcome") == key)
    elif kind == "criteria" and key:
        yield from (stage["name"] for stage in stages if key in [row["use"] for row in stage.get("criteria", [])])


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"“{Truncator(name).chars(LONGEST_NAMED)}”" for name in names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown
