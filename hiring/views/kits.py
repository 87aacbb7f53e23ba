"""Asking for an interview kit as a PDF."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from core.http import Request

from .. import services
from ..models import Interview


@require_POST
def kit_request(request: Request, uid: str) -> HttpResponse:
    """Ask for the kit of this interview; the packet's page shows how far it is."""
    interviews = Interview.objects.visible_to(request.user).select_related("candidacy")
    interview = get_object_or_404(interviews, uid=uid)
    try:
        packet = services.request_kit(interview=interview, by=request.user)
    except services.NotOnThisInterview as refusal:
        raise PermissionDenied(refusal.message) from refusal
    return redirect("packet_detail", uid=packet.uid)
