"""The words to watch for: read by whoever reads the bank, extended by admins."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from core.errors import Refused
from core.http import Request
from question_bank.forms import WatchedWordForm
from question_bank.models import WatchedWord
from question_bank.services import add_word, remove_word
from question_bank.words import shipped


@require_GET
def watched_word_list(request: Request) -> HttpResponse:
    """The product's words, and the workspace's own."""
    if not request.user.has_perm("question_bank.view_bank"):
        raise PermissionDenied
    return _page(request, WatchedWordForm())


@require_POST
def watched_word_add(request: Request) -> HttpResponse:
    """Add a word or a harmless phrase."""
    if not request.user.has_perm("question_bank.manage_words"):
        raise PermissionDenied
    form = WatchedWordForm(request.POST)
    if form.is_valid():
        try:
            word = add_word(text=form.cleaned_data["text"], harmless=form.cleaned_data["harmless"], by=request.user)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.message)
        else:
            messages.success(request, f"“{word}” is in the list.")
            return redirect("watched_word_list")
    return _page(request, form, status=422)


@require_POST
def watched_word_remove(request: Request, uid: str) -> HttpResponse:
    """Take one of the workspace's own words away."""
    if not request.user.has_perm("question_bank.manage_words"):
        raise PermissionDenied
    word = get_object_or_404(WatchedWord, uid=uid)
    remove_word(word=word, by=request.user)
    messages.success(request, f"“{word}” is no longer in the list.")
    return redirect("watched_word_list")


def _page(request: Request, form: WatchedWordForm, *, status: int = 200) -> HttpResponse:
    own = WatchedWord.objects.select_related("added_by").order_by("harmless", "text")
    context = {
        "form": form,
        "own": own,
        "shipped": shipped(),
        "may_manage": request.user.has_perm("question_bank.manage_words"),
    }
    return render(request, "question_bank/watched_word_list.html", context, status=status)
