"""Questions that stand in the bank by themselves: read, written, changed, retired."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import Refused
from core.htmx import answer
from core.http import Request
from question_bank.forms import BankQuestionForm
from question_bank.models import BankQuestion
from question_bank.queries import QuestionLine, question_lines, same_in_guides, similar_questions
from question_bank.services import (
    ChangedMeanwhile,
    add_question,
    bring_back_question,
    change_question,
    retire_question,
)

PAGE = 25


@require_GET
def bank_question_detail(request: Request, uid: str) -> HttpResponse:
    """A question of the bank with its owner, the guides that ask it too, and what is much like it."""
    question = _question(request, uid)
    same = same_in_guides(question)
    context = {
        "question": question,
        "same": same,
        "similar": _like(question.text, question, without={line.said.pk for line in same}),
        "may_manage": request.user.has_perm("question_bank.manage_questions"),
    }
    return render(request, "question_bank/bank_question_detail.html", context)


@require_GET
def bank_question_retired(request: Request) -> HttpResponse:
    """The questions of the bank that are retired, to be found again."""
    if not request.user.has_perm("question_bank.view_bank"):
        raise PermissionDenied
    retired = BankQuestion.objects.visible_to(request.user).retired().select_related("owner", "retired_by")
    page = Paginator(retired, PAGE).get_page(request.GET.get("page"))
    return render(request, "question_bank/bank_question_retired.html", {"page": page})


@require_http_methods(["GET", "POST"])
def bank_question_add(request: Request) -> HttpResponse:
    """Write a new question; while it is written, show what is like it."""
    _permit(request)
    if request.method == "GET":
        return _form(request, BankQuestionForm(initial={"owner": request.user.uid}))
    form = BankQuestionForm(request.POST)
    if request.POST.get("act") == "look":
        return _looked(request)
    if form.is_valid():
        try:
            question = add_question(values=form.values(), owner=form.cleaned_data["owner"], by=request.user)
        except Refused as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, "The question is in the bank.")
            return redirect("bank_question_detail", uid=question.uid)
    return _form(request, form, status=422)


@require_http_methods(["GET", "POST"])
def bank_question_edit(request: Request, uid: str) -> HttpResponse:
    """Change a question. One that somebody changed meanwhile is shown beside what was typed."""
    question = _question(request, uid)
    _permit(request)
    if request.method == "GET":
        written = BankQuestionForm.initial_of(question)
        return _form(request, BankQuestionForm(initial=written, question=question), question)
    form = BankQuestionForm(request.POST, question=question)
    if request.POST.get("act") == "look":
        return _looked(request, question)
    if form.is_valid():
        try:
            change_question(
                question=question,
                values=form.values(),
                owner=form.cleaned_data["owner"],
                revision=form.cleaned_data["revision"] or 0,
                by=request.user,
            )
        except ChangedMeanwhile as refusal:
            return _form(request, _read_again(request.POST, question), question, refusal=refusal, status=409)
        except Refused as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, "The question is saved.")
            return redirect("bank_question_detail", uid=question.uid)
    return _form(request, form, question, status=422)


@require_POST
def bank_question_retire(request: Request, uid: str) -> HttpResponse:
    """Take a question out of the list, with a way back."""
    question = _question(request, uid)
    _permit(request)
    retire_question(question=question, by=request.user)
    back = reverse("bank_question_bring_back", args=[question.uid])
    messages.success(request, "The question is retired.", extra_tags=f"undo:{back}")
    return redirect("bank_question_detail", uid=question.uid)


@require_POST
def bank_question_bring_back(request: Request, uid: str) -> HttpResponse:
    """Let a retired question stand in the list again."""
    question = _question(request, uid)
    _permit(request)
    try:
        bring_back_question(question=question, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "The question is in the bank again.")
    return redirect("bank_question_detail", uid=question.uid)


def _question(request: Request, uid: str) -> BankQuestion:
    return get_object_or_404(BankQuestion.objects.visible_to(request.user).whole(), uid=uid)


def _permit(request: Request) -> None:
    if not request.user.has_perm("question_bank.manage_questions"):
        raise PermissionDenied


def _like(text: str, question: BankQuestion | None, *, without: set[int] | None = None) -> list[QuestionLine]:
    lines = question_lines(similar_questions(text, besides=question))
    return [line for line in lines if line.question is None or line.question.pk not in (without or set())]


def _read_again(typed: QueryDict, question: BankQuestion) -> BankQuestionForm:
    """The same words, as written over what stands now: whoever saves again has seen it."""
    mutable = typed.copy()
    mutable["revision"] = str(question.revision)
    again = BankQuestionForm(mutable, question=question)
    again.is_valid()
    return again


def _looked(request: Request, question: BankQuestion | None = None) -> HttpResponse:
    """What is like the text so far: the part that changes, or without a script the whole page, as it was typed."""
    sent = request.POST
    typed = sent.dict() | {"competencies": sent.getlist("competencies"), "rated": "rated" in sent}
    unchecked = BankQuestionForm(initial=typed, question=question)
    similar = _like(sent.get("text", ""), question)
    context = {"form": unchecked, "question": question, "similar": similar, "looked": True}
    page = "question_bank/bank_question_form.html"
    return answer(request, page, fragment="question_bank/_similar_part.html", context=context)


def _form(
    request: Request,
    form: BankQuestionForm,
    question: BankQuestion | None = None,
    *,
    refusal: ChangedMeanwhile | None = None,
    status: int = 200,
) -> HttpResponse:
    written = form["text"].value() or ""
    context = {"form": form, "question": question, "similar": _like(written, question), "looked": bool(written)}
    return render(request, "question_bank/bank_question_form.html", context | {"refusal": refusal}, status=status)
