"""A candidate's own page of their work sample, behind a secret link, and what its planner does about it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.sessions import device_mark
from core.errors import Refused
from core.http import Request, behind_link
from hiring import services
from hiring.forms import HandInForm, MoreTimeAnswerForm, MoreTimeForm, ReasonForm, WorkFileForm
from hiring.models import Interview, WorkSample
from hiring.wording import spoken

from .answers import as_attachment, permit, status_of

_behind_link = behind_link(services.find_work_sample)


@require_safe
@_behind_link
def work_sample_page(request: HttpRequest, token: str, sample: WorkSample) -> HttpResponse:
    """Show the brief, the deadline and what is there so far."""
    return _page(request, token, sample)


@require_safe
@_behind_link
def work_sample_material(request: HttpRequest, token: str, sample: WorkSample, uid: str) -> HttpResponseBase:
    """Hand out one file of the material."""
    return as_attachment(get_object_or_404(sample.interview.stage.material, uid=uid))


@require_POST
@_behind_link
def work_sample_file_add(request: HttpRequest, token: str, sample: WorkSample) -> HttpResponse:
    """Take one file."""
    form = WorkFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.add_file(token=token, upload=form.cleaned_data["file"], device=device_mark(request))
        except (services.FileRefused, services.HandedIn) as refusal:
            form.refuse(refusal)
        else:
            return redirect("work_sample_page", token)
    return _page(request, token, sample, file_form=form)


@require_POST
@_behind_link
def work_sample_file_remove(request: HttpRequest, token: str, sample: WorkSample, uid: str) -> HttpResponse:
    """Take one file back."""
    try:
        services.remove_file(token=token, file_uid=uid)
    except services.HandedIn as refusal:
        messages.error(request, refusal.message)
    return redirect("work_sample_page", token)


@require_POST
@_behind_link
def work_sample_hand_in(request: HttpRequest, token: str, sample: WorkSample) -> HttpResponse:
    """Hand in what is there."""
    form = HandInForm(request.POST)
    if form.is_valid():
        try:
            services.hand_in(token=token, device=device_mark(request))
        except services.NothingToHandIn as refusal:
            form.refuse(refusal)
        else:
            return redirect("work_sample_page", token)
    return _page(request, token, sample, hand_in_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@_behind_link
def work_sample_more_time(request: HttpRequest, token: str, sample: WorkSample) -> HttpResponse:
    """Ask for more time."""
    form = MoreTimeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_for_more_time(token=token, words=form.cleaned_data["words"])
        except (services.HandedIn, services.WishMissing, services.AskedAlready) as refusal:
            form.refuse(refusal)
        else:
            return redirect("work_sample_page", token)
    context = {"form": form, "sample": sample, "interview": sample.interview, "token": token}
    return render(request, "hiring/work_sample_more_time.html", context, status=status_of(form))


@require_POST
def work_sample_link_send(request: Request, uid: str) -> HttpResponse:
    """Mail the candidate a fresh link."""
    interview = _planned(request, uid)
    try:
        services.send_link(interview=interview, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "A new link is on its way to the candidate. Any earlier one has ended.")
    return redirect("interview_detail", interview.uid)


@require_http_methods(["GET", "HEAD", "POST"])
def work_sample_time_give(request: Request, uid: str) -> HttpResponse:
    """Answer a wish for more time, or give some unasked."""
    interview = _planned(request, uid)
    form = MoreTimeAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.give_more_time(interview=interview, days=form.cleaned_data["days"], by=request.user)
        except Refused as refusal:
            interview.refresh_from_db()
            form.refuse(refusal)
        else:
            messages.success(request, "The candidate is told.")
            return redirect("interview_detail", interview.uid)
    context = {"form": form, "interview": interview, "candidacy": interview.candidacy}
    return render(request, "hiring/work_sample_time_give.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def work_sample_reopen(request: Request, uid: str) -> HttpResponse:
    """Let the candidate hand in again."""
    interview = _planned(request, uid)
    permit(request, "hiring.reopen_work_sample", interview)
    form = ReasonForm(request.POST or None, help_text="For the record: who rates the work does not read it.")
    if request.method == "POST" and form.is_valid():
        try:
            services.reopen_work_sample(interview=interview, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The candidate gets a mail with a new link and can hand in again.")
            return redirect("interview_detail", interview.uid)
    context = {
        "form": form, "interview": interview, "title": "Let the candidate hand in again", "act": "Open it again",
        "state": "Until the deadline. What was handed in stays readable, and the panel is told that the work changed.",
    }  # fmt: skip
    return render(request, "hiring/interview_reason.html", context, status=status_of(form))


def _planned(request: Request, uid: str) -> Interview:
    rows = Interview.objects.visible_to(request.user).select_related("stage", "candidacy__candidate", "candidacy__role")
    interview = get_object_or_404(rows, uid=uid)
    permit(request, "hiring.change_interview", interview)
    return interview


def _page(
    request: HttpRequest,
    token: str,
    sample: WorkSample,
    *,
    file_form: WorkFileForm | None = None,
    hand_in_form: HandInForm | None = None,
) -> HttpResponse:
    words = spoken(sample.interview)
    stage = sample.interview.guide_stage
    context = {
        "token": token,
        "sample": sample,
        "interview": sample.interview,
        "share": words.all(stage.share),
        "brief": words.all(stage.brief),
        "material": list(sample.interview.stage.material.order_by("pk")),
        "files": list(sample.files.filter(taken_back_at=None).order_by("pk")),
        "file_form": file_form or WorkFileForm(),
        "hand_in_form": hand_in_form or HandInForm(),
    }
    is_refused = file_form is not None or hand_in_form is not None
    return render(request, "hiring/work_sample_page.html", context, status=422 if is_refused else 200)
