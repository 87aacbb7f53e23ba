"""Small display helpers for every template: ``{% load core_ui %}``."""

from typing import Any

from django import template
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.safestring import SafeString, mark_safe

from core import request_ids

register = template.Library()

UNDO = "undo:"


@register.simple_tag(takes_context=True)
def repeat_block(context: Context, name: str) -> SafeString:
    """The rendered content of the named block once more, so that the title serves the tab and the heading."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return mark_safe(block.render(context).strip())  # noqa: S308  already rendered by the template engine


@register.simple_tag
def request_reference() -> str:
    """The id of the request that is being answered, as it stands in the log."""
    return request_ids.current()


@register.filter
def initials(name: object) -> str:
    """Up to two capital letters for a person's circle: first and last word of the name."""
    words = [word for word in str(name or "").split() if word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper() or "?"


@register.filter
def zone_city(zone: object) -> str:
    """The readable part of a zone's name: ``Europe/Berlin`` becomes ``Berlin``, ``UTC`` stays."""
    return str(zone or "").rsplit("/", 1)[-1].replace("_", " ")


@register.filter
def undo_url(message: Any) -> str:
    """The address that undoes what a message tells, from ``extra_tags="undo:/path/"``; empty if there is none."""
    tags = message.extra_tags or ""
    return tags.removeprefix(UNDO) if tags.startswith(UNDO + "/") and not tags.startswith(UNDO + "//") else ""


@register.filter
def message_kind(message: Any) -> str:
    """The kind of notice for a message of django.contrib.messages: done, attention, danger or info."""
    return {"success": "done", "warning": "attention", "error": "danger"}.get(message.level_tag, "info")
