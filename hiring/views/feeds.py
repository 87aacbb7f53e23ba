"""A person's interviews for their calendar program, by a secret address of their own."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.http import Request, keep_private
from hiring import ical, queries, services
from hiring.models import CalendarFeed


@login_not_required
@require_safe
def feed_read(request: HttpRequest, token: str) -> HttpResponse:
    """Answer with the interviews of whoever the address belongs to; 404 for any other, whatever became of it."""
    owner = queries.feed_owner(token)
    if owner is None:
        raise Http404
    text = ical.feed(queries.feed_interviews(owner))
    return keep_private(HttpResponse(text, content_type="text/calendar; charset=utf-8"))


@require_http_methods(["GET", "HEAD", "POST"])
def feed_detail(request: Request) -> HttpResponse:
    """Say whether there is an address, and make one; it is shown in the answer to that and never again."""
    address = ""
    if request.method == "POST":
        token = services.make_feed(by=request.user)
        address = settings.BASE_URL + reverse("feed_read", args=[token])
    feed = CalendarFeed.objects.of(request.user).first()
    return keep_private(render(request, "hiring/feed_detail.html", {"feed": feed, "address": address}))


@require_POST
def feed_revoke(request: Request) -> HttpResponse:
    """End the address."""
    if services.revoke_feed(by=request.user):
        messages.success(request, "The address has ended. Your calendar program gets nothing more.")
    return redirect("feed_detail")
