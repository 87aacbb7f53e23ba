"""The references of one candidate: who is asked, how far, and what comes up again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Refused
from core.http import Request
from hiring.forms.fields import PlainForm
from hiring.models import Candidacy

from ..forms import ConsentForm, FollowUpForm, RefereeForm
from ..models import Referee
from ..queries import overview, patterns, shown_follow_ups
from ..services import add_referee, change_referee, record_consent, request_report, start_check, withdraw_consent


def candidacy_of(request: Request, uid: str) -> Candidacy:
    """The candidacy whose references the person may see, else 404 or 403."""
    visible = Candidacy.objects.visible_to(request.user).select_related("candidate", "role__reference_policy")
    candidacy = get_object_or_404(visible, uid=uid)
    if not request.user.has_perm("references.view_references", candidacy):
        raise PermissionDenied
    return candidacy


def referee_of(request: Request, uid: str) -> Referee:
    """A referee whom the person may see, else 404."""
    visible = Referee.objects.visible_to(request.user).select_related("candidacy__role", "candidacy__candidate")
    return get_object_or_404(visible, uid=uid)


@require_safe
def candidacy_references(request: Request, uid: str) -> HttpResponse:
    """Show referees, answers side by side and levels with their spread."""
    return references_page(request, candidacy_of(request, uid))


def references_page(
    request: Request, candidacy: Candidacy, *, follow_up_form: FollowUpForm | None = None, is_refused: bool = False
) -> HttpResponse:
    """The page, with what is wrong beside the form that was sent, if one was."""
    follow_ups = shown_follow_ups(request.user, candidacy)
    context = {
        "candidacy": candidacy,
        "overview": overview(request.user, candidacy),
        "patterns": patterns(request.user, candidacy, follow_ups),
        "follow_ups": follow_ups,
        "follow_up_form": follow_up_form or FollowUpForm(),
    }
    status = 422 if follow_up_form or is_refused else 200
    return render(request, "references/candidacy_references.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def referee_create(request: Request, uid: str) -> HttpResponse:
    """Name a referee."""
    candidacy = candidacy_of(request, uid)
    form = RefereeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            referee = add_referee(candidacy=candidacy, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{referee.name} is noted as a referee.")
            return redirect("candidacy_references", uid=candidacy.uid)
    status = 422 if form.is_bound else 200
    return render(request, "references/referee_form.html", {"candidacy": candidacy, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def referee_edit(request: Request, uid: str) -> HttpResponse:
    """Correct what was noted of a referee."""
    referee = referee_of(request, uid)
    form = RefereeForm(request.POST or None, referee=referee)
    if request.method == "POST" and form.is_valid():
        try:
            change_referee(referee=referee, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("candidacy_references", uid=referee.candidacy.uid)
    context = {"candidacy": referee.candidacy, "referee": referee, "form": form}
    return render(request, "references/referee_form.html", context, status=422 if form.is_bound else 200)


@require_POST
def referee_consent(request: Request, uid: str) -> HttpResponse:
    """Note that the candidate or the referee agrees (``act`` empty), or no longer does (``withdraw``)."""
    referee = referee_of(request, uid)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return refused(request, referee, form)
    if request.POST.get("act") == "withdraw":
        withdraw_consent(referee=referee, of=form.cleaned_data["of"], by=request.user)
        messages.success(request, "Noted. Nobody gets in touch with the referee until that changes.")
    else:
        record_consent(referee=referee, by=request.user, **form.cleaned_data)
        messages.success(request, "Noted, with your name and the time.")
    return back(request, referee)


@require_POST
def reference_check_start(request: Request, uid: str) -> HttpResponse:
    """Open the sheet for a conversation with this referee."""
    referee = referee_of(request, uid)
    try:
        check = start_check(referee=referee, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("candidacy_references", uid=referee.candidacy.uid)
    return redirect("reference_check_edit", uid=check.uid)


@require_POST
def reference_report_request(request: Request, uid: str) -> HttpResponse:
    """Ask for the report on all references; the packet's page shows how far it is."""
    packet = request_report(candidacy=candidacy_of(request, uid), by=request.user)
    return redirect("packet_detail", uid=packet.uid)


def refused(request: Request, referee: Referee, form: PlainForm) -> HttpResponse:
    """The list of referees, with the first thing that is wrong with a form that has no page of its own."""
    messages.error(request, str(next(iter(form.errors.values()))[0]))
    return references_page(request, candidacy_of(request, referee.candidacy.uid), is_refused=True)


def back(request: Request, referee: Referee) -> HttpResponse:
    """To the call page, if the form was sent from there and it is still open; else to the list of referees."""
    check = getattr(referee, "check_taken", None)
    if request.POST.get("from") == "call" and check and not check.is_finished:
        return redirect("reference_check_edit", uid=check.uid)
    return redirect("candidacy_references", uid=referee.candidacy.uid)
