"""Taking an edit back."""

from collections import Counter

from core.errors import Refused

from ..draft import Draft
from .acts import Edit, found, put, take_out, whole
from .places import NotThere, items_at, value_at


class ChangedSince(Refused):
    """What the edit left is not there any more as it left it."""

    message = "It was changed again since, so it cannot be taken back by itself."


@whole
def revert(draft: Draft, edit: Edit) -> Edit:
    """Do the opposite of ``edit`` and return that. Raises ``ChangedSince``; ``NotPossible`` if a guide forbids it."""
    try:
        return {"set": _set_back, "add": _take_out, "remove": _put_back, "move": _move_back}[edit.kind](draft, edit)
    except NotThere:
        raise ChangedSince from None


def _set_back(draft: Draft, edit: Edit) -> Edit:
    if value_at(draft, edit.path) != edit.after:
        raise ChangedSince
    put(draft, edit.path, edit.before)
    return Edit("set", edit.path, edit.after, edit.before)


def _take_out(draft: Draft, edit: Edit) -> Edit:
    _, item, at = found(draft, edit.path)
    if item != edit.after["item"]:
        raise ChangedSince
    take_out(draft, edit.path)
    return Edit("remove", edit.path, {"at": at, "item": item}, None)


def _put_back(draft: Draft, edit: Edit) -> Edit:
    items = items_at(draft, edit.path.rpartition(".")[0])
    item = edit.before["item"]
    keys = Counter(other.get("key") for other in items)
    if item.get("key") and keys[item["key"]]:
        raise ChangedSince
    at = min(edit.before["at"], len(items))
    items.insert(at, item)
    return Edit("add", edit.path, None, {"at": at, "item": item})


def _move_back(draft: Draft, edit: Edit) -> Edit:
    items, _, at = found(draft, edit.path)
    if at != edit.after["at"]:
        raise ChangedSince
    items.insert(edit.before["at"], items.pop(at))
    return Edit("move", edit.path, {"at": at}, {"at": edit.before["at"]})
