"""What the interview page costs that no clock has to measure: bytes, origins, and the requests of one save.

The server is production's: gunicorn, published files, compression. `make bench` measures the times.
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from hiring.models import Interview
from tests.factories import InterviewFactory, PanelistFactory
from tests.rig.traffic import Traffic

from .test_scorecard import notes, open_page, state, stored_notes

pytestmark = pytest.mark.django_db(transaction=True)
KIB = 1_024
FINGERPRINT = re.compile(r"\.[0-9a-f]{12}\.\w+$")
# What an interviewer notes on one question in ten minutes, and longer than what two seconds of typing add.
NOTES = "She drew the loss first, then asked which error costs the shop more. " * 20


@pytest.fixture
def live_app(published_app):
    return published_app


@pytest.fixture
def interview(candidacy, iris) -> Interview:
    interview = InterviewFactory(candidacy=candidacy)
    PanelistFactory(interview=interview, user=iris)
    return interview


def test_a_first_visit_is_small_and_asks_nobody_else(new_page, interview, iris, live_app):
    page = new_page(iris)
    traffic = Traffic(page.context.new_cdp_session(page))
    open_page(page, interview)
    page.wait_for_load_state("networkidle")
    asked = traffic.urls()
    assert all(url.startswith(f"{live_app.url}/") for url in asked if not url.startswith("data:"))
    assert any("/static/js/scorecard." in url for url in asked)
    assert traffic.received() <= 250 * KIB


def test_files_are_kept_by_the_browser_and_compressed(new_page, interview, iris):
    page = new_page(iris)
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    open_page(page, interview)
    page.wait_for_load_state("networkidle")
    files = [answer for answer in answers if "/static/" in answer.url]
    for answer in files:
        assert FINGERPRINT.search(answer.url.partition("#")[0]), answer.url
        assert "immutable" in answer.headers["cache-control"], answer.url
    modules = [answer for answer in files if ".js" in answer.url]
    assert len(modules) > 10
    for answer in (answers[0], *modules):
        assert answer.headers["content-encoding"] in {"br", "gzip"}, answer.url


def test_every_module_is_asked_for_as_soon_as_the_page_is_there(new_page, interview, iris):
    page = new_page(iris)
    open_page(page, interview)
    early = set(page.locator('link[rel="modulepreload"]').evaluate_all("links => links.map((link) => link.href)"))
    early |= set(page.locator('script[type="module"]').evaluate_all("scripts => scripts.map((script) => script.src)"))
    loaded = set(page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)"))
    assert {url for url in loaded if url.endswith(".js")} == early


def test_a_rest_after_typing_is_one_small_request(new_page, interview, iris):
    page = new_page(iris)
    open_page(page, interview)
    traffic = Traffic(page.context.new_cdp_session(page))
    notes(page).fill(NOTES)
    notes(page).press_sequentially("And then the shop's own numbers.")
    state(page, "saved")
    assert [url.rpartition("/scorecard/")[2] for url in traffic.urls()] == ["save/"]
    assert traffic.sent() <= 4 * KIB
    assert stored_notes() == f"{NOTES}And then the shop's own numbers."


@pytest.mark.parametrize("width", [1280, 390])
def test_the_first_question_stands_there_before_the_script_has_come(new_page, interview, iris, width):
    page = new_page(iris, viewport={"width": width, "height": 800})
    page.route("**/scorecard.*.js", lambda route: route.abort())
    page.expect_trouble("Failed to load resource")
    interview.starts_at = timezone.now() - timedelta(minutes=5)
    interview.ends_at = interview.starts_at + timedelta(hours=1)
    interview.save()
    page.goto(f"/interviews/{interview.uid}/scorecard/")
    first, second = page.locator(".question-text").all()[:2]
    expect(first).to_be_in_viewport()
    expect(second).to_be_hidden()
    expect(page.locator("#kit")).to_be_hidden()
    page.get_by_role("link", name="Review", exact=True).click()
    expect(page.get_by_role("button", name="Seal scorecard")).to_be_visible()
    expect(second).to_be_visible()


def test_without_scripts_every_part_stands_there(new_page, interview, iris):
    page = new_page(iris, java_script_enabled=False)
    page.goto(f"/interviews/{interview.uid}/scorecard/")
    for part in ("kit", "questions", "rate", "review"):
        expect(page.locator(f"#{part}")).to_be_visible()
    for question in page.locator(".question-text").all():
        expect(question).to_be_visible()
