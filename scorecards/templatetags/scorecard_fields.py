"""Small filters for the interview page's fields: ``{% load scorecard_fields %}``."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def field(prefix: str, name: str) -> str:
    """The path of a field: ``answers.k3v…`` and ``notes`` become ``answers.k3v….notes``."""
    return f"{prefix}.{name}"


@register.filter
def spent(seconds: int, minutes: int) -> str:
    """Time on a question beside its budget of ``minutes``, to the nearest minute: ``3 of 8 min``."""
    whole = (int(seconds) + 30) // 60
    if not whole:
        return f"{minutes} min"
    return f"{whole} min, {whole - minutes} more than planned" if whole > minutes else f"{whole} of {minutes} min"


@register.filter
def at(values: Mapping[str, Any] | None, path: str) -> Any:
    """The value at ``path``, or an empty text."""
    return (values or {}).get(path, "")
