"""How a guide's texts are shown: ``{% load question_bank_text %}``."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from question_bank.guide_format import Change
from question_bank.guide_format.document import Stage
from question_bank.guide_format.placeholders import PLACEHOLDER
from question_bank.models import QuestionLevel, QuestionType
from question_bank.queries import Line, Plan

register = template.Library()


@register.filter
def with_placeholders(text: str, declared: Mapping[str, str] | None) -> SafeString:
    """The text, escaped, each placeholder as a marked word that tells what will stand there."""
    parts: list[str] = []
    end = 0
    for match in PLACEHOLDER.finditer(text or ""):
        meaning = (declared or {}).get(match[1], "")
        parts += [
            conditional_escape(text[end : match.start()]),
            format_html('<span class="placeholder" title="{}">{}</span>', meaning, match[1].replace("_", " ")),
        ]
        end = match.end()
    parts.append(conditional_escape((text or "")[end:]))
    return mark_safe("".join(parts))  # noqa: S308  every part was escaped above


@register.filter
def length_of(stage: Stage) -> str:
    """How long the stage takes, in minutes, or in hours if it takes some whole ones."""
    least, most = stage.minutes.min, stage.minutes.max
    unit = "min"
    if least >= 120 and least % 60 == most % 60 == 0:
        least, most, unit = least // 60, most // 60, "hours"
    return f"{least} {unit}" if least == most else f"{least}–{most} {unit}"  # noqa: RUF001


@register.filter
def share_of(stage: Stage, stages: list[Stage]) -> str:
    """The stage's part of the composite among the scored ``stages``, as a percentage."""
    total = sum(other.weight for other in stages if other.is_scored)
    return f"{100 * stage.weight / total:.0f}%" if total else "0%"


@register.filter
def at(words: Mapping[str, Any], key: str) -> Any:
    """What ``words`` has at ``key``, or an empty text."""
    return words.get(key, "")


@register.filter
def type_words(kind: str) -> str:
    """A question's type, as people read it."""
    return QuestionType(kind).label


@register.filter
def level_words(level: str) -> str:
    """Whom a question is meant for, as people read it."""
    return QuestionLevel(level).label


@register.simple_tag
def lines_of(plan: Plan, state: str) -> list[Line]:
    """The lines of a file of questions that would do this: ``{% lines_of plan "added" as added %}``."""
    return plan.of(state)


@register.inclusion_tag("question_bank/_change.html")
def show_change(change: Change) -> dict[str, object]:
    """One change, side by side: what was, and what is."""
    words = change.words()
    return {
        "change": change,
        "was": [run for run in words if run[0] != "new"],
        "now": [run for run in words if run[0] != "gone"],
    }
