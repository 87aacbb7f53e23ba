"""The guide's words with a role's own put into their places: ``{% load hiring_guide %}``."""

from collections.abc import Mapping

from django import template

from question_bank import guide_format

register = template.Library()


@register.filter
def fill(text: str | None, values: Mapping[str, str] | None) -> str:
    """The text with the role's words in their places; a place without a word stays as written."""
    return guide_format.fill(text or "", values or {})
