"""What the page of a candidate's references shows of the panel: ``{% load debriefs_references %}``."""

from typing import Any

from django import template

from hiring.models import Candidacy
from scorecards.services import record_reading

from ..queries.reference_patterns import against_panel

register = template.Library()


@register.inclusion_tag("debriefs/_references_against_panel.html", takes_context=True)
def references_against_panel(context: template.Context, candidacy: Candidacy) -> dict[str, Any]:
    """How references and panel compare, by competency; nothing before the reader may know."""
    user = context["request"].user
    found = against_panel(user, candidacy, context.get("patterns"))
    if found.rows:
        record_reading(user=user, scorecards=found.scorecards, via="references")
    return {"rows": found.rows}
