"""Words in a form that was not sent: leaving asks first, sending does not."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.django_db(transaction=True)
REASON = "Named two models that she shipped."


@pytest.fixture
def asked() -> list[str]:
    """The kinds of questions that the browser has asked."""
    return []


@pytest.fixture
def page(new_page, mara, candidacy, asked: list[str]) -> Page:
    """Mara's page for deciding; whenever the browser asks, she stays."""
    page = new_page(mara)

    def stay(dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto(reverse("candidacy_decide", args=[candidacy.uid]))
    return page


def test_leaving_asks_and_staying_keeps_the_words(page, asked):
    page.get_by_label("Reason").fill(REASON)
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Calendar").click(no_wait_after=True)
    assert asked == ["beforeunload"]
    expect(page.get_by_label("Reason")).to_have_value(REASON)


def test_leaving_a_form_that_was_refused_asks_too(page, asked):
    page.expect_trouble("422")
    page.get_by_label("Reason").fill(REASON)
    page.get_by_role("main").get_by_role("button", name="Decide").click()
    expect(page.locator(".is-invalid, [aria-invalid=true]").first).to_be_visible()
    assert asked == []
    page.get_by_label("Reason").click()
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Calendar").click(no_wait_after=True)
    expect(page.get_by_label("Reason")).to_have_value(REASON)


def test_sending_and_leaving_an_untouched_form_ask_nothing(page, asked, candidacy):
    page.get_by_role("link", name="Calendar").click()
    page.wait_for_url("**/calendar/")
    page.goto(reverse("candidacy_decide", args=[candidacy.uid]))
    page.get_by_label("Put on hold").check()
    page.get_by_label("Reason").fill(REASON)
    page.get_by_role("main").get_by_role("button", name="Decide").click()
    expect(page.get_by_text("is on hold.")).to_be_visible()
    assert asked == []


def test_times_that_were_typed_are_asked_for_before_a_button_beside_them_takes_them(page, asked):
    page.goto(reverse("availability_edit"))
    page.locator("input[type=time]").first.fill("07:30")
    with page.expect_event("dialog"):
        page.get_by_role("main").get_by_role("link", name="Add a calendar").click(no_wait_after=True)
    assert asked == ["beforeunload"]
    expect(page.locator("input[type=time]").first).to_have_value("07:30")
