"""Drafts begun and thrown away: from the latest version of a guide, or as a copy under another name."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Refused
from core.http import Request
from question_bank.forms import CopyForm
from question_bank.services import copy_guide, discard_draft, edit_guide

from .guides import managed_version


@require_POST
def guide_version_edit(request: Request, uid: str) -> HttpResponse:
    """Open the editor of the version's guide; its draft is begun if there is none."""
    version = managed_version(request, uid)
    try:
        draft = edit_guide(guide=version.guide, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("guide_version_detail", uid=version.uid)
    return redirect("guide_edit", uid=draft.uid)


@require_http_methods(["GET", "POST"])
def guide_copy(request: Request, uid: str) -> HttpResponse:
    """Begin a new guide that says what this version says."""
    version = managed_version(request, uid)
    form = CopyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            copy = copy_guide(version=version, name=form.cleaned_data["name"], by=request.user)
        except Refused as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, f"“{copy.name}” is a draft now.")
            return redirect("guide_edit", uid=copy.uid)
    context = {"version": version, "form": form}
    return render(request, "question_bank/guide_copy.html", context, status=422 if form.is_bound else 200)


@require_POST
def guide_draft_discard(request: Request, uid: str) -> HttpResponse:
    """Throw a draft away."""
    version = managed_version(request, uid)
    try:
        discard_draft(version=version, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("guide_version_detail", uid=version.uid)
    messages.success(request, f"The draft of “{version.name}” is gone. What was published is as it was.")
    return redirect("guide_list")
