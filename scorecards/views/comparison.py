"""What somebody who sat in to learn sealed, beside what the panel did."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.http import Request

from ..queries.comparison import comparison
from ..services import record_reading
from ..visibility import visible_scorecards


@require_safe
def scorecard_compare(request: Request, uid: str) -> HttpResponse:
    """Show both sides, criterion by criterion, to either of them; 404 until both are open to the reader."""
    rows = visible_scorecards(request.user).sealed().filter(panelist__shadows=True)
    related = ("user", "interview__stage", "interview__candidacy__candidate", "interview__candidacy__role")
    learner = get_object_or_404(rows.select_related("guide_stage", *(f"panelist__{name}" for name in related)), uid=uid)
    both = comparison(request.user, learner)
    if both is None:
        raise Http404
    record_reading(user=request.user, scorecards=both.scorecards, via="comparison")
    context = {"both": both, "learner": learner, "interview": learner.panelist.interview}
    return render(request, "scorecards/scorecard_compare.html", context)
