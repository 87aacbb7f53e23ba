"""A sealed scorecard: one's own always, others' by the independence rule; with its revisions."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from core.errors import Refused
from core.http import Request
from hiring.models import Interview, Panelist

from ..forms import RevisionForm
from ..models import Scorecard
from ..queries.grading import side_by_side
from ..queries.interview_page import InterviewPage
from ..services import InvalidChanges, record_reading, revise
from ..visibility import visible_scorecards


def scorecard_detail(request: Request, uid: str) -> HttpResponse:
    """Read a sealed scorecard; its author may add a revision by POST. A draft leads back to its page."""
    cards = visible_scorecards(request.user).select_related(
        "panelist__user",
        "guide_stage__version",
        "panelist__interview__stage",
        "panelist__interview__candidacy__candidate",
        "panelist__interview__candidacy__role",
    )
    card = get_object_or_404(cards, uid=uid)
    interview = card.panelist.interview
    if not card.is_sealed:
        return redirect("scorecard_edit", interview.uid)
    own = request.user.has_perm("scorecards.revise_scorecard", card)
    form = RevisionForm(request.POST or None, scorecard=card) if own else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid() and _revise(request, card, form):
            return redirect("scorecard_detail", uid)
    if not own:
        record_reading(user=request.user, scorecards=[card], via="scorecard")
    context = {
        "card": card,
        "page": InterviewPage(interview, card),
        "interview": interview,
        "own": own,
        "owing": _still_owing(request, interview) if own else [],
        "side_by_side": side_by_side(request.user, interview) if own else 0,
        "form": form,
        "revisions": card.revisions.select_related("criterion").order_by("at"),
    }
    return render(request, "scorecards/scorecard_detail.html", context, status=422 if form and form.errors else 200)


def _still_owing(request: Request, interview: Interview) -> list[Panelist]:
    """What the reader themselves still owes on the candidate: the next thing to do, and nothing about anybody else."""
    owing = Panelist.objects.owing().filter(user=request.user, interview__candidacy=interview.candidacy)
    return list(owing.select_related("interview__stage").order_by("interview__starts_at", "pk"))


def _revise(request: Request, card: Scorecard, form: RevisionForm) -> bool:
    try:
        revise(scorecard=card, by=request.user, **form.change())
    except InvalidChanges as error:
        for name, sentence in error.errors.items():
            form.add_error(name if name in form.fields else None, sentence)
        return False
    except Refused as error:
        form.add_error(None, error.message)
        return False
    messages.success(request, "Revision added. What you sealed stays beside it.")
    return True
