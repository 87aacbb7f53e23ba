"""Pydantic's errors in plain words."""

from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

UNION_TAGS = {"by key", "placed", "written"}
WRONG_TYPE = {
    "string_type": "a text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list, each item on a line that begins with “- ”",
    "dict_type": "a list of names with a colon and a value each",
    "model_type": "a list of names with a colon and a value each",
    "model_attributes_type": "a list of names with a colon and a value each",
}


def in_words(error: ErrorDetails, known: list[str]) -> str:
    """Return the reason for one of Pydantic's errors; ``known`` are the names allowed at that place."""
    kind, context, last = error["type"], error.get("ctx", {}), error["loc"][-1]
    this = f"“{last}”" if isinstance(last, str) and last not in UNION_TAGS else "this"
    if kind == "missing":
        return f"“{last}” is missing here"
    if kind == "extra_forbidden":
        close = get_close_matches(str(last), known, n=1)
        return f"“{last}” is not known here" + (f"; did you mean “{close[0]}”?" if close else "")
    if kind in WRONG_TYPE:
        return f"{this} must be {WRONG_TYPE[kind]}, and it is {_name_of(error['input'])}{_hint(error['input'], kind)}"
    if kind == "literal_error":
        return f"{_shown(error['input'])} is not possible here; it must be {context['expected'].replace(chr(39), '')}"
    if kind == "levels":
        return error["msg"]
    return _limits(kind, context, this)


def _limits(kind: str, context: dict[str, Any], this: str) -> str:
    words = {
        "string_too_short": f"{this} is empty",
        "too_short": f"{this} needs at least one item",
        "too_long": f"{this} has more than {context.get('max_length')} items",
        "string_too_long": f"this text is longer than {context.get('max_length')} characters",
        "string_pattern_mismatch": "a key has small letters, digits and single hyphens only",
        "greater_than_equal": f"{this} must not be less than {context.get('ge')}",
        "less_than_equal": f"{this} must not be more than {context.get('le')}",
        "multiple_of": f"{this} has at most three decimals",
    }
    return words.get(kind, f"{this} does not fit here")


def names_at(model: type[BaseModel], loc: tuple[str | int, ...]) -> list[str]:
    """Return the names allowed in the part that holds the last element of ``loc``."""
    names: set[str] = set()
    parts = [model]
    for step in [*loc[:-1], None]:
        names = {name for part in parts for name in part.model_fields} or names
        if isinstance(step, str):
            found = [part.model_fields[step].annotation for part in parts if step in part.model_fields]
            parts = [inner for annotation in found for inner in _models_in(annotation)] or parts
    return sorted(names)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in getattr(annotation, "__args__", ()) for model in _models_in(inner)]


def _name_of(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, list) else "a list of names"


def _hint(value: Any, kind: str) -> str:
    if kind == "string_type" and value is not None:
        return "; put the text in quotes"
    return ""


def _shown(value: Any) -> str:
    return f"“{value}”" if isinstance(value, str | int) else "this"
