"""A guide's text as it is said about one candidate: placeholders filled from a fixed map."""

from collections.abc import Mapping

from .guide_format.placeholders import PLACEHOLDER, fill


def say(text: str, *, values: Mapping[str, str], candidate: str = "") -> str:
    """Return ``text`` with the role's ``values`` and the candidate's name in their places.

    What has no value stays visible as words in brackets, ``[pay range]``, for the reader to fill in.
    """
    known = {**values, "candidate": candidate} if candidate else values
    missing = {name: f"[{name.replace('_', ' ')}]" for name in PLACEHOLDER.findall(text) if not known.get(name)}
    return fill(text, {**known, **missing})
