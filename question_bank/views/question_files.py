"""Questions by file: upload, look at what the file does, confirm it; take the list along."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.errors import Refused
from core.htmx import answer
from core.http import Request
from core.spreadsheet import csv_answer, xlsx_answer
from question_bank.forms import QuestionFileForm, QuestionFilterForm
from question_bank.models import QuestionImport
from question_bank.queries import find_questions, import_progress, plan_of
from question_bank.question_format import COLUMNS
from question_bank.services import (
    MOST_ROWS,
    export_questions,
    go_on_with_import,
    import_questions,
    upload_questions,
)

SHOWN = 100


@require_http_methods(["GET", "POST"])
def question_import(request: Request) -> HttpResponse:
    """Take a file; what it would do is shown on a page of its own."""
    _permit(request)
    if request.method == "GET":
        return render(request, "question_bank/question_import.html", _upload_page(request, QuestionFileForm()))
    form = QuestionFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            upload = upload_questions(file=form.cleaned_data["file"], by=request.user)
        except Refused as refusal:
            form.add_error("file", refusal.message)
        else:
            return redirect("question_import_check", uid=upload.uid)
    return render(request, "question_bank/question_import.html", _upload_page(request, form), status=422)


def _upload_page(request: Request, form: QuestionFileForm) -> dict[str, Any]:
    return {"form": form, "under_way": QuestionImport.objects.of(request.user).under_way().defer("rows").last()}


@require_http_methods(["GET", "POST"])
def question_import_check(request: Request, uid: str) -> HttpResponse:
    """Show what an uploaded file would do, row by row; on “confirm”, do it; of a large one, show how far it is."""
    _permit(request)
    upload = get_object_or_404(QuestionImport.objects.of(request.user).select_related("job"), uid=uid)
    if request.method == "POST":
        try:
            done = _confirmed(request, upload)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            if done.confirmed_at:
                return redirect("question_import_check", uid=upload.uid)
            messages.success(request, f"{done.added:,} added, {done.changed:,} changed.")
            return redirect("question_list")
    if upload.confirmed_at:
        context = {"upload": upload} | import_progress(upload)
        page, fragment = "question_bank/question_import_progress.html", "question_bank/_import_progress.html"
        return answer(request, page, fragment=fragment, context=context)
    plan = None if upload.done_at else plan_of(upload, request.user)
    context = {"upload": upload, "plan": plan, "shown": SHOWN, "cut": f":{SHOWN}"}
    status = 422 if request.method == "POST" else 200
    return render(request, "question_bank/question_import_check.html", context, status=status)


def _confirmed(request: Request, upload: QuestionImport) -> QuestionImport:
    if upload.confirmed_at:
        return go_on_with_import(upload=upload, by=request.user)
    return import_questions(upload=upload, digest=request.POST.get("digest", ""), by=request.user)


@require_GET
def question_export(request: Request) -> HttpResponseBase:
    """Hand out what the filter leaves as a file; one that cannot be read, or leaves too many, leads to the list."""
    if not request.user.has_perm("question_bank.view_bank"):
        raise PermissionDenied
    form = QuestionFilterForm(request.GET)
    kind = request.GET.get("format", "csv")
    if not form.is_valid() or kind not in {"csv", "xlsx"}:
        return redirect(f"{reverse('question_list')}?{request.GET.urlencode()}")
    found = find_questions(**form.chosen(), user=request.user, most=MOST_ROWS)
    if found.more:
        messages.error(request, f"A file holds {MOST_ROWS:,} questions. Narrow the filter.")
        return redirect(f"{reverse('question_list')}?{request.GET.urlencode()}")
    rows = export_questions(entries=found.entries, by=request.user)
    name = f"questions-{timezone.localdate()}"
    if kind == "xlsx":
        return xlsx_answer(f"{name}.xlsx", COLUMNS, rows)
    return csv_answer(f"{name}.csv", COLUMNS, rows)


def _permit(request: Request) -> None:
    if not request.user.has_perm("question_bank.manage_questions"):
        raise PermissionDenied
