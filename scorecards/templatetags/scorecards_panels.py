"""What scorecards show on other apps' pages: ``{% load scorecards_panels %}``."""

from typing import Any

from django import template
from django.urls import reverse

from core.todo import Todo
from hiring.models import Candidacy, Interview, Role
from question_bank.models import Question

from ..models import BreakGlass
from ..queries.panel import scorecards_panel as panel_of
from ..queries.todos import link_of, todos_of
from ..queries.use import FEW, LATELY, OFTEN, use_of
from ..services import record_reading

register = template.Library()


@register.inclusion_tag("scorecards/_panel.html", takes_context=True)
def scorecards_panel(context: template.Context, candidacy: Candidacy) -> dict[str, Any]:
    """The candidate page's part: own scorecards, who owes (for deciders), and what is in once a stage is complete.

    Showing others' scorecards is recorded.
    """
    user = context["request"].user
    panel = panel_of(user, candidacy)
    if panel.shown:
        record_reading(user=user, scorecards=panel.shown, via="candidate page")
    shown = {
        "own": panel.own,
        "owes": panel.owes,
        "waits": panel.waits,
        "stages": panel.stages,
        "outside": panel.outside,
        "learners": panel.learners,
    }
    return shown | {"candidacy": candidacy}


@register.inclusion_tag("scorecards/_glass.html", takes_context=True)
def break_glass_notices(context: template.Context, candidacy: Candidacy) -> dict[str, Any]:
    """Every time that an admin opened the scorecards of ``candidacy``, for those who may know. One query."""
    user = context["request"].user
    found = BreakGlass.objects.visible_to(user).filter(candidacy=candidacy).in_order()
    return {
        "found": [(glass, glass.is_open and user.has_perm("scorecards.end_break_glass", glass)) for glass in found],
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("scorecards/_question_use.html", takes_context=True)
def question_use(context: template.Context, question: Question) -> dict[str, Any]:
    """How often ``question`` was planned, asked and skipped, and how it went, as far as the reader may know."""
    return {"use": use_of(context["request"].user, question), "few": FEW, "often": OFTEN, "days": LATELY.days}


@register.simple_tag(takes_context=True)
def role_report_url(context: template.Context, role: Role) -> str:
    """Where the report on ``role`` stands, for those who may see it; else empty. At most one query.

    Of those who may edit the role (the page's ``may_edit``), only recruiters without a seat may not see it.
    """
    user = context["request"].user
    if not context.get("may_edit"):
        return ""
    asks = user.access_level == "recruiter"
    allowed = not asks or user.has_perm("scorecards.see_role_report", role)
    return reverse("role_independence", args=[role.uid]) if allowed else ""


@register.simple_tag(takes_context=True)
def scorecards_todos(context: template.Context) -> list[Todo]:
    """The lines of Today that come from scorecards."""
    return todos_of(context["request"].user)


@register.simple_tag(takes_context=True)
def interview_scorecard_link(context: template.Context, interview: Interview) -> dict[str, str]:
    """The reader's own way into their scorecard on ``interview``: ``act`` and ``url``; empty when there is none."""
    return link_of(context["request"].user, interview)
