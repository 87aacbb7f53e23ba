"""What was typed against what the database holds, letter by letter, whatever breaks in between."""

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from hiring.models import Interview
from scorecards.models import Answer, Scorecard
from tests.factories import InterviewFactory, PanelistFactory
from tests.rig import chromium

from .test_scorecard import notes, open_page, state, stored_notes

pytestmark = pytest.mark.django_db(transaction=True)
TEXTS = [
    "Sie sagte: „Größe zählt nicht“: naïve, 中文, 😀👩‍🔬.",
    "אמרה שהיא בדקה את הנתונים\nand then in English again\n\n  indented",
    "Tabs\tand <b>markup</b> & \\slashes\\ 'quotes' \"double\" %s {x}",
]


@pytest.fixture
def interview(candidacy, iris) -> Interview:
    interview = InterviewFactory(candidacy=candidacy)
    PanelistFactory(interview=interview, user=iris)
    return interview


def stored() -> list[str]:
    return [answer.notes for answer in Answer.objects.order_by("question__position")]


def test_ten_minutes_offline_arrive_whole_and_once(new_page, interview, iris):
    page = new_page(iris)
    page.expect_trouble("Failed to load resource")
    page.clock.install(time=interview.starts_at + timedelta(minutes=1))
    open_page(page, interview)
    answers = []
    page.on("response", lambda response: answers.append(response) if "/save/" in response.url else None)
    page.context.set_offline(True)
    count = min(len(TEXTS), interview.stage.guide_stage.questions.count())
    for text in TEXTS[:count]:
        notes(page).fill(text[: len(text) // 2])
        for _ in range(10):
            page.clock.run_for(10_000)
        state(page, "offline")
        notes(page).fill(text)
        for _ in range(10):
            page.clock.run_for(10_000)
        page.locator(".question.is-current [data-step='1']").click()
    assert not Scorecard.objects.exists()
    page.context.set_offline(False)
    page.clock.run_for(1_000)
    state(page, "saved")
    assert stored() == TEXTS[:count]
    assert [answer.status for answer in answers] == [200] * Scorecard.objects.get().revision


def test_a_server_killed_after_it_stored_a_save_is_asked_again_without_a_conflict(new_page, interview, iris):
    page = new_page(iris)
    page.expect_trouble("Failed to load resource")
    page.expect_trouble("save/")
    open_page(page, interview)
    killed = []

    def kill_after_commit(route):
        if killed:
            return route.continue_()
        killed.append(route.fetch().status)
        return route.abort("connectionreset")

    page.route("**/scorecard/save/", kill_after_commit)
    notes(page).fill(TEXTS[0])
    state(page, "offline")
    assert stored_notes() == TEXTS[0]
    notes(page).fill(TEXTS[1])
    state(page, "saved")
    assert (killed, stored_notes()) == ([200], TEXTS[1])
    expect(page.locator(".conflicts")).to_be_hidden()


def test_a_browser_killed_without_a_network_gives_its_words_back(browser, client, live_app, interview, iris, tmp_path):
    client.force_login(iris)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_app.url}

    def launch():
        options = chromium.launch_options() | {"base_url": live_app.url}
        context = browser.browser_type.launch_persistent_context(str(tmp_path / "profile"), **options)
        context.add_cookies([cookie])
        return context

    context = launch()
    page = context.new_page()
    open_page(page, interview)
    context.set_offline(True)
    notes(page).fill(TEXTS[1])
    state(page, "offline")
    for process in processes_of(tmp_path / "profile"):
        os.kill(process, signal.SIGKILL)
    context = launch()
    page = context.new_page()
    open_page(page, interview)
    expect(page.get_by_text("It is back in its place")).to_be_visible()
    state(page, "saved")
    context.close()
    assert stored_notes() == TEXTS[1]


def processes_of(profile: Path) -> list[int]:
    """The main process of the browser that runs in ``profile``; its children end with it."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if f"--user-data-dir={profile}" in words and not any(word.startswith("--type=") for word in words):
            found.append(int(folder.name))
    assert found, "the browser was not found"
    return found


def test_a_token_that_is_renewed_while_typing_is_picked_up(new_page, interview, iris, live_app):
    page = new_page(iris)
    open_page(page, interview)
    notes(page).fill(TEXTS[0])
    state(page, "saved")
    page.context.add_cookies([{"name": settings.CSRF_COOKIE_NAME, "value": "r" * 32, "url": live_app.url}])
    with page.expect_response("**/scorecard/save/"):
        notes(page).fill(TEXTS[1])
    state(page, "saved")
    assert stored_notes() == TEXTS[1]


def test_a_network_that_comes_back_haltingly_is_tried_again_soon(new_page, interview, iris):
    page = new_page(iris)
    page.expect_trouble("Failed to load resource")
    page.clock.install(time=interview.starts_at)
    open_page(page, interview)
    page.clock.pause_at(interview.starts_at + timedelta(minutes=1))
    page.route("**/scorecard/save/", lambda route: route.abort("internetdisconnected"))
    notes(page).fill(TEXTS[0])
    for _ in range(12):  # The pauses between tries grow to half a minute and more.
        page.clock.run_for(10_000)
        state(page, "offline")
    with page.expect_event("requestfailed"):
        page.evaluate("dispatchEvent(new Event('online'))")
    state(page, "offline")
    page.unroute("**/scorecard/save/")
    page.clock.run_for(1_500)
    state(page, "saved")
    assert stored_notes() == TEXTS[0]


def test_a_save_that_hangs_is_given_up_and_never_comes_over_a_newer_one(new_page, interview, iris, client):
    page = new_page(iris)
    page.expect_trouble("Failed to load resource")
    page.expect_trouble("save/")
    page.clock.install(time=interview.starts_at + timedelta(minutes=1))
    open_page(page, interview)
    hanging = []

    def hang_once(route):
        if hanging:
            return route.continue_()
        hanging.append(route.request.post_data)
        return None

    page.route("**/scorecard/save/", hang_once)
    notes(page).fill(TEXTS[0])
    page.clock.run_for(2_500)
    state(page, "saving")
    notes(page).fill(TEXTS[2])
    page.clock.run_for(19_000)
    state(page, "offline")
    page.clock.run_for(3_000)
    state(page, "saved")
    assert stored_notes() == TEXTS[2]
    client.force_login(iris)
    late = client.post(f"/interviews/{interview.uid}/scorecard/save/", hanging[0], content_type="application/json")
    assert late.json()["replayed"] is True
    assert stored_notes() == TEXTS[2]
