"""The browser's walls stand on every answer: pages, fragments, redirects, errors, static files, downloads, health."""

import re

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse

from config.settings import LARGEST_REQUEST
from tests.permissions_world import ids_by_route
from tests.rig.https import HOST
from tests.security.markup import forbidden
from tests.test_permissions_matrix import rows

pytestmark = pytest.mark.slow

WALLS = {
    "content-security-policy": "default-src 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
FORM = {"Content_Type": "application/x-www-form-urlencoded"}
TOKEN = {"Cookie": f"__Host-csrf={'q' * 32}", "Origin": f"https://{HOST}"}
MANY_FIELDS = "&".join(["a=b"] * 1_001)
TOO_LONG = {"Content_Length": str(LARGEST_REQUEST + 1)}


def missing(headers) -> list[str]:
    """The walls that an answer lacks. Pages behind one-time links may tell less of their address."""
    named = {name.lower(): re.sub("no-referrer|strict-origin", "same-origin", value) for name, value in headers.items()}
    return [name for name, part in WALLS.items() if part not in named.get(name, "")]


# Every way in which production answers somebody who is not signed in.
ANSWERS = {
    "a page": (200, ("GET", "/sign-in/"), {}),
    "a page's head": (200, ("HEAD", "/sign-in/inactive/"), {}),
    "the way to sign in": (302, ("GET", "/"), {}),
    "the way to https": (301, ("GET", "/sign-in/"), {"scheme": "http"}),
    "an address without its slash": (301, ("GET", "/sign-in"), {}),
    "a style sheet": (200, ("GET", "/static/css/base.css"), {}),
    "a script": (200, ("GET", "/static/js/plain.js"), {}),
    "a static file that is not there": (404, ("GET", "/static/css/none.css"), {}),
    "no such page": (404, ("GET", "/nowhere/"), {}),
    "nonsense in the query": (400, ("GET", "/?q=%00"), {}),
    "a foreign host": (400, ("GET", "/"), {"host": "evil.example"}),
    "a foreign host without https": (400, ("GET", "/"), {"host": "evil.example", "scheme": "http"}),
    "a form without its token": (403, ("POST", "/sign-in/"), {"body": "a=b", **FORM}),
    "a method that is not known": (405, ("OPTIONS", "/health/live"), {}),
    "a body that is too long": (413, ("POST", "/sign-in/"), {**FORM, **TOO_LONG}),
    "more fields than a page has": (413, ("POST", "/sign-in/"), {"body": MANY_FIELDS, **FORM, **TOKEN}),
    "a broken database": (500, ("GET", "/invitations/0123456789012345678901234567890123456789/"), {}),
    "life": (200, ("GET", "/health/live"), {}),
    "readiness before the first migration": (503, ("GET", "/health/ready"), {}),
}


@pytest.mark.parametrize("what", ANSWERS)
def test_the_walls_stand_around(https_site, what):
    status, request, how = ANSWERS[what]
    answer = https_site.ask(*request, **how)
    assert answer.status == status
    assert missing(answer.headers) == []
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "access-control-allow-origin" not in answer.headers
    if "html" in answer.headers.get("content-type", ""):
        assert forbidden(answer.body) == []
    if how.get("scheme") != "http":
        assert answer.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains; preload"


@pytest.mark.parametrize("what", [name for name in ANSWERS if not name.startswith(("a style", "a script"))])
def test_no_cache_keeps(https_site, what):
    _, request, how = ANSWERS[what]
    kept = https_site.ask(*request, **how).headers["cache-control"]
    assert {"no-store", "private"} <= set(re.split(r",\s*", kept))


def test_not_ready_stands_behind_the_walls_too(client, db, monkeypatch):
    monkeypatch.setattr("core.views.health.database_answers", lambda: False)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert missing(answer.headers) == []


def test_too_many_tries_stand_behind_the_walls_too(client, db, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    answers = [client.post("/sign-in/", {"login": "a@example.org", "password": "x"}) for _ in range(3)]
    assert answers[-1].status_code == 429
    assert missing(answers[-1].headers) == []


@login_not_required
def with_nonce(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.csp_nonce))


urlpatterns = [path("nonce/", with_nonce)]


@override_settings(ROOT_URLCONF=__name__)
def test_each_answer_has_a_nonce_of_its_own(client):
    answers = [client.get("/nonce/") for _ in range(2)]
    nonces = [answer.content.decode() for answer in answers]
    assert nonces[0] != nonces[1]
    for nonce, answer in zip(nonces, answers, strict=True):
        assert len(nonce) >= 22
        assert f"script-src 'self' 'nonce-{nonce}'" in answer.headers["Content-Security-Policy"]


def test_cookies_are_bound_to_this_host_and_to_https(https_site):
    cookies = https_site.ask("GET", "/sign-in/").headers["set-cookie"].split("\n")
    assert cookies
    for cookie in cookies:
        name, *marks = (part.strip() for part in cookie.split(";"))
        assert name.startswith("__Host-")
        assert {"Secure", "Path=/", "SameSite=Lax"} <= set(marks)
        assert not [mark for mark in marks if mark.lower().startswith("domain")]


@pytest.fixture
def answers(candidacy, rosa, mara, iris, ivan, ada):
    """What every route answers to nobody, an interviewer, a recruiter and an admin: by name and route."""
    ids = ids_by_route(candidacy, recruiter=rosa, manager=mara, panel=[iris, ivan])
    found = {}
    for user in (None, iris, rosa, ada):
        client = Client(raise_request_exception=False)
        for route in rows():
            if user:
                client.force_login(user)
            found[f"{user}: {route}"] = client.get(reverse(route, kwargs=ids.get(route)))
    return found


def test_the_walls_stand_on_every_route_and_no_page_holds_anything_inline(answers):
    wrong = {}
    for asked, answer in answers.items():
        lacking = missing(answer.headers)
        if not {"no-store", "private"} <= set(re.split(r",\s*", answer.headers["Cache-Control"])):
            lacking.append("cache-control")
        if not answer.streaming and answer.get("Content-Type", "").startswith("text/html"):
            lacking += forbidden(answer.content.decode())
        if lacking:
            wrong[asked] = lacking
    assert wrong == {}
    assert sum(answer.status_code == 200 for answer in answers.values()) > 100


@pytest.mark.parametrize(
    "html",
    [
        "<p style='color:red'>",
        "<style>p {}</style>",
        "<script>1</script>",
        "<img src='https://elsewhere.example/x.png'>",
        "<img src='//elsewhere.example/x.png'>",
        "<a href='javascript:1'>",
        "<p onclick='1'>",
        "<form action='https://elsewhere.example/'>",
        "<iframe>",
    ],
)
def test_the_search_for_inline_parts_finds_them(html):
    assert len(forbidden(html)) == 1
