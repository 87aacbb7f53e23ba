"""A candidate did not come."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core.errors import Refused
from core.http import Request
from hiring import services
from hiring.forms import NoShowForm
from hiring.models import Interview

from .answers import permit, status_of


@require_http_methods(["GET", "HEAD", "POST"])
def interview_no_show(request: Request, uid: str) -> HttpResponse:
    """Note that the candidate did not come to an interview that has begun."""
    rows = Interview.objects.visible_to(request.user).select_related("stage", "candidacy__candidate", "candidacy__role")
    interview = get_object_or_404(rows, uid=uid)
    permit(request, "hiring.change_interview", interview)
    form = NoShowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.note_no_show(interview=interview, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Noted. The panel is told that it owes nothing. Plan another time, or decide.")
            return redirect("candidacy_detail", interview.candidacy.uid)
    context = {
        "form": form, "interview": interview, "title": "The candidate did not come", "act": "Note it",
        "state": "The interview counts as cancelled. Scorecards that were begun are kept, and nobody owes one.",
    }  # fmt: skip
    return render(request, "hiring/interview_reason.html", context, status=status_of(form))
