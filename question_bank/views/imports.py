"""Import of a guide file: check it, see what it changes, make it a draft."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.http import Request
from question_bank.forms import GuideImportForm
from question_bank.queries import preview_of
from question_bank.services import load_guide


@require_http_methods(["GET", "POST"])
def guide_import(request: Request) -> HttpResponse:
    """Show what is wrong with the file by line, else what it changes; on “create”, store it as a draft."""
    if not request.user.has_perm("question_bank.import_guide"):
        raise PermissionDenied
    if request.method == "GET":
        return render(request, "question_bank/guide_import.html", {"form": GuideImportForm()})
    form = GuideImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "question_bank/guide_import.html", {"form": form}, status=422)
    if request.POST.get("act") == "create":
        result = load_guide(document=form.document, by=request.user, publish=False)
        number = result.version.number
        said = f"Version {number} is a draft now." if result.changed else f"Version {number} says the same already."
        messages.success(request, said)
        return redirect("guide_version_detail", uid=result.version.uid)
    preview = preview_of(form.document, form.content)
    return render(request, "question_bank/guide_import.html", {"form": form, "preview": preview})
