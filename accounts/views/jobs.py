"""The job queue, for admins: what waits, runs and failed, and whether anybody does the work."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import queries, services
from accounts.forms import JobFilterForm
from core.errors import Refused
from core.http import Request

PER_PAGE = 25


@require_safe
@permission_required("accounts.run_jobs", raise_exception=True)
def job_list(request: Request) -> HttpResponse:
    """List the jobs, newest first, narrowed by state and kind, below how the queue is doing."""
    bound = queries.is_bound(request.user)
    form = JobFilterForm(request.GET, bound=bound)
    begin = queries.Place.read(request.GET.get("before", ""))
    page = None
    if form.is_valid():
        jobs = queries.jobs_listed(bound=bound, **form.cleaned_data)
        page = queries.page_of(jobs, begin=begin, size=PER_PAGE, moment="created_at")
    context = {
        "form": form,
        "page": page,
        "begin": begin,
        "is_bound": bound,
        "is_filtered": form.has_changed(),
        "queue": queries.queue_now(bound=bound),
        "paces": [] if bound else queries.paces(),
        "lives": queries.lives(),
        "addressees": queries.addressees(page.rows) if page else {},
    }
    return render(request, "accounts/job_list.html", context)


@require_POST
@permission_required("accounts.run_jobs", raise_exception=True)
def job_try_again(request: Request, uid: str) -> HttpResponse:
    """Put a job that failed or was cancelled back into the queue."""
    return _act(request, uid, act=services.try_job_again, done="waits for a worker again.")


@require_POST
@permission_required("accounts.run_jobs", raise_exception=True)
def job_cancel(request: Request, uid: str) -> HttpResponse:
    """Stop a job that waits or runs."""
    return _act(request, uid, act=services.cancel_job, done="is cancelled. It can be tried again.")


def _act(request: Request, uid: str, *, act: Callable[..., None], done: str) -> HttpResponse:
    """Do it to a job that its reader may see, say so or why not, and go back to the list as it was narrowed."""
    job = get_object_or_404(queries.jobs_shown(bound=queries.is_bound(request.user)), uid=uid)
    try:
        act(job=job, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"“{queries.job_words(job.name)}” {done}")
    return redirect(f"{reverse('job_list')}?{request.GET.urlencode()}")
