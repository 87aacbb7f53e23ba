"""Asking for an interview kit as a PDF."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from core.documents import request_document
from core.http import Request

from ..models import Interview
from ..packets import kit, may_read_kit


@require_POST
def kit_request(request: Request, uid: str) -> HttpResponse:
    """Ask for the kit of this interview; the packet's page shows how far it is."""
    interview = get_object_or_404(Interview.objects.visible_to(request.user), uid=uid)
    if not may_read_kit(request.user, interview.uid):
        raise PermissionDenied
    packet = request_document(kit(interview.uid), task="hiring.compile_kit", by=request.user)
    return redirect("packet_detail", uid=packet.uid)
