"""Asking for the documents of a debrief as PDFs."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from core.http import Request
from core.models import Packet

from .. import services
from ..queries import find_debrief


@require_POST
def debrief_packet_request(request: Request, uid: str) -> HttpResponse:
    """Ask for the packet for the meeting; the packet's page shows how far it is."""
    return _request(request, uid, services.request_debrief_packet)


@require_POST
def decision_file_request(request: Request, uid: str) -> HttpResponse:
    """Ask for the file on the decision; the packet's page shows how far it is."""
    return _request(request, uid, services.request_decision_file)


@require_POST
def summary_pdf_request(request: Request, uid: str) -> HttpResponse:
    """Ask for the summary as a PDF; the packet's page shows how far it is."""
    return _request(request, uid, services.request_summary_pdf)


def _request(request: Request, uid: str, ask: Callable[..., Packet]) -> HttpResponse:
    debrief = find_debrief(request.user, uid)
    try:
        packet = ask(debrief=debrief, by=request.user)
    except services.NotInTheRoom as refused:
        raise PermissionDenied from refused
    return redirect("packet_detail", uid=packet.uid)
