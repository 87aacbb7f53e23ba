"""Who sits on an interview: adding, releasing, recusing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Refused
from core.http import Request
from hiring import queries, services
from hiring.forms import PanelistForm, ReasonForm, ReplacementForm
from hiring.models import Interview, Panelist

from .answers import permit, status_of


@require_POST
def panelist_add(request: Request, uid: str) -> HttpResponse:
    """Add somebody to a panel."""
    rows = Interview.objects.visible_to(request.user).select_related("candidacy", "stage")
    interview = get_object_or_404(rows, uid=uid)
    permit(request, "hiring.change_interview", interview)
    form = PanelistForm(request.POST, interview=interview)
    again = {"form": form, "interview": interview}
    if not form.is_valid() and "override_reason" in form.errors:
        return render(request, "hiring/panelist_form.html", again, status=422)
    if not form.is_valid():
        messages.error(request, "Choose a person who is not on the panel yet.")
        return redirect("interview_detail", interview.uid)
    user = form.cleaned_data["user"]
    try:
        services.add_panelist(interview=interview, by=request.user, **form.cleaned_data)
    except (services.OutsideLimits, services.NoSeat) as refusal:
        form.refuse(refusal)
        return render(request, "hiring/panelist_form.html", again, status=422)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{user} is on the panel and gets an invitation.")
    return redirect("interview_detail", interview.uid)


@require_http_methods(["GET", "HEAD", "POST"])
def panelist_release(request: Request, uid: str) -> HttpResponse:
    """Take somebody off a panel."""
    panelist = _panelist(request, uid)
    permit(request, "hiring.change_interview", panelist.interview)
    context = {
        "title": f"Release {panelist.user} from the panel",
        "act": "Release",
        "state": "They owe no scorecard any more, and read no others before the debrief has closed.",
    }
    return _with_reason(request, panelist, services.release_panelist, context)


@require_http_methods(["GET", "HEAD", "POST"])
def panelist_replace(request: Request, uid: str) -> HttpResponse:
    """Put somebody else in a panelist's place."""
    panelist = _panelist(request, uid)
    interview = panelist.interview
    permit(request, "hiring.change_interview", interview)
    people = queries.replacements(interview, by=request.user)
    form = ReplacementForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            new = services.replace_panelist(panelist=panelist, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{new.user} takes the place of {panelist.user}. Both are told.")
            return redirect("interview_detail", interview.uid)
    context = {"form": form, "panelist": panelist, "interview": interview}
    return render(request, "hiring/panelist_replace.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def panelist_recuse(request: Request, uid: str) -> HttpResponse:
    """Step down because of a conflict of interest."""
    panelist = _panelist(request, uid)
    permit(request, "hiring.recuse_panelist", panelist)
    context = {
        "title": "Step down from this panel",
        "act": "Step down",
        "state": "For a conflict of interest. You owe no scorecard any more, and read no scores of this candidate.",
    }
    return _with_reason(request, panelist, services.recuse, context)


def _panelist(request: Request, uid: str) -> Panelist:
    rows = Panelist.objects.filter(interview__in=Interview.objects.visible_to(request.user))
    related = ("user", "interview__stage", "interview__candidacy__candidate", "interview__candidacy__role")
    return get_object_or_404(rows.select_related(*related), uid=uid)


def _with_reason(request: Request, panelist: Panelist, service, context: dict) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service(panelist=panelist, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{panelist.user} is off the panel.")
            return redirect("interview_detail", panelist.interview.uid)
    context |= {"form": form, "interview": queries.hide_name(panelist.interview, request.user)}
    return render(request, "hiring/interview_reason.html", context, status=status_of(form))
