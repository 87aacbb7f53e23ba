"""All questions in use, to search and filter, and each by itself."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from core.http import Request
from question_bank.forms import QuestionFilterForm
from question_bank.models import GuideVersion, Question
from question_bank.queries import find_questions, question_lines, same_in_bank, similar_questions

PAGE = 25


@require_GET
def question_list(request: Request) -> HttpResponse:
    """The questions in use that match the filter; an unknown filter value is named and left out."""
    if not request.user.has_perm("question_bank.view_bank"):
        raise PermissionDenied
    form = QuestionFilterForm(request.GET)
    form.is_valid()
    found = find_questions(**form.chosen(), user=request.user)
    page = Paginator(found.entries, PAGE).get_page(request.GET.get("page"))
    lines = question_lines(list(page.object_list))
    context = {"form": form, "page": page, "found": found, "lines": lines}
    return render(request, "question_bank/question_list.html", context)


@require_GET
def question_detail(request: Request, uid: str) -> HttpResponse:
    """A question with all that belongs to it, and how it is used, and what is much like it."""
    readable = Question.objects.filter(stage__version__in=GuideVersion.objects.visible_to(request.user))
    question = get_object_or_404(readable.for_list(), uid=uid)
    kept = same_in_bank(question)
    similar = question_lines(similar_questions(question.text, besides=question))
    context = {
        "question": question,
        "kept": kept,
        "similar": [line for line in similar if kept is None or line.bank_question != kept],
    }
    return render(request, "question_bank/question_detail.html", context)
