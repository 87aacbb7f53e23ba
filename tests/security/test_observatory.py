"""The criteria of the MDN HTTP Observatory, held against a real gunicorn with the settings of production.

Source: github.com/mdn/mdn-http-observatory, `src/grader/charts.js` and `src/analyzer/tests/` (commit a57b50e). A site
begins with 100; each criterion below is the best result of its test that a self-hosted installation can have. Two
bonuses are not ours: five points for a host that browsers' makers have put on the HSTS preload list (we send what the
list asks for; entering it is the operator's act), five for Subresource Integrity (no script comes from another host,
and a hash on the page vouches for nothing when page and script come from the same server).
"""

from dataclasses import dataclass

import pytest

from tests.rig.https import HOST
from tests.security.markup import forbidden

BROAD = {"*", "http:", "https:", "ftp:", "data:", "'unsafe-inline'", "'unsafe-eval'"}


@dataclass(frozen=True)
class Seen:
    """What the Observatory asks for: the page over HTTPS, the same over HTTP, and files that grant others access."""

    page: object
    plain: object
    foreign: list
    cookies: list[set[str]]
    policy: dict[str, list[str]]


@pytest.fixture(scope="module")
def seen(https_site):
    page = https_site.ask("GET", "/sign-in/", Origin="https://elsewhere.example")
    parts = [part.split() for part in page.headers["content-security-policy"].split(";") if part.strip()]
    return Seen(
        page=page,
        plain=https_site.ask("GET", "/sign-in/", scheme="http"),
        foreign=[https_site.ask("GET", path) for path in ("/crossdomain.xml", "/clientaccesspolicy.xml")],
        cookies=[set(line.split("; ")) for line in page.headers["set-cookie"].split("\n")],
        policy={name: sources for name, *sources in parts},
    )


def csp_without_unsafe_and_default_none(seen: Seen) -> bool:
    strict = {name: sources for name, sources in seen.policy.items() if name != "img-src"}
    return (
        seen.policy["default-src"] == ["'none'"]
        and seen.policy["form-action"] == ["'self'"]
        and not BROAD & {source for sources in strict.values() for source in sources}
        and "http:" not in seen.policy["img-src"]
    )


def cookies_secure_httponly_sessions_and_samesite(seen: Seen) -> bool:
    sessions = [cookie for cookie in seen.cookies if any("sess" in mark.split("=")[0] for mark in cookie)]
    return all({"Secure", "SameSite=Lax"} <= cookie for cookie in seen.cookies) and all(
        "HttpOnly" in cookie for cookie in sessions
    )


def no_cross_origin_sharing(seen: Seen) -> bool:
    return "access-control-allow-origin" not in seen.page.headers and {a.status for a in seen.foreign} == {404}


def first_redirect_is_to_https_on_this_host(seen: Seen) -> bool:
    return seen.plain.status == 301 and seen.plain.headers["location"] == f"https://{HOST}/sign-in/"


def referrer_policy_is_private(seen: Seen) -> bool:
    return seen.page.headers["referrer-policy"] in {"no-referrer", "same-origin", "strict-origin"}


def hsts_as_the_preload_list_asks(seen: Seen) -> bool:
    age, *marks = seen.page.headers["strict-transport-security"].split("; ")
    return int(age.removeprefix("max-age=")) >= 31_536_000 and {"includeSubDomains", "preload"} <= set(marks)


def every_script_is_from_here(seen: Seen) -> bool:
    return "<script" in seen.page.body and forbidden(seen.page.body) == []


def nosniff(seen: Seen) -> bool:
    return seen.page.headers["x-content-type-options"] == "nosniff"


def framing_is_forbidden_by_csp(seen: Seen) -> bool:
    return seen.policy["frame-ancestors"] == ["'none'"] and seen.page.headers["x-frame-options"] == "DENY"


def corp_same_origin(seen: Seen) -> bool:
    return seen.page.headers["cross-origin-resource-policy"] == "same-origin"


# The Observatory's test, the criterion of its best result, what that adds to the score.
CRITERIA = [
    ("content-security-policy", csp_without_unsafe_and_default_none, 10),
    ("cookies", cookies_secure_httponly_sessions_and_samesite, 5),
    ("cross-origin-resource-sharing", no_cross_origin_sharing, 0),
    ("redirection", first_redirect_is_to_https_on_this_host, 0),
    ("referrer-policy", referrer_policy_is_private, 5),
    ("strict-transport-security", hsts_as_the_preload_list_asks, 0),
    ("subresource-integrity", every_script_is_from_here, 0),
    ("x-content-type-options", nosniff, 0),
    ("x-frame-options", framing_is_forbidden_by_csp, 5),
    ("cross-origin-resource-policy", corp_same_origin, 10),
]


@pytest.mark.parametrize(("name", "holds", "bonus"), CRITERIA, ids=[name for name, *_ in CRITERIA])
def test_each_criterion_has_its_best_result(seen, name, holds, bonus):
    assert holds(seen)


def test_the_score_is_an_a_plus_with_every_bonus_of_a_self_hoster(seen):
    assert 100 + sum(bonus for _, holds, bonus in CRITERIA if holds(seen)) == 135


def test_what_the_observatory_does_not_score_yet_stands_too(seen):
    assert seen.page.headers["cross-origin-opener-policy"] == "same-origin"
    assert seen.policy["base-uri"] == ["'none'"]
    assert seen.policy.keys() >= {"script-src", "style-src", "img-src", "font-src", "connect-src", "manifest-src"}
