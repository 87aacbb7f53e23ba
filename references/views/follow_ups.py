"""One more question for every referee of a candidate."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.http import Request
from hiring.models import Candidacy

from ..forms import FollowUpForm
from ..models import FollowUp
from ..services import add_follow_up, take_back_follow_up
from .referees import candidacy_of, references_page


@require_POST
def follow_up_add(request: Request, uid: str) -> HttpResponse:
    """Ask it."""
    candidacy = candidacy_of(request, uid)
    form = FollowUpForm(request.POST)
    if form.is_valid():
        try:
            add_follow_up(candidacy=candidacy, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Every referee is asked this too.")
            return redirect("candidacy_references", uid=candidacy.uid)
    return references_page(request, candidacy, follow_up_form=form)


@require_POST
def follow_up_take_back(request: Request, uid: str) -> HttpResponse:
    """Ask it no further."""
    visible = Candidacy.objects.progress_visible_to(request.user)
    rows = FollowUp.objects.filter(candidacy__in=visible).select_related("candidacy")
    follow_up = get_object_or_404(rows, uid=uid)
    if not request.user.has_perm("references.take_back_follow_up", follow_up):
        raise PermissionDenied
    try:
        take_back_follow_up(follow_up=follow_up, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Taken back. Answers that were given stay.")
    return redirect("candidacy_references", uid=follow_up.candidacy.uid)
