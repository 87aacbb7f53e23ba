"""A real web worker is killed in the middle of a save while somebody types: every letter arrives, no conflict."""

import pytest
from playwright.sync_api import expect

from hiring.models import Interview
from scorecards.models import Scorecard
from tests.factories import InterviewFactory, PanelistFactory
from tests.rig import mortal, published

from .test_scorecard import notes, open_page, state, stored_notes
from .test_scorecard_faults import TEXTS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("mortal")


@pytest.fixture(scope="module")
def live_app(django_db_setup, folder):
    """One worker at a time: while it is dead nobody answers, until gunicorn has brought up the next."""
    server = published.start(folder, "tests.rig.settings_mortal")
    yield server
    server.stop()


@pytest.fixture
def interview(candidacy, iris) -> Interview:
    interview = InterviewFactory(candidacy=candidacy)
    PanelistFactory(interview=interview, user=iris)
    return interview


def conflicts(page) -> list[int]:
    """The statuses of answers to saves, apart from 200, that come from now on."""
    found: list[int] = []
    page.on(
        "response",
        lambda answer: found.append(answer.status) if "/save/" in answer.url and answer.status != 200 else None,
    )
    return found


@pytest.mark.parametrize("moment", mortal.MOMENTS)
def test_a_worker_killed_in_the_first_save_loses_no_letter(new_page, interview, iris, folder, moment):
    page = new_page(iris)
    page.expect_trouble("Failed to load resource")
    page.expect_trouble("save/")
    open_page(page, interview)
    refused = conflicts(page)
    mortal.order(folder, moment)
    typed = type_on(page, "She began with the data", TEXTS[0], " and ended there.")
    saved_by_the_next(page)
    assert mortal.is_done(folder)
    assert stored_notes() == typed
    assert not refused
    expect(page.locator(".conflict, .conflicts")).to_have_count(0)
    assert Scorecard.objects.count() == 1


def test_workers_killed_again_and_again_lose_no_letter(new_page, interview, iris, folder):
    page = new_page(iris)
    page.expect_trouble("Failed to load resource")
    page.expect_trouble("save/")
    open_page(page, interview)
    refused = conflicts(page)
    typed = type_on(page, "Begun. ")
    state(page, "saved")
    # Now the draft is there, and a save is one transaction.
    for moment in (mortal.MOMENTS[0], mortal.MOMENTS[2]) * 2:
        mortal.order(folder, moment)
        typed += type_on(page, TEXTS[1][:20], " while the worker dies. ")
        saved_by_the_next(page)
        assert mortal.is_done(folder)
        assert stored_notes() == typed
    assert not refused


def saved_by_the_next(page) -> None:
    """Wait until the next worker has started, of which a busy machine makes a minute, and has stored what waited."""
    expect(page.locator('.save-state[data-save-state="saved"]')).to_be_visible(timeout=90_000)


def type_on(page, *words: str) -> str:
    """Type letter by letter at the end of the notes; after the first of ``words`` the page sends what it has.

    Returns what was typed.
    """
    first, *others = words
    notes(page).press_sequentially(first)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    for word in others:
        notes(page).press_sequentially(word, delay=5)
    return "".join(words)
