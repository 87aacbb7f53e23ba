"""What went wrong, in plain words, with no more than a template: these pages must work when nothing else does."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400, or 413 to a request that sends more than any page of ours asks for."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return render(request, "core/error_413.html", status=413)
    return render(request, "core/error_400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 with the reason, if the refusing code gave one."""
    return render(request, "core/error_403.html", {"reason": str(exception)}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404: the same for what is not there and for what is not yours."""
    return render(request, "core/error_404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without looking at the request: who is signed in cannot be asked when the database is gone."""
    return HttpResponse(render_to_string("core/error_500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose security token is missing or old."""
    return render(request, "core/error_csrf.html", status=403)
