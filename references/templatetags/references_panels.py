"""References on the pages of hiring: ``{% load references_panels %}``."""

from typing import Any

from django import template

from accounts.models import User
from core.todo import Todo
from hiring.models import Candidacy, Role

from ..queries import overview, patterns, policy_of, todos

register = template.Library()
SET_POLICY = "references.set_policy"


@register.inclusion_tag("references/_panel.html", takes_context=True)
def references_panel(context: template.Context, candidacy: Candidacy) -> dict[str, Any]:
    """The candidate page's part on references; renders nothing for whoever may not see them."""
    user: User = context["request"].user
    if not user.has_perm("references.view_references", candidacy):
        return {"shown": False}
    return {
        "shown": True,
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "candidacy": candidacy,
        "overview": overview(user, candidacy),
        "patterns": patterns(user, candidacy),
    }


@register.inclusion_tag("references/_policy.html", takes_context=True)
def reference_policy(context: template.Context, role: Role) -> dict[str, Any]:
    """The role page's part on what the role asks of its references. Two queries."""
    return {"role": role, "policy": policy_of(role), "may_set": context["request"].user.has_perm(SET_POLICY, role)}


@register.simple_tag(takes_context=True)
def references_todos(context: template.Context) -> list[Todo]:
    """The lines of Today on references: own checks begun, calls agreed on, candidacies at that stage. Two queries."""
    return todos(context["request"].user)
