"""The places of a panel, in words: ``{% load debriefs_people %}``.

Written in Python: a large panel has sixty, on every step of a debrief.
"""

from django import template
from django.utils import timezone
from django.utils.dateformat import format as in_words
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from ..visibility import Place

register = template.Library()

SEALED = ', <time datetime="{}" title="Sealed {}">sealed {}</time>'
STATES = {
    "owing": mark_safe(", <strong>owed</strong>"),
    "recused": mark_safe(", recused"),
    "left": mark_safe(", released"),
    "ended": mark_safe(", no scorecard"),
}


@register.simple_tag
def place_words(place: Place) -> SafeString:
    """The stage of ``place`` and how far its scorecard is, a sealed one with its time in the reader's zone."""
    if place.sealed_at:
        at = timezone.localtime(place.sealed_at)
        state = format_html(SEALED, at.isoformat(), in_words(at, "D j M, H:i"), in_words(at, "j M"))
    else:
        state = STATES[place.state]
    return format_html('<span class="people-state">{}{}</span>', place.panelist.interview.stage.name, state)
