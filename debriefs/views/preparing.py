"""Preparing a debrief and changing its time or its facilitator."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from core.errors import Refused
from core.http import Request
from hiring.models import Candidacy

from .. import services
from ..forms import DebriefForm
from ..queries import find_debrief
from ..visibility import room


def debrief_create(request: Request, uid: str) -> HttpResponse:
    """Prepare the debrief of one candidacy."""
    visible = Candidacy.objects.visible_to(request.user).select_related("candidate", "role")
    candidacy = get_object_or_404(visible, uid=uid)
    if not request.user.has_perm("debriefs.prepare_debrief", candidacy):
        raise PermissionDenied
    prepared = candidacy.debriefs.filter(closed_at=None).first()
    if prepared and request.method == "GET":
        return redirect("debrief_detail", uid=prepared.uid)
    around = room(request.user, candidacy)
    form = DebriefForm(request.POST or None, around=around, initial={"facilitator": request.user})
    if request.method == "POST" and form.is_valid():
        try:
            debrief = services.prepare_debrief(candidacy=candidacy, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field, refused.message)
        else:
            messages.success(request, "The debrief is prepared.")
            return redirect("debrief_detail", uid=debrief.uid)
    context = {"form": form, "candidacy": candidacy}
    return render(request, "debriefs/debrief_form.html", context, status=422 if form.errors else 200)


def debrief_edit(request: Request, uid: str) -> HttpResponse:
    """Give a debrief another time or facilitator."""
    debrief = find_debrief(request.user, uid)
    if not request.user.has_perm("debriefs.change_debrief", debrief):
        raise PermissionDenied
    around = room(request.user, debrief.candidacy)
    initial = {"facilitator": debrief.facilitator, "scheduled_at": debrief.scheduled_at}
    form = DebriefForm(request.POST or None, around=around, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_debrief(debrief=debrief, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field, refused.message)
        else:
            messages.success(request, "The debrief is changed.")
            return redirect("debrief_detail", uid=debrief.uid)
    context = {"form": form, "candidacy": debrief.candidacy, "debrief": debrief}
    return render(request, "debriefs/debrief_form.html", context, status=422 if form.errors else 200)
