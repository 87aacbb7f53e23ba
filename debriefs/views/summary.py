"""The summary of a debrief: as a page, as text to paste, and asking for it."""

import re

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from core.http import Request
from scorecards.services import record_reading

from .. import services
from ..models import Debrief, Summary
from ..queries import find_debrief, readable_summaries, summary_under_way


@require_safe
def summary_detail(request: Request, uid: str) -> HttpResponse:
    """The newest summary, or the earlier one with the number ``number``."""
    debrief = _attended(request, uid)
    summaries = readable_summaries(request.user, debrief)
    if request.htmx and "shown" in request.GET:
        return _state(request, debrief, summaries, request.GET["shown"])
    summary = _chosen(summaries, request.GET.get("number", ""))
    if summary:
        record_reading(user=request.user, scorecards=summary.scorecards.all(), via="summary")
    context = {
        "debrief": debrief,
        "candidacy": debrief.candidacy,
        "summary": summary,
        "shown": summary.number if summary else 0,
        "earlier": [each for each in summaries if each.replaced_at],
        "text": render_to_string("debriefs/summary.txt", {"said": summary.content}) if summary else "",
        "pending": summary_under_way(debrief),
        "closed_to_reader": not summaries and debrief.summaries.exists(),
    }
    return render(request, "debriefs/summary_detail.html", context)


@require_POST
def summary_request(request: Request, uid: str) -> HttpResponse:
    """Have the worker put it together now."""
    debrief = _attended(request, uid)
    services.request_summary(debrief=debrief, by=request.user)
    return redirect("summary_detail", uid=debrief.uid)


def _state(request: Request, debrief: Debrief, summaries: list[Summary], shown: str) -> HttpResponse:
    """Whether it is still being put together; once it is, the page that had none is loaded again."""
    known = int(shown) if re.fullmatch("[0-9]{1,6}", shown) else 0
    newest = summaries[0].number if summaries else 0
    context = {"debrief": debrief, "pending": summary_under_way(debrief), "shown": known, "newest": newest}
    response = render(request, "debriefs/_summary_state.html", context | {"in_answer": True})
    if newest and not known and not context["pending"]:
        response.headers["HX-Refresh"] = "true"
    return response


def _attended(request: Request, uid: str) -> Debrief:
    debrief = find_debrief(request.user, uid)
    if not request.user.has_perm("debriefs.attend_debrief", debrief):
        raise PermissionDenied
    return debrief


def _chosen(summaries: list[Summary], number: str) -> Summary | None:
    asked = [summary for summary in summaries if str(summary.number) == number]
    return next(iter(asked or summaries), None)
