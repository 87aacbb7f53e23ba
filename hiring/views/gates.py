"""The gate: deciding with a reason, and taking it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Refused
from core.http import Request
from hiring import queries, services
from hiring.forms import DecideForm
from hiring.forms.fields import offer
from hiring.models import GateDecision, StageDecision
from hiring.queries.shown import find_shown
from question_bank.models import StageKind

from .answers import status_of

ACTS = {
    GateDecision.ADVANCE: (services.advance, "{} has advanced."),
    GateDecision.HIRE: (services.mark_hired, "{} is hired."),
    GateDecision.HOLD: (services.hold, "{} is on hold."),
    GateDecision.RESUME: (services.resume, "{} goes on."),
    GateDecision.CLOSE: (services.close_candidacy, "{}'s candidacy is closed."),
    GateDecision.WITHDRAW: (services.withdraw, "{}'s withdrawal is noted."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def candidacy_decide(request: Request, uid: str) -> HttpResponse:
    """Advance, hire, hold, resume, close or withdraw; whoever owes a scorecard is told why they cannot judge yet."""
    candidacy = find_shown(request.user, uid)
    decides = request.user.has_perm("hiring.decide_candidacy", candidacy)
    if not decides and not request.user.has_perm("hiring.withdraw_candidacy", candidacy):
        raise PermissionDenied("Only the role's hiring managers and recruiters decide here.")
    standing = queries.standing(request.user, candidacy)
    judges = decides and standing.follows
    later = [stage for stage in standing.stages if stage.position > standing.stage.position]
    # From the debrief on, its decision moves the candidacy.
    following = later[0] if later and judges and standing.stage.kind != StageKind.DEBRIEF else None
    form = DecideForm(
        request.POST or None,
        state=standing.state,
        next_stage=following.name if following else "",
        # The debrief decides on a hire; what is left to the gate is the word after the references.
        may_hire=judges and standing.stage.kind == StageKind.REFERENCES,
    )
    if not judges:
        only = [(GateDecision.WITHDRAW.value, "Withdraw: the candidate stepped back")]
        offer(form, "decision", only if standing.is_running else [])
    if request.method == "POST" and form.is_valid():
        act, words = ACTS[GateDecision(form.cleaned_data["decision"])]
        try:
            decision = act(candidacy=candidacy, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            undo = f"undo:{reverse('stage_decision_undo', args=[decision.uid])}"
            messages.success(request, words.format(candidacy.candidate), extra_tags=undo)
            return redirect("candidacy_detail", candidacy.uid)
    context = {
        "form": form,
        "candidacy": candidacy,
        "standing": standing,
        "judges": judges,
        "unready": _unready(standing),
    }
    return render(request, "hiring/candidacy_decide.html", context, status=status_of(form))


def _unready(standing: queries.Standing) -> str:
    if not standing.stage_interviews:
        return "Nobody has interviewed in this stage yet. Advancing now rests on nothing that was measured."
    return f"This stage still waits for: {standing.waits_for.lower()}, {standing.waits_on}."


@require_POST
def stage_decision_undo(request: Request, uid: str) -> HttpResponse:
    """Take a decision back within an hour."""
    rows = StageDecision.objects.visible_to(request.user).select_related("candidacy")
    decision = get_object_or_404(rows, uid=uid)
    candidacy = decision.candidacy
    if decision.by_id != request.user.pk and not request.user.has_perm("hiring.decide_candidacy", candidacy):
        raise PermissionDenied("Only the role's hiring managers and recruiters take decisions back.")
    try:
        services.undo_decision(decision=decision, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Taken back. It stays in the history, marked as undone.")
    return redirect("candidacy_detail", candidacy.uid)
