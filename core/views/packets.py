"""A packet that is being compiled, and its file. Only the person who asked for it sees either."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from core import packets
from core.htmx import answer
from core.http import Request
from core.models import Packet


def _packet_of(request: Request, uid: str) -> Packet:
    packet = get_object_or_404(Packet.objects.visible_to(request.user).select_related("job"), uid=uid)
    if not packets.may_read(packet=packet, user=request.user):
        raise Http404
    return packet


@require_safe
def packet_detail(request: Request, uid: str) -> HttpResponse:
    """Show how far it is; htmx asks for the middle of the page again and again."""
    packet = _packet_of(request, uid)
    context = {"packet": packet, "page": packets.page_of(packet)}
    return answer(request, "core/packet_detail.html", fragment="core/_packet_progress.html", context=context)


@require_safe
def packet_download(request: Request, uid: str) -> FileResponse:
    """Answer with the file, to be shown with ``?inline=1`` and saved otherwise; 404 while there is none."""
    packet = _packet_of(request, uid)
    if not packet.is_ready:
        raise Http404
    return packets.open_packet(packet, by=request.user, inline=request.GET.get("inline") == "1")


@require_POST
def packet_retry(request: Request, uid: str) -> HttpResponse:
    """Compile it once more after it failed."""
    packet = _packet_of(request, uid)
    packets.retry(packet=packet, by=request.user)
    return redirect("packet_detail", uid=packet.uid)


@require_POST
def packet_cancel(request: Request, uid: str) -> HttpResponse:
    """Stop compiling it; the packet's page offers to begin again."""
    packet = _packet_of(request, uid)
    packets.cancel(packet=packet)
    return redirect("packet_detail", uid=packet.uid)
