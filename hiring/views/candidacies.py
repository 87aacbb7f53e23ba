"""A candidate in a role: entering, the page, its history."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import Refused
from core.http import Request
from hiring import queries, services
from hiring.forms import CandidacyForm
from hiring.models import Candidacy, DocumentKind, Role
from hiring.permissions import recruits
from hiring.queries.history import decisions_of
from hiring.queries.shown import find_shown

from .answers import permit, status_of


@require_http_methods(["GET", "HEAD", "POST"])
def candidacy_create(request: Request, uid: str) -> HttpResponse:
    """Let somebody enter a role, with a resume if there is one."""
    role = get_object_or_404(Role.objects.visible_to(request.user), uid=uid)
    permit(request, "hiring.add_candidacy", role)
    form = CandidacyForm(request.POST or None, request.FILES or None, initial={"timezone": request.user.timezone})
    if request.method == "POST" and form.is_valid():
        try:
            candidacy = _add(role, form, request)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{candidacy.candidate} is in {role}.")
            return redirect("candidacy_detail", candidacy.uid)
    return render(request, "hiring/candidacy_form.html", {"form": form, "role": role}, status=status_of(form))


@transaction.atomic
def _add(role: Role, form: CandidacyForm, request: Request) -> Candidacy:
    words = dict(form.cleaned_data)
    upload = words.pop("file")
    candidacy = services.add_candidacy(role=role, by=request.user, **words)
    if upload:
        services.attach_document(candidacy=candidacy, kind=DocumentKind.RESUME, upload=upload, by=request.user)
    return candidacy


@require_safe
def candidacy_detail(request: Request, uid: str) -> HttpResponse:
    """Show a candidacy as far as the reader may know."""
    candidacy = find_shown(request.user, uid)
    standing = queries.standing(request.user, candidacy)
    decisions = decisions_of(request.user, candidacy)
    offers = queries.offers_of(request.user, candidacy)
    asked = any(offer.none_suits_at for offer in offers)
    acts = recruits(request.user) or standing.decides
    context = {
        "candidacy": candidacy,
        "standing": standing,
        "entries": queries.timeline(standing, decisions),
        "decisions": decisions[::-1],
        "offers": offers,
        "open_offer": next((one for one in offers if one.is_open and one.stage == standing.stage), None),
        "windows": queries.windows_of(request.user, candidacy, since=timezone.now()) if asked else [],
        "documents": queries.documents_of(request.user, candidacy),
        "may_plan": acts and standing.is_running,
        "plan_next": acts and standing.waits_to_be_planned,
        "may_attach": acts,
        "may_decide": standing.follows and standing.is_running,
        "may_withdraw": acts and standing.is_running,
    }
    return render(request, "hiring/candidacy_detail.html", context)


@require_safe
def candidacy_part(request: Request, uid: str, part: str) -> HttpResponse:
    """Show one app's part of the candidate page: into the page, which asks for it, or as a page of its own."""
    rows = Candidacy.objects.visible_to(request.user).select_related("candidate", "role")
    candidacy = get_object_or_404(rows, uid=uid)
    template = f"hiring/_part_{part}.html" if request.htmx else "hiring/candidacy_part.html"
    context = {"candidacy": candidacy, "part": f"hiring/_part_{part}.html"}
    return render(request, template, context)


@require_safe
def candidacy_history(request: Request, uid: str) -> HttpResponse:
    """Show everything that happened on a candidacy, as far as the reader may know."""
    rows = Candidacy.objects.visible_to(request.user).select_related("candidate", "role")
    candidacy = get_object_or_404(rows, uid=uid)
    context = {"candidacy": candidacy, "events": queries.history(request.user, candidacy)}
    return render(request, "hiring/candidacy_history.html", context)
