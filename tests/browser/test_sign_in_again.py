"""The session ends while somebody types: they sign in again in the page, and not a word is lost."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import Session
from debriefs.models import AgendaNote
from debriefs.services import open_debrief, prepare_debrief
from hiring.models import Interview
from references.models import ReferenceCheck
from references.services import record_consent, start_check
from scorecards.models import Scorecard
from tests.factories import InterviewFactory, PanelistFactory, RefereeFactory, ScorecardFactory
from tests.factories.accounts import PASSWORD

from .acts import look
from .test_scorecard import notes, open_page, state, stored_notes
from .test_second_step import SECOND_STEP, code_of, sign_in, with_virtual_authenticator

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = "Vorher: „naïve“ 中文 😀"
DURING = " während,\n\n  indented <b>&amp; \\n"
AFTER = " and after: אחרי %s {x}."


@pytest.fixture(autouse=True)
def _no_tries_of_other_tests():
    cache.clear()


@pytest.fixture
def interview(candidacy, iris) -> Interview:
    interview = InterviewFactory(candidacy=candidacy)
    PanelistFactory(interview=interview, user=iris)
    return interview


@pytest.fixture
def open_questions(new_page, interview, iris):
    """Iris at her questions, with words typed and saved; her session then ends and she types on."""

    def open_it(**options) -> Page:
        page = new_page(iris, **options)
        page.expect_trouble("Failed to load resource: the server responded with a status of 401")
        open_page(page, interview)
        type_on(page, BEFORE)
        state(page, "saved")
        end_session(page)
        return page

    return open_it


def end_session(page: Page) -> None:
    """End every session, then type on until the page knows."""
    Session.objects.all().delete()
    type_on(page, DURING)
    state(page, "signin")


def type_on(page: Page, words: str) -> None:
    """Put ``words`` after what stands there, as typing does."""
    notes(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(words)


def dialog(page: Page):
    return page.get_by_role("dialog")


def ask(page: Page) -> None:
    page.get_by_role("button", name="Sign in again").click()
    expect(dialog(page)).to_be_visible()


def give_password(page: Page, password: str = PASSWORD, email: str = "") -> None:
    if email:
        dialog(page).get_by_label("E-mail address").fill(email)
    dialog(page).get_by_label("Password").fill(password)
    dialog(page).get_by_role("button", name="Sign in", exact=True).click()


def is_back(page: Page) -> None:
    """The dialog is gone, the person stands in their notes, and everything is stored."""
    expect(dialog(page)).to_be_hidden()
    expect(notes(page)).to_be_focused()
    expect(page.get_by_role("button", name="Sign in again")).to_be_hidden()
    state(page, "saved")


def test_not_a_letter_is_lost_from_before_the_end_to_after_the_new_sign_in(open_questions, iris):
    page = open_questions()
    expect(notes(page)).to_be_focused()
    expect(dialog(page)).to_be_hidden()
    expect(page.get_by_text("Your sign-in has ended.")).to_be_visible()
    ask(page)
    look(page, "sign-in-again")
    expect(dialog(page).get_by_label("E-mail address")).to_have_value(iris.email)
    expect(dialog(page).get_by_label("Password")).to_be_focused()
    give_password(page, "not this one")
    expect(dialog(page).get_by_role("alert").get_by_text("do not belong together")).to_be_visible()
    assert stored_notes() == BEFORE
    give_password(page)
    is_back(page)
    assert stored_notes() == BEFORE + DURING
    page.keyboard.insert_text(AFTER)
    state(page, "unsaved")
    state(page, "saved")
    assert stored_notes() == BEFORE + DURING + AFTER
    page.reload()
    expect(page.locator("[data-notes]").first).to_have_value(BEFORE + DURING + AFTER)


def test_an_app_asks_for_its_code_in_the_dialog(new_page, open_questions, iris):
    secret = set_up_app(new_page(), iris.email)
    page = open_questions()
    ask(page)
    give_password(page)
    expect(dialog(page).get_by_role("heading", name="Second step")).to_be_visible()
    dialog(page).get_by_role("button", name="Sign in as somebody else").click()
    expect(dialog(page).get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    give_password(page)
    code = dialog(page).get_by_role("textbox", name="Code")
    expect(code).to_be_focused()
    look(page, "sign-in-again-code")
    code.fill("000000")
    dialog(page).get_by_role("button", name="Sign in", exact=True).click()
    expect(dialog(page).get_by_text("did not fit")).to_be_visible()
    assert stored_notes() == BEFORE
    code.fill(code_of(secret, steps=1))
    dialog(page).get_by_role("button", name="Sign in", exact=True).click()
    is_back(page)
    assert stored_notes() == BEFORE + DURING


def set_up_app(page: Page, email: str) -> str:
    sign_in(page, email)
    expect(page.locator("[data-nav=today]")).to_be_visible()
    page.goto(f"{SECOND_STEP}app/")
    secret = page.locator(".key-text").inner_text().replace(" ", "")
    page.get_by_role("textbox", name="Code").fill(code_of(secret))
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    return secret


@pytest.mark.parametrize("after_password", [False, True], ids=["alone", "after the password"])
def test_a_passkey_signs_in_from_the_dialog(new_page, live_app, settings, interview, iris, after_password):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
    # Browsers allow passkeys at this name.
    page = new_page(base_url=live_app.url.replace("127.0.0.1", "localhost"))
    with_virtual_authenticator(page)
    sign_in(page, iris.email)
    expect(page.locator("[data-nav=today]")).to_be_visible()
    page.goto(f"{SECOND_STEP}passkeys/new/")
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    open_page(page, interview)
    end_session(page)
    ask(page)
    if after_password:
        give_password(page)
        dialog(page).get_by_role("button", name="Use a passkey or key").click()
    else:
        dialog(page).get_by_role("button", name="Use a passkey").click()
    is_back(page)
    assert stored_notes() == DURING


def test_escape_goes_back_to_writing_and_the_words_stay(open_questions):
    page = open_questions()
    ask(page)
    dialog(page).get_by_label("Password").fill("half of it")
    page.keyboard.press("Escape")
    expect(dialog(page)).to_be_hidden()
    expect(notes(page)).to_be_focused()
    assert page.locator("#sign-in-again input").count() == 0, "no half password stays in the page"
    page.keyboard.insert_text(AFTER)
    state(page, "signin")
    assert stored_notes() == BEFORE
    ask(page)
    expect(dialog(page).get_by_label("Password")).to_have_value("")
    give_password(page)
    is_back(page)
    assert stored_notes() == BEFORE + DURING + AFTER


def test_by_keyboard_alone(open_questions):
    page = open_questions()
    page.keyboard.press("s")
    expect(dialog(page)).to_be_hidden()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("s")
    expect(dialog(page).get_by_label("Password")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    dialog(page).get_by_label("Password").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(dialog(page)).to_be_hidden()
    expect(page.get_by_role("button", name="Add the time").first).to_be_focused()
    state(page, "saved")
    assert stored_notes() == BEFORE + DURING + "s"


def test_somebody_else_who_signs_in_here_gets_nothing_and_the_page_says_so(open_questions, interview, iris, ivan):
    PanelistFactory(interview=interview, user=ivan)
    page = open_questions()
    ask(page)
    give_password(page, email=ivan.email)
    expect(dialog(page).get_by_role("heading", name="Somebody else is signed in")).to_be_visible()
    expect(dialog(page)).to_contain_text(f"{ivan.name} has signed in on this browser. Nothing you typed went to them.")
    look(page, "sign-in-again-somebody-else")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Somebody else is signed in on this browser now.")).to_be_visible()
    expect(notes(page)).to_be_focused()
    page.keyboard.insert_text(AFTER)
    with page.expect_response("**/scorecard/save/") as answer:
        notes(page).blur()
    assert answer.value.status == 401
    assert Scorecard.objects.get().panelist.user == iris
    assert stored_notes() == BEFORE
    notes(page).focus()
    ask(page)
    dialog(page).get_by_role("button", name=f"Sign in as {iris.name}").click()
    give_password(page)
    is_back(page)
    assert Scorecard.objects.get().panelist.user == iris
    assert stored_notes() == BEFORE + DURING + AFTER


def test_somebody_without_a_place_on_the_panel_does_not_end_the_saving(open_questions, iris, stan):
    page = open_questions()
    ask(page)
    give_password(page, email=stan.email)
    dialog(page).get_by_role("button", name=f"Sign in as {iris.name}").click()
    give_password(page)
    is_back(page)
    assert stored_notes() == BEFORE + DURING


def test_who_signs_in_in_another_tab_is_not_asked_again(open_questions, iris):
    page = open_questions()
    ask(page)
    with page.context.expect_page() as opened:
        dialog(page).get_by_role("link", name="sign in in a new tab").click()
    tab = opened.value
    tab.get_by_label("E-mail address").fill(iris.email)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    expect(tab.get_by_role("heading", name="You are signed in")).to_be_visible()
    look(tab, "sign-in-done")
    tab.close()
    page.bring_to_front()
    is_back(page)
    assert stored_notes() == BEFORE + DURING


def test_the_scorecard_is_sealed_with_the_token_of_the_new_sign_in(new_page, interview, iris):
    page = new_page(iris)
    open_page(page, interview, "rate")
    for criterion in page.locator("[data-criterion]").all():
        criterion.locator(".scale-option").nth(3).click()
    page.get_by_role("link", name="Review", exact=True).click()
    page.locator(".choice-option").nth(2).click()
    state(page, "saved")
    Session.objects.all().delete()
    page.get_by_role("button", name="Seal scorecard").click()
    state(page, "signin")
    page.context.clear_cookies()
    ask(page)
    give_password(page)
    expect(page.get_by_role("button", name="Seal scorecard")).to_be_focused()
    state(page, "saved")
    page.get_by_role("button", name="Seal scorecard").click()
    page.wait_for_url("**/scorecards/*/")
    assert Scorecard.objects.get().is_sealed


def test_too_many_tries_and_a_dead_network_are_said_in_the_dialog(open_questions):
    page = open_questions()
    page.expect_trouble("Failed to load resource")
    page.context.set_offline(True)
    ask(page)
    expect(dialog(page).get_by_text("The server did not answer.")).to_be_visible()
    page.keyboard.press("Escape")
    page.context.set_offline(False)
    ask(page)
    for _ in range(6):
        with page.expect_response("**/sign-in/"):
            give_password(page, "wrong")
        expect(dialog(page).get_by_label("Password")).to_have_value("")
    expect(dialog(page).get_by_text("Too many tries.")).to_be_visible()
    page.context.set_offline(True)
    give_password(page)
    expect(dialog(page).get_by_text("The server did not answer.")).to_be_visible()
    expect(dialog(page).get_by_label("Password")).to_have_value(PASSWORD)


@pytest.fixture
def check(candidacy, mara) -> ReferenceCheck:
    check = start_check(referee=RefereeFactory(candidacy=candidacy, added_by=mara), by=mara)
    record_consent(referee=check.referee, of="referee", how="On the phone", by=mara)
    return check


def test_a_reference_check_goes_on_too_and_is_finished(new_page, check, mara, rosa):
    page = new_page(mara)
    page.expect_trouble("Failed to load resource: the server responded with a status of 401")
    page.goto(reverse("reference_check_edit", args=[check.uid]))
    for scale in page.locator("[data-scale]").all():
        scale.locator('[data-level="3"]').click()
    state(page, "saved")
    Session.objects.all().delete()
    open_points = page.get_by_label("What the interviews left open")
    open_points.fill(DURING)
    page.get_by_role("button", name="Finish check").click()
    state(page, "signin")
    ask(page)
    give_password(page, email=rosa.email)
    expect(dialog(page).get_by_role("heading", name="Somebody else is signed in")).to_be_visible()
    dialog(page).get_by_role("button", name=f"Sign in as {mara.name}").click()
    give_password(page)
    expect(dialog(page)).to_be_hidden()
    state(page, "saved")
    check.refresh_from_db()
    assert check.to_verify == DURING
    page.get_by_role("button", name="Finish check").click()
    page.get_by_text("The reference check is finished.").wait_for()


def test_a_note_of_the_debrief_goes_on_too(new_page, candidacy, interview, mara, rosa):
    ScorecardFactory(panelist=interview.panelists.get(), sealed=True)
    debrief = prepare_debrief(candidacy=candidacy, facilitator=mara, scheduled_at=None, by=mara)
    open_debrief(debrief=debrief, by=mara)
    page = new_page(mara)
    page.expect_trouble("Failed to load resource: the server responded with a status of 401")
    page.goto(reverse("debrief_detail", args=[debrief.uid]) + "?step=agenda")
    Session.objects.all().delete()
    note = page.get_by_label("Note", exact=True)
    note.fill(BEFORE)
    state(page, "signin")
    expect(note).to_be_focused()
    ask(page)
    give_password(page, email=rosa.email)
    expect(dialog(page).get_by_role("heading", name="Somebody else is signed in")).to_be_visible()
    page.keyboard.press("Escape")
    expect(note).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(DURING)
    with page.expect_response("**/notes/**") as answer:
        note.blur()
    assert answer.value.status == 401
    assert not AgendaNote.objects.exists()
    ask(page)
    dialog(page).get_by_role("button", name=f"Sign in as {mara.name}").click()
    give_password(page)
    expect(dialog(page)).to_be_hidden()
    state(page, "saved")
    stored = AgendaNote.objects.get()
    assert (stored.text, stored.written_by) == ((BEFORE + DURING).strip(), mara)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_the_dialog_is_accessible_and_fits(open_questions, ivan, check_accessibility, scheme, width):
    page = open_questions(color_scheme=scheme, reduced_motion="reduce", viewport={"width": width, "height": 640})
    check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ask(page)
    check_accessibility(page)
    give_password(page, "wrong")
    expect(dialog(page).get_by_text("do not belong together")).to_be_visible()
    check_accessibility(page)
    assert page.evaluate("document.querySelector('dialog[open]').scrollWidth") <= width
    # A save that is under way while somebody else signs in has the token of before.
    page.expect_trouble("Failed to load resource: the server responded with a status of 403")
    give_password(page, email=ivan.email)
    expect(dialog(page).get_by_role("heading", name="Somebody else is signed in")).to_be_visible()
    check_accessibility(page)
