"""Chromium for tests: `page`, `new_page(user=…)`, `live_app`, `check_accessibility`.

One browser per run, a fresh context per person. A test fails when a page logs an error, throws, breaks the
Content-Security-Policy, asks another host or gets a server error, unless the test expects it:
`page.expect_trouble("part of the message")`.
"""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page, Request, expect, sync_playwright

from tests.rig import chromium

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# How long a page may take to show something, in milliseconds. A busy machine is slow, not wrong.
PATIENCE = 30_000
FAILURES = Path(__file__).resolve().parents[2] / "var" / "test-failures"


# The browser's console tells of what was blocked; the event also tells of what only a report would.
TELL_VIOLATIONS = """document.addEventListener("securitypolicyviolation", (event) => console.error(
  `Content Security Policy, ${event.effectiveDirective}: ${event.blockedURI} ${event.sourceFile ?? ""}`))"""


class Trouble:
    """What went wrong on the pages of one test, and what the test said it expects to go wrong."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.expected: list[str] = []

    def watch(self, page: Page, home: str) -> None:
        """Listen to ``page``, which loads nothing but from ``home``."""
        page.on("pageerror", lambda error: self.seen.append(f"script error on {page.url}: {error}"))
        page.on("console", lambda message: self._console(page, message))
        page.on("response", self._response)
        page.on("request", lambda request: self._request(request, home))

    def _console(self, page: Page, message) -> None:
        if message.type == "error":
            self.seen.append(f"console on {page.url}: {message.text} ({message.location['url']})")

    def _response(self, response) -> None:
        if response.status >= 500:
            self.seen.append(f"{response.status} from {response.url}")

    def _request(self, request: Request, home: str) -> None:
        """People go to other sites, the company's sign-in for one; our pages load nothing from there."""
        ours = request.url.startswith((f"{home}/", "data:", "blob:", "about:"))
        if not ours and not request.is_navigation_request():
            self.seen.append(f"another host was asked: {request.url}")

    def unexpected(self) -> list[str]:
        return [entry for entry in self.seen if not any(part in entry for part in self.expected)]


@pytest.fixture(scope="session")
def browser():
    """This machine's Chromium, started once."""
    if chromium.find() is None:
        pytest.fail("Chromium is missing. Install it, or name it: CHROMIUM=/path/to/chromium")
    # Playwright runs an event loop in this thread; Django would take ORM calls beside it for a mistake.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch_options())
        yield browser
        browser.close()


@pytest.fixture
def live_app(live_server):
    """The application served over HTTP with the test's database (committed, since the server is another thread)."""
    settings.BASE_URL = live_server.url
    return live_server


@pytest.fixture
def trouble():
    """The record of page errors that this test is judged by."""
    return Trouble()


@pytest.fixture
def new_page(request, browser, live_app, trouble, client):
    """Open a page in its own context: `new_page(user=None, **context options)`, signed in when a user is given."""
    contexts = []

    def open_page(user=None, **options) -> Page:
        options = {"viewport": {"width": 1280, "height": 800}, "timezone_id": "Europe/London"} | options
        context = browser.new_context(**{"base_url": live_app.url} | options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(TELL_VIOLATIONS)
        if user is not None:
            # A new session: signing in over another person's would end theirs.
            client.cookies.clear()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_app.url}])
        page = context.new_page()
        page.expect_trouble = trouble.expected.append
        trouble.watch(page, live_app.url)
        return page

    yield open_page
    report = getattr(request.node, "report_of_call", None)
    for number, context in enumerate(contexts):
        if report is not None and report.failed:
            _keep_picture(request.node.nodeid, number, context)
        context.close()
    if unexpected := trouble.unexpected():
        pytest.fail("The browser reported:\n  " + "\n  ".join(unexpected), pytrace=False)


def _keep_picture(nodeid: str, number: int, context) -> None:
    FAILURES.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w.-]+", "-", nodeid)
    for page in context.pages:
        page.screenshot(path=FAILURES / f"{name}-{number}.png", full_page=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "call":
        item.report_of_call = report
    return report


@pytest.fixture
def page(new_page) -> Page:
    """One page of nobody signed in, 1280 by 800."""
    return new_page()


@pytest.fixture
def check_accessibility():
    """Call it with a page: fails with axe-core's findings, or passes quietly.

    Asks every rule of WCAG 2.2 A and AA, or the one called ``rule``; of the whole page, or of what ``context`` selects.
    """

    def check(page: Page, *, context: str | None = None, rule: str | None = None) -> None:
        only = {"type": "rule", "values": [rule]} if rule else {"type": "tag", "values": WCAG}
        results = Axe().run(page, context=context, options={"runOnly": only, "resultTypes": ["violations"]})
        if results.violations_count:
            pytest.fail(f"{page.url}\n{results.generate_report()}", pytrace=False)

    return check
