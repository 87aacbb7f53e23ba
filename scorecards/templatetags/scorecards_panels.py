"""What scorecards show on other apps' pages: ``{% load scorecards_panels %}``."""

from typing import Any

from django import template

from hiring.models import Candidacy, Interview

register = template.Library()


@register.inclusion_tag("scorecards/_panel.html", takes_context=True)
def scorecards_panel(context: template.Context, candidacy: Candidacy) -> dict[str, Any]:
    """The candidate page's part: own scorecards, who owes (for deciders), and what is in once a stage is complete."""
    return {"candidacy": candidacy, "user": context["request"].user}


@register.simple_tag(takes_context=True)
def scorecards_todos(context: template.Context) -> list[Any]:
    """The lines of Today that come from scorecards, as ``core.todo.Todo``."""
    return []


@register.simple_tag(takes_context=True)
def interview_scorecard_link(context: template.Context, interview: Interview) -> dict[str, str]:
    """The reader's own way into their scorecard on ``interview``: ``act`` and ``url``; empty when there is none."""
    return {}
