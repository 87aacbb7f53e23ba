"""The guides of the bank and their versions: read, compared, downloaded."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from core.errors import Refused
from core.http import Request
from question_bank.guide_format import STRUCTURE_SOURCE, by_chapter, changes, errors, met, structure, told, warnings
from question_bank.models import GuideVersion
from question_bank.queries import documents_of, findings_of, guide_text, guides_with_versions
from question_bank.services import export_version, request_book

# What can be done with a version, each a permission.
ACTS = ("edit", "review", "retire", "manage")


@require_GET
def guide_list(request: Request) -> HttpResponse:
    """Every guide with its versions, the one in use first."""
    if not request.user.has_perm("question_bank.view_bank"):
        raise PermissionDenied
    return render(request, "question_bank/guide_list.html", {"guides": guides_with_versions(request.user)})


@require_GET
def guide_version_detail(request: Request, uid: str) -> HttpResponse:
    """A whole guide, to be read."""
    version = version_for(request, uid)
    text = guide_text(version)
    found = [] if version.is_fixed else findings_of(version, text["guide"])
    components = structure(text["guide"])
    context = text | {
        "errors": errors(found),
        "warnings": warnings(found),
        "structure": components,
        "structure_met": met(components),
        "structure_source": STRUCTURE_SOURCE,
        "accepted": list(version.accepted_warnings.select_related("by").order_by("pk")) if version.is_fixed else [],
        "remarks": [] if version.is_fixed else list(version.remarks.select_related("by").order_by("-pk")),
        "may": {act: request.user.has_perm(f"question_bank.{act}_version", version) for act in ACTS},
    }
    return render(request, "question_bank/guide_version_detail.html", context)


@require_GET
def guide_version_changes(request: Request, uid: str) -> HttpResponse:
    """What a version changes against another, side by side: the one before it unless ``against`` names one."""
    version = version_for(request, uid)
    others = list(version.guide.versions.exclude(pk=version.pk).select_related("guide").order_by("-number"))
    before = _compared(request, version, others)
    documents = documents_of([before, version]) if before else []
    made = told(changes(*documents), *documents) if before else []
    context = {"version": version, "before": before, "others": others, "changes": made, "chapters": by_chapter(made)}
    return render(request, "question_bank/guide_version_changes.html", context)


def _compared(request: Request, version: GuideVersion, others: list[GuideVersion]) -> GuideVersion | None:
    """The version that was chosen, else the one before; an unknown one answers 404."""
    wanted = request.GET.get("against")
    if not wanted:
        return next((other for other in others if other.number < version.number), None)
    chosen = [other for other in others if other.uid == wanted]
    if not chosen:
        raise Http404
    return chosen[0]


@require_GET
def guide_version_download(request: Request, uid: str) -> HttpResponse:
    """The version as a guide file."""
    version = version_for(request, uid)
    try:
        text = export_version(version=version, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("guide_version_detail", uid=version.uid)
    answer = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{version.guide.key}-v{version.number}.yaml"'
    return answer


@require_POST
def guide_book_request(request: Request, uid: str) -> HttpResponse:
    """Ask for the version as a book; the packet's page shows how far it is."""
    packet = request_book(version=version_for(request, uid), by=request.user)
    return redirect("packet_detail", uid=packet.uid)


def version_for(request: Request, uid: str, *, leave: Iterable[str] = ()) -> GuideVersion:
    """Return the version if ``request.user`` may read it, else answer 404; ``leave``: fields not to be read now."""
    versions = GuideVersion.objects.visible_to(request.user).select_related("guide", "published_by", "created_by")
    return get_object_or_404(versions.defer(*leave), uid=uid)


def managed_version(request: Request, uid: str, *, leave: Iterable[str] = ()) -> GuideVersion:
    """Return the version if ``request.user`` manages guides: 404 for a stranger, 403 for whoever only reads."""
    version = version_for(request, uid, leave=leave)
    if not request.user.has_perm("question_bank.manage_version"):
        raise PermissionDenied
    return version
