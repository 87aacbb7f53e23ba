"""A reference check in Chromium: saved as it is typed, finished once, and read side by side."""

import os

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.models import OutboxMessage
from references.models import ReferenceAnswer, ReferenceCheck
from references.services import record_consent, send_link, start_check
from tests.factories import RefereeFactory, ReferenceCheckFactory
from tests.factories.references import let_ask_number, let_link, reference_stage


@pytest.fixture
def check(candidacy, mara):
    referee = RefereeFactory(candidacy=candidacy, name="Remy Roth", phone="+49 30 1234", added_by=mara)
    check = start_check(referee=referee, by=mara)
    record_consent(referee=referee, of="referee", how="On the phone", by=mara)
    return check


def shoot(page, name):
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_check_is_saved_as_it_is_typed(new_page, check, mara, candidacy, check_accessibility):
    page = new_page(mara)
    page.goto(reverse("reference_check_edit", args=[check.uid]))
    question = reference_stage(candidacy).questions.earliest("position")
    page.get_by_label(question.text, exact=True).fill("Four years in one team")
    page.get_by_label("What the interviews left open").fill("Depth in monitoring")
    page.locator("[data-save-state=saved]").wait_for()
    assert ReferenceAnswer.objects.get().text == "Four years in one team"
    for scale in page.locator("[data-scale]").all():
        scale.locator('[data-level="3"]').click()
    page.locator("[data-save-state=saving], [data-save-state=unsaved]").first.wait_for()
    page.locator("[data-save-state=saved]").wait_for()
    assert {rating.level for rating in check.ratings.all()} == {3}
    shoot(page, "check")
    check_accessibility(page)
    page.get_by_role("button", name="Finish check").click()
    page.get_by_text("The reference check is finished.").wait_for()
    assert ReferenceCheck.objects.get().is_finished
    shoot(page, "read")
    check_accessibility(page)


def test_another_tab_is_told_and_overwrites_nothing(new_page, check, mara, candidacy):
    question = reference_stage(candidacy).questions.earliest("position")
    address = reverse("reference_check_edit", args=[check.uid])
    first, second = new_page(mara), new_page(mara)
    second.expect_trouble("409")
    for tab in (first, second):
        tab.goto(address)
    first.get_by_label(question.text, exact=True).fill("First")
    first.locator("[data-save-state=saved]").wait_for()
    second.get_by_label(question.text, exact=True).fill("Second")
    second.locator("[data-save-state=conflict]").wait_for()
    assert second.get_by_label(question.text, exact=True).input_value() == "Second"
    assert ReferenceAnswer.objects.get().text == "First"
    second.get_by_role("button", name="Keep both").click()
    second.locator("[data-save-state=saved]").wait_for()
    assert ReferenceAnswer.objects.get().text == "First\n\nSecond"


def test_a_call_goes_question_by_question_with_its_time_and_nothing_typed_is_lost(new_page, check, mara, candidacy):
    page = new_page(mara)
    page.goto(reverse("reference_check_edit", args=[check.uid]))
    first, second = reference_stage(candidacy).questions.order_by("position")[:2]
    page.get_by_role("button", name="One at a time").click()
    expect(page.get_by_label(second.text, exact=True)).to_be_hidden()
    page.get_by_label(first.text, exact=True).fill("Typed just before")
    page.get_by_role("button", name="Reached", exact=True).click()
    page.get_by_text("Reached: the time runs from now.").wait_for()
    assert ReferenceAnswer.objects.get().text == "Typed just before"
    expect(page.locator("[data-call-clock]")).to_contain_text("0 min")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_label(second.text, exact=True)).to_be_focused()


def test_words_typed_offline_come_back_after_the_page_was_closed(new_page, check, mara, candidacy):
    page = new_page(mara)
    page.expect_trouble("Failed to load resource: net::ERR_INTERNET_DISCONNECTED")
    page.goto(reverse("reference_check_edit", args=[check.uid]))
    question = reference_stage(candidacy).questions.earliest("position")
    page.context.set_offline(True)
    page.get_by_label(question.text, exact=True).fill("Typed in a tunnel")
    page.locator("[data-save-state=offline]").wait_for()
    page.close(run_before_unload=False)
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(page.url)
    again.locator("[data-save-state=saved]").wait_for()
    assert ReferenceAnswer.objects.get().text == "Typed in a tunnel"


@pytest.fixture
def address(candidacy, mara) -> str:
    """The page of a referee who has a link."""
    let_link(candidacy)
    let_ask_number(reference_stage(candidacy).questions.order_by("position")[1])
    send_link(referee=RefereeFactory(candidacy=candidacy, name="Remy Roth", added_by=mara), by=mara)
    mail = OutboxMessage.objects.get(text__contains="/reference-links/")
    return "/reference-links/" + mail.text.split("/reference-links/")[1].split()[0]


HEIGHT = "document.documentElement.scrollHeight"


def begin(page, candidacy):
    page.get_by_label("I have read this and agree to answer").check()
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Send answers").wait_for()
    return reference_stage(candidacy).questions.earliest("position")


def answer(page, first):
    page.get_by_label(first.text, exact=True).fill("We shared a desk")
    page.get_by_text("8", exact=True).click()


def test_a_referee_answers_on_a_phone(new_page, address, candidacy, check_accessibility):
    page = new_page(None, viewport={"width": 390, "height": 844})
    page.goto(address)
    check_accessibility(page)
    first = begin(page, candidacy)
    height = page.evaluate(HEIGHT)
    with page.expect_response(lambda said: said.url.endswith("/save/") and "number" in (said.request.post_data or "")):
        answer(page, first)
    expect(page.locator("[data-save-state=saved]")).to_be_visible()
    assert page.evaluate(HEIGHT) == height, "words about saving moved the page under a finger"
    assert {(a.text, a.number) for a in ReferenceAnswer.objects.all()} == {("We shared a desk", None), ("", 8)}
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    check_accessibility(page)
    page.get_by_role("button", name="Send answers").click()
    page.get_by_text("We have your answers. Thank you.").wait_for()
    assert ReferenceCheck.objects.get().submitted_at


def test_a_referee_answers_without_scripts(new_page, address, candidacy):
    page = new_page(None, java_script_enabled=False)
    page.goto(address)
    answer(page, begin(page, candidacy))
    page.get_by_role("button", name="Save").click()
    assert {(a.text, a.number) for a in ReferenceAnswer.objects.all()} == {("We shared a desk", None), ("", 8)}
    page.get_by_role("button", name="Send answers").click()
    page.get_by_text("We have your answers. Thank you.").wait_for()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_of_references_reads_well(new_page, mara, candidacy, check, width, check_accessibility):
    for name, level in (("Lena Lund", 2), ("Omar Odeh", 4)):
        referee = RefereeFactory(candidacy=candidacy, name=name, added_by=mara)
        ReferenceCheckFactory(referee=referee, finished=True, level=level)
    page = new_page(mara, viewport={"width": width, "height": 800})
    page.goto(reverse("candidacy_references", args=[candidacy.uid]))
    page.get_by_text("2 references are in.").wait_for()
    shoot(page, f"references-{width}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    check_accessibility(page)
