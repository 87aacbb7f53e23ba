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
def at(values: Mapping[str, Any] | None, path: str) -> Any:
    """The value at ``path``, or an empty text."""
    return (values or {}).get(path, "")
