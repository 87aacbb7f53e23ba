"""What other pages show of debriefs: ``{% load debriefs_panels %}``."""

from typing import Any

from django import template
from django.urls import reverse

from core.todo import Todo
from hiring.models import Candidacy, Role

from .. import queries
from ..models import Debrief, NextStep
from ..visibility import room

register = template.Library()


@register.inclusion_tag("debriefs/_panel.html", takes_context=True)
def debriefs_panel(context: template.Context, candidacy: Candidacy) -> dict[str, Any]:
    """The debriefs of ``candidacy``, newest first, for the candidate page; nothing for whoever a panel binds."""
    user = context["request"].user
    around = room(user, candidacy)
    if around.bound:
        return {"hidden": True}
    rows = Debrief.objects.visible_to(user).filter(candidacy=candidacy).select_related("facilitator")
    debriefs = list(rows.with_decisions().order_by("-pk"))
    closed = [debrief for debrief in debriefs if debrief.closed_at and around.takes_part]
    steps = NextStep.objects.standing().filter(debrief__in=closed).in_order()
    return {
        "next_steps": [(step, around.decides or step.owner_id == user.pk) for step in steps],
        "hidden": not debriefs and not around.decides,
        "candidacy": candidacy,
        "debriefs": debriefs,
        "takes_part": around.takes_part,
        "may_prepare": around.decides and candidacy.is_running and not any(_goes_on(debrief) for debrief in debriefs),
    }


@register.simple_tag(takes_context=True)
def debriefs_todos(context: template.Context) -> list[Todo]:
    """The reader's lines for Today: ``{% debriefs_todos as debriefs %}``."""
    return queries.todos(context["request"].user)


@register.simple_tag(takes_context=True)
def debrief_policy_url(context: template.Context, role: Role) -> str:
    """Where the debrief policy of ``role`` is set, for its hiring managers; else empty. At most one query."""
    user = context["request"].user
    allowed = context.get("may_edit") and user.has_perm("debriefs.set_policy", role)
    return reverse("debrief_policy", args=[role.uid]) if allowed else ""


def _goes_on(debrief: Debrief) -> bool:
    made = debrief.decision
    return debrief.closed_at is None or (made is not None and made.waits)
