"""The references of one candidate: who is asked, how far, and what comes up again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Refused
from core.http import Request
from hiring.models import Candidacy

from ..forms import RefereeForm
from ..models import Referee
from ..queries import overview, patterns
from ..services import add_referee, start_check


def _candidacy(request: Request, uid: str) -> Candidacy:
    visible = Candidacy.objects.visible_to(request.user).select_related("candidate", "role")
    candidacy = get_object_or_404(visible, uid=uid)
    if not request.user.has_perm("references.view_references", candidacy):
        raise PermissionDenied
    return candidacy


@require_safe
def candidacy_references(request: Request, uid: str) -> HttpResponse:
    """Show referees, answers side by side and levels with their spread."""
    candidacy = _candidacy(request, uid)
    context = {
        "candidacy": candidacy,
        "overview": overview(request.user, candidacy),
        "patterns": patterns(request.user, candidacy),
    }
    return render(request, "references/candidacy_references.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def referee_create(request: Request, uid: str) -> HttpResponse:
    """Name a referee."""
    candidacy = _candidacy(request, uid)
    form = RefereeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            referee = add_referee(candidacy=candidacy, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, f"{referee.name} is noted as a referee.")
            return redirect("candidacy_references", uid=candidacy.uid)
    status = 422 if form.is_bound else 200
    return render(request, "references/referee_create.html", {"candidacy": candidacy, "form": form}, status=status)


@require_POST
def reference_check_start(request: Request, uid: str) -> HttpResponse:
    """Open the sheet for a conversation with this referee."""
    visible = Referee.objects.visible_to(request.user).select_related("candidacy__role", "candidacy__candidate")
    referee = get_object_or_404(visible, uid=uid)
    try:
        check = start_check(referee=referee, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("candidacy_references", uid=referee.candidacy.uid)
    return redirect("reference_check_edit", uid=check.uid)
