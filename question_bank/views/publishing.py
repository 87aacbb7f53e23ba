"""A version's way: given to review, given back, published, retired."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Refused
from core.http import Request
from question_bank.forms import PublishForm, ReturnForm, SubmitForm
from question_bank.guide_format import errors, warnings
from question_bank.models import GuideVersion, ReviewRemark, VersionState
from question_bank.queries import findings_of
from question_bank.services import (
    NotDraft,
    NotInReview,
    NotReady,
    publish_version,
    retire_version,
    return_version,
    submit_version,
)

from .guides import managed_version


@require_http_methods(["GET", "POST"])
def guide_version_submit(request: Request, uid: str) -> HttpResponse:
    """Give a draft to review, with a word to whoever reads it."""
    version = managed_version(request, uid)
    found = findings_of(version) if version.state == VersionState.DRAFT else []
    if version.state != VersionState.DRAFT or errors(found):
        return _back(request, version, NotReady(errors(found)) if found else NotDraft())
    form = SubmitForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            submit_version(version=version, text=form.cleaned_data["text"], by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"Version {version.number} is in review.")
        return redirect("guide_version_detail", uid=version.uid)
    context = {"version": version, "form": form, "warnings": warnings(found)}
    return render(request, "question_bank/guide_version_submit.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def guide_version_return(request: Request, uid: str) -> HttpResponse:
    """Give a version in review back to be worked on."""
    version = managed_version(request, uid)
    if version.state != VersionState.IN_REVIEW:
        return _back(request, version, NotInReview())
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return_version(version=version, text=form.cleaned_data["text"], by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"Version {version.number} is a draft again.")
        return redirect("guide_version_detail", uid=version.uid)
    context = {"version": version, "form": form}
    return render(request, "question_bank/guide_version_return.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def guide_version_publish(request: Request, uid: str) -> HttpResponse:
    """Publish a version that was reviewed; ask what it changes, and for a reason for each warning."""
    version = managed_version(request, uid)
    found = findings_of(version) if version.state == VersionState.IN_REVIEW else []
    if version.state != VersionState.IN_REVIEW or errors(found):
        return _back(request, version, NotReady(errors(found)) if found else NotInReview())
    form = PublishForm(warnings(found), version.revision, request.POST if request.method == "POST" else None)
    if form.is_valid():
        note, accepted, read = form.cleaned_data["note"], form.accepted(), form.cleaned_data["read"]
        try:
            publish_version(version=version, note=note, accepted=accepted, read=read, by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"Version {version.number} is published. New roles can be opened from it.")
        return redirect("guide_version_detail", uid=version.uid)
    submitted = version.remarks.filter(kind=ReviewRemark.Kind.SUBMITTED).select_related("by").order_by("-pk").first()
    context = {"version": version, "form": form, "submitted": submitted}
    return render(request, "question_bank/guide_version_publish.html", context, status=422 if form.is_bound else 200)


@require_POST
def guide_version_retire(request: Request, uid: str) -> HttpResponse:
    """Take a version out of use for new roles."""
    version = managed_version(request, uid)
    try:
        retire_version(version=version, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"Version {version.number} is retired. Roles that use it keep it.")
    return redirect("guide_version_detail", uid=version.uid)


def _back(request: Request, version: GuideVersion, why: Refused) -> HttpResponse:
    """To the version's page; whoever pressed the button in vain is told why."""
    if request.method == "POST":
        messages.error(request, why.message)
    return redirect("guide_version_detail", uid=version.uid)
