"""Editing a draft: texts are set, parts of lists added, removed and moved, and each edit can be taken back.

Works on plain data (``guide_format.draft``), knows no tables. After every edit the draft is a guide that can be read.
"""

from .acts import Edit, add_item, is_said, move_item, remove_item, set_value
from .check import NotPossible
from .places import NotThere, items_at, value_at
from .undo import ChangedSince, revert

__all__ = [
    "ChangedSince",
    "Edit",
    "NotPossible",
    "NotThere",
    "add_item",
    "is_said",
    "items_at",
    "move_item",
    "remove_item",
    "revert",
    "set_value",
    "value_at",
]
