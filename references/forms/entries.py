"""What a plain form of a reference sends: the fields carry the paths of the autosave as names."""

from collections.abc import Mapping
from typing import Any

from ..queries import Sheet

# Unticked boxes are not sent; with this field they mean that the mark is not set.
HAS_MARKS = "has_marks"
NUMBERS = [str(number) for number in range(1, 11)]


def typed_values(sent: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """The values of those fields of ``stored`` (path → value) that the form sent, in the types of the autosave."""
    typed: dict[str, Any] = {}
    for path, value in stored.items():
        if isinstance(value, bool):
            if path in sent or HAS_MARKS in sent:
                typed[path] = path in sent
        elif path in sent:
            typed[path] = _typed(path, str(sent[path]))
    return typed


def typed_changes(sent: Mapping[str, Any], stored: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was typed by path, and of that what differs from ``stored``, nested as services take it."""
    typed = typed_values(sent, stored)
    return typed, _nested({path: value for path, value in typed.items() if value != stored[path]})


def with_typed(sheet: Sheet, typed: Mapping[str, Any], errors: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """The rows of ``sheet`` (``asked``, ``criteria``) with the fields of each: value as typed, else as stored, and what
    is wrong with it."""
    parts: dict[str, list[Any]] = {"asked": [*sheet.asked], "criteria": [*sheet.criteria]}
    return {
        name: [
            {"part": part, "number": number, "fields": _fields(part.values(), typed, errors)}
            for number, part in enumerate(rows, start=1)
        ]
        for name, rows in parts.items()
    }


def _fields(stored: Mapping[str, Any], typed: Mapping[str, Any], errors: Mapping[str, str]) -> dict[str, Any]:
    return {
        path.rpartition(".")[2]: {
            "name": path,
            "value": typed.get(path, value),
            "error": errors.get(path, ""),
            "numbers": NUMBERS if path.endswith(".number") else (),
        }
        for path, value in stored.items()
    }


def _typed(path: str, value: str) -> Any:
    if not path.endswith((".level", ".number")):
        return value.replace("\r\n", "\n").replace("\x00", "")
    if not value:
        return None
    return int(value) if value.isdecimal() and len(value) < 5 else value


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for path, value in values.items():
        *parts, name = path.split(".")
        place = nested
        for part in parts:
            place = place.setdefault(part, {})
        place[name] = value
    return nested
