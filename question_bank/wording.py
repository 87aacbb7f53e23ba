"""A guide's text as it is said about one candidate: placeholders filled from a fixed map."""

from collections.abc import Mapping
from typing import Any

from .guide_format.placeholders import PLACEHOLDER, fill


def say(text: str, *, values: Mapping[str, str], candidate: str = "") -> str:
    """Return ``text`` with the role's ``values`` and the candidate's name in their places.

    What has no value stays visible as words in brackets, ``[pay range]``, for the reader to fill in.
    """
    known = {**values, "candidate": candidate} if candidate else values
    missing = {name: f"[{name.replace('_', ' ')}]" for name in PLACEHOLDER.findall(text) if not known.get(name)}
    return fill(text, {**known, **missing})


def say_all(part: Any, *, values: Mapping[str, str], candidate: str = "") -> Any:
    """Return ``part`` (text, list or dict of them) with the placeholders of every text filled as by ``say``."""
    if isinstance(part, str):
        return say(part, values=values, candidate=candidate)
    if isinstance(part, list):
        return [say_all(item, values=values, candidate=candidate) for item in part]
    if isinstance(part, dict):
        # "items" names the points of a list; a template would find the dict's method of that name first.
        return {
            ("points" if key == "items" else key): say_all(value, values=values, candidate=candidate)
            for key, value in part.items()
        }
    return part
