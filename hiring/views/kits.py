"""Asking for the documents of hiring as PDFs."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.http import Request
from core.models import Packet

from .. import services
from ..forms import DayForm
from ..models import Candidacy, Interview, Role, Stage


@require_POST
def kit_request(request: Request, uid: str) -> HttpResponse:
    """Ask for the kit of this interview; the packet's page shows how far it is."""
    rows = Interview.objects.select_related("candidacy")
    # Whoever sits on the panel asks most often, and is found without the long query.
    own = rows.filter(uid=uid, panelists__user=request.user).first()
    interview = own or get_object_or_404(rows.visible_to(request.user), uid=uid)
    return _answer(services.request_kit, interview=interview, by=request.user)


@require_POST
def brief_request(request: Request, uid: str) -> HttpResponse:
    """Ask for the brief of a work sample, to be given to the candidate."""
    interviews = Interview.objects.visible_to(request.user).select_related("candidacy")
    interview = get_object_or_404(interviews, uid=uid)
    return _answer(services.request_brief, interview=interview, by=request.user)


@require_POST
def preparation_request(request: Request, uid: str) -> HttpResponse:
    """Ask for the sheet by which a candidate prepares."""
    candidacy = get_object_or_404(Candidacy.objects.visible_to(request.user), uid=uid)
    return _answer(services.request_preparation, candidacy=candidacy, by=request.user)


@require_POST
def stage_kit_request(request: Request, uid: str) -> HttpResponse:
    """Ask for the kit of a role's stage without a candidate."""
    stage = get_object_or_404(Stage.objects.filter(role__in=Role.objects.visible_to(request.user)), uid=uid)
    return _answer(services.request_stage_kit, stage=stage, by=request.user)


@require_POST
def day_kits_request(request: Request, uid: str) -> HttpResponse:
    """Ask for the kits of all interviews of a role on one day, as one file."""
    role = get_object_or_404(Role.objects.visible_to(request.user), uid=uid)
    form = DayForm(request.POST)
    if form.is_valid():
        try:
            packet = services.request_day_kits(role=role, day=form.cleaned_data["day"], by=request.user)
        except services.NothingThatDay as refusal:
            messages.error(request, refusal.message)
        else:
            return redirect("packet_detail", uid=packet.uid)
    else:
        messages.error(request, "Choose a day.")
    return redirect(f"{reverse('role_detail', args=[role.uid])}?view=guide")


def _answer(ask: Callable[..., Packet], **values: object) -> HttpResponse:
    try:
        packet = ask(**values)
    except Refused as refusal:
        raise PermissionDenied(refusal.message) from refusal
    return redirect("packet_detail", uid=packet.uid)
