"""The guides of the bank and their versions: read, compared, downloaded, published, retired."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import Refused
from core.http import Request
from question_bank.forms import PublishForm
from question_bank.guide_format import STRUCTURE_SOURCE, changes, errors, findings, met, structure, warnings
from question_bank.models import GuideVersion, VersionState
from question_bank.queries import document_of, documents_of, guide_text, guides_with_versions, watch_list
from question_bank.services import export_version, publish_version, request_book, retire_version


@require_GET
def guide_list(request: Request) -> HttpResponse:
    """Every guide with its versions, the one in use first."""
    if not request.user.has_perm("question_bank.view_bank"):
        raise PermissionDenied
    return render(request, "question_bank/guide_list.html", {"guides": guides_with_versions(request.user)})


@require_GET
def guide_version_detail(request: Request, uid: str) -> HttpResponse:
    """A whole guide, to be read."""
    version = _version(request, uid)
    text = guide_text(version)
    is_draft = version.state == VersionState.DRAFT
    document = document_of(version, stages=text["stages"])
    found = findings(document, watch_list()) if is_draft else []
    components = structure(document)
    context = text | {
        "errors": errors(found),
        "warnings": warnings(found),
        "structure": components,
        "structure_met": met(components),
        "structure_source": STRUCTURE_SOURCE,
        "accepted": [] if is_draft else list(version.accepted_warnings.select_related("by").order_by("pk")),
        "may_publish": request.user.has_perm("question_bank.publish_version", version),
        "may_retire": request.user.has_perm("question_bank.retire_version", version),
    }
    return render(request, "question_bank/guide_version_detail.html", context)


@require_GET
def guide_version_changes(request: Request, uid: str) -> HttpResponse:
    """What a version changes against the one before it, word by word."""
    version = _version(request, uid)
    before = version.guide.versions.filter(number__lt=version.number).order_by("-number").first()
    made = changes(*documents_of([before, version])) if before else []
    context = {"version": version, "before": before, "changes": made}
    return render(request, "question_bank/guide_version_changes.html", context)


@require_GET
def guide_version_download(request: Request, uid: str) -> HttpResponse:
    """The version as a guide file."""
    version = _version(request, uid)
    answer = HttpResponse(
        export_version(version=version, by=request.user), content_type="application/yaml; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{version.guide.key}-v{version.number}.yaml"'
    return answer


@require_POST
def guide_book_request(request: Request, uid: str) -> HttpResponse:
    """Ask for the version as a book; the packet's page shows how far it is."""
    packet = request_book(version=_version(request, uid), by=request.user)
    return redirect("packet_detail", uid=packet.uid)


@require_http_methods(["GET", "POST"])
def guide_version_publish(request: Request, uid: str) -> HttpResponse:
    """Publish a draft; ask for a reason for each warning before."""
    version = _version(request, uid)
    if not request.user.has_perm("question_bank.manage_version"):
        raise PermissionDenied
    found = findings(document_of(version), watch_list()) if version.state == VersionState.DRAFT else []
    can_be = version.state == VersionState.DRAFT and not errors(found)
    form = PublishForm(warnings(found) if can_be else [], request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            publish_version(version=version, by=request.user, accepted=form.accepted())
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"Version {version.number} is published. New roles can be opened from it.")
        return redirect("guide_version_detail", uid=version.uid)
    if not can_be:
        return redirect("guide_version_detail", uid=version.uid)
    context = {"version": version, "form": form}
    return render(request, "question_bank/guide_version_publish.html", context, status=422 if form.is_bound else 200)


@require_POST
def guide_version_retire(request: Request, uid: str) -> HttpResponse:
    """Take a version out of use for new roles."""
    version = _version(request, uid)
    if not request.user.has_perm("question_bank.manage_version"):
        raise PermissionDenied
    try:
        retire_version(version=version, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"Version {version.number} is retired. Roles that use it keep it.")
    return redirect("guide_version_detail", uid=version.uid)


def _version(request: Request, uid: str) -> GuideVersion:
    versions = GuideVersion.objects.visible_to(request.user).select_related("guide", "published_by", "created_by")
    return get_object_or_404(versions, uid=uid)
