"""What several apps' templates share: ``{% load core_tags %}``."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.template.defaultfilters import date as date_words
from django.utils import timezone

from core.todo import Todo, merge

register = template.Library()


@register.simple_tag
def merge_todos(*groups: Iterable[Todo] | None) -> list[Todo]:
    """Put the lines of several apps into one order: ``{% merge_todos mine decisions as todos %}``."""
    return merge(*(group for group in groups if group))


@register.filter
def local_time(moment: datetime | None, words: str = "D j M, H:i") -> str:
    """A moment in the reader's zone, written by Django's date format; empty for none."""
    return date_words(timezone.localtime(moment), words) if moment else ""


@register.filter
def grouped(number: int) -> str:
    """A number with a comma after each three digits: "10,000"."""
    return f"{number:,}"


@register.filter
def file_size(size: int | None) -> str:
    """Bytes as people write them: ``84 KB``, ``1.2 MB``."""
    if size is None:
        return ""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} KB"


@register.simple_tag(takes_context=True)
def other_parameters(context: template.Context, *leave_out: str) -> str:
    """The query of this page without ``page`` and the named parameters, encoded, for links that keep the filter."""
    request: HttpRequest = context["request"]
    dropped = {"page", *leave_out}
    return urlencode([(key, value) for key, values in request.GET.lists() if key not in dropped for value in values])
