"""How a guide's texts are shown: ``{% load question_bank_text %}``."""

from collections.abc import Mapping

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from question_bank.guide_format import Change
from question_bank.guide_format.placeholders import PLACEHOLDER
from question_bank.models import Criterion, GuideStage, GuideVersion, StageCriterion

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
def question_minutes(stage: GuideStage) -> int:
    """How many minutes the stage's questions take together; reads what is prefetched."""
    return sum(question.minutes for question in stage.questions.all())


@register.filter
def length_of(stage: GuideStage) -> str:
    """How long the stage takes, in minutes, or in hours if it takes some whole ones."""
    least, most = stage.minutes_min, stage.minutes_max
    unit = "min"
    if least >= 120 and least % 60 == most % 60 == 0:
        least, most, unit = least // 60, most // 60, "hours"
    return f"{least} {unit}" if least == most else f"{least}–{most} {unit}"  # noqa: RUF001


@register.filter
def has_directions(stage: GuideStage) -> bool:
    """Whether the guide tells the interviewer anything about the stage as a whole."""
    return any(stage.directions.values())


@register.filter
def placed_of(stage: GuideStage, shared: list[Criterion]) -> list[StageCriterion]:
    """The places of ``shared`` criteria on the stage's scorecard, in its order; reads what is prefetched."""
    keys = {criterion.pk for criterion in shared}
    return [placement for placement in stage.placements.all() if placement.criterion_id in keys]


@register.filter
def share_of(stage: GuideStage, stages: list[GuideStage]) -> str:
    """The stage's part of the composite among the scored ``stages``, as a percentage."""
    total = sum(other.weight for other in stages if other.is_scored)
    return f"{100 * stage.weight / total:.0f}%" if total else "0%"


@register.filter
def items_of(points: Mapping[str, list[str]]) -> list[str]:
    """The items of a list with an introduction; in a template ``points.items`` would be the mapping's own method."""
    return points["items"]


@register.filter
def purposes(keys: list[str], version: GuideVersion) -> list[str]:
    """The duties and outcomes that ``keys`` name, in words, as far as the version has them."""
    duties = {duty["key"]: duty["text"] for duty in version.job_description.get("duties", [])}
    outcomes = {outcome["key"]: outcome["name"] for outcome in version.profile.get("outcomes", [])}
    return [(duties | outcomes)[key] for key in keys if key in duties or key in outcomes]


@register.inclusion_tag("question_bank/_change.html")
def show_change(change: Change) -> dict[str, object]:
    """One change with its words: what stayed, what went, what came."""
    return {"change": change, "words": change.words()}
