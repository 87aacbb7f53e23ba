"""What holds for every request and every answer."""

from collections.abc import Callable
from secrets import randbelow
from threading import BoundedSemaphore

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.template.loader import render_to_string

from core import request_ids
from core.models.base import new_uid

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone",
        "midi", "payment", "usb", "browsing-topics",
    )
)  # fmt: skip
# How many of those who come to a full house wait for a place, and for how many seconds.
MOST_WAITING, PATIENCE = 4, 1.0
# What is answered in a full house too, or the server would look dead to whatever watches it.
ALWAYS_OPEN = ("/health/live", "/metrics")
METHODS = ["GET", "HEAD", "POST"]
HEADERS = {
    "Cache-Control": "no-store, private",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class CleanQuery:
    """Refuses a zero character in an address's query with 400: no database can look for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the query only; forms refuse the character in their fields."""
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest
        return self.get_response(request)


class RequestIds:
    """Names the request by a random id, so that a person can tell an admin which line of the log is theirs.

    The id of a proxy's ``X-Request-ID`` is taken only if there is a proxy to believe.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer under the id, and send it with the answer."""
        given = request.headers.get("X-Request-ID", "") if settings.BEHIND_PROXY else ""
        request_id = given if request_ids.PLAIN.fullmatch(given) else new_uid()
        request.request_id = request_id  # type: ignore[attr-defined]
        with request_ids.under(request_id):
            response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id
        return response


class Walls:
    """Sets on every answer what keeps it out of caches and away from other sites.

    It stands outermost, so redirects to HTTPS, static files and error pages have the same walls as pages. What a view
    or whitenoise set stays. Content-Security-Policy is django-csp's, Strict-Transport-Security is Django's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then set the headers."""
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class Crowd:
    """Answers 503 when this process works on as many requests as it can serve in good time.

    A few more wait a second for a place; whoever comes beyond these is answered at once, or the crowd would take every
    thread and wait for all of itself behind them. Pages that save ask again by themselves, after what ``Retry-After``
    says: another time for each, so that they do not come back together. A stream counts until it begins; files of the
    pages and what is ``ALWAYS_OPEN`` do not count.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the chain."""
        self.get_response = get_response
        self.places = BoundedSemaphore(settings.MOST_AT_ONCE)
        self.waiting_places = BoundedSemaphore(MOST_WAITING)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take a place for as long as the answer is made."""
        if request.path in ALWAYS_OPEN:
            return self.get_response(request)
        if not (self.places.acquire(blocking=False) or self.waited()):
            return too_busy()
        try:
            return self.get_response(request)
        finally:
            self.places.release()

    def waited(self) -> bool:
        """Take a place as soon as one is free; whether there was one in time, and somewhere to wait for it."""
        if not self.waiting_places.acquire(blocking=False):
            return False
        try:
            return self.places.acquire(timeout=PATIENCE)
        finally:
            self.waiting_places.release()


def too_busy() -> HttpResponse:
    """The page that says so; it asks nothing of the database."""
    answer = HttpResponse(render_to_string("core/error_503.html"), status=503)
    answer.headers["Retry-After"] = str(1 + randbelow(4))
    return answer


class SmallPages(GZipMiddleware):
    """Compresses pages that repeat nothing of what was asked.

    The length of a compressed page tells whether words that somebody else chose stand in it beside a secret (BREACH).
    A foreign site can choose words in a query only: it cannot post, since cookies are ``SameSite=Lax``. So an answer to
    a query goes out as it is. Django pads the others by a random length as well, and masks the CSRF token anew each
    time.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Leave to whitenoise what it has compressed already, and to browsers the files that people handed in."""
        is_page = response.get("Content-Type", "").startswith("text/html")
        if request.method != "GET" or request.META.get("QUERY_STRING") or not is_page or response.status_code != 200:
            return response
        return super().process_response(request, response)


class ShortBodies:
    """Answers 413 by the announced length, before a byte of a body that is too long is read.

    A body without a length is no way around: WSGI then gives Django none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Compare the header with the setting."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > settings.LARGEST_REQUEST:
            raise RequestDataTooBig("The body is longer than LARGEST_REQUEST.")
        return self.get_response(request)


class KnownMethods:
    """Answers 405 to any other method: a view would take it for reading."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let through what pages are made for."""
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        return self.get_response(request)
