"""Breaking the glass: the page that says what will happen and asks why, and the way to end it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Refused
from core.http import Request
from hiring.models import Candidacy

from ..forms import BreakGlassForm
from ..models import OPEN_FOR, BreakGlass
from ..services import KeptByPanel, NotAnAdmin, break_glass, end_break_glass
from ..visibility import is_kept_by_panel


@require_http_methods(["GET", "HEAD", "POST"])
def glass_break(request: Request, uid: str) -> HttpResponse:
    """Ask an admin why it has to be, and open the scorecards to them; whom a panel keeps is told so instead."""
    candidacies = Candidacy.objects.visible_to(request.user).select_related("candidate", "role")
    candidacy = get_object_or_404(candidacies, uid=uid)
    if not request.user.has_perm("scorecards.break_glass"):
        raise PermissionDenied(NotAnAdmin.message)
    context = {"candidacy": candidacy, "hours": OPEN_FOR.total_seconds() // 3600}
    if is_kept_by_panel(request.user, candidacy):
        context |= {"refusal": KeptByPanel.message}
        return render(request, "scorecards/glass_form.html", context, status=403)
    form = BreakGlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            break_glass(candidacy=candidacy, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The scorecards are open to you. The panel and the deciders are told.")
            return redirect(_scorecards(candidacy))
    return render(request, "scorecards/glass_form.html", context | {"form": form}, status=422 if form.is_bound else 200)


@require_POST
def glass_end(request: Request, uid: str) -> HttpResponse:
    """Close the scorecards again, before the time is over."""
    rows = BreakGlass.objects.visible_to(request.user).select_related("candidacy")
    glass = get_object_or_404(rows, uid=uid)
    try:
        end_break_glass(glass=glass, by=request.user)
    except Refused as refusal:
        raise PermissionDenied(refusal.message) from refusal
    messages.success(request, "The scorecards are closed again.")
    return redirect(_scorecards(glass.candidacy))


def _scorecards(candidacy: Candidacy) -> str:
    return reverse("candidacy_detail", args=[candidacy.uid]) + "#scorecards"
