"""Signing in through the company in a real browser: from our page over the provider's to Today, and what goes wrong."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Session
from config.company import CompanySignIn
from scorecards.models import Answer
from tests.factories import InterviewFactory, PanelistFactory
from tests.rig.company import CLIENT_ID, CLIENT_SECRET

PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}


@pytest.fixture(autouse=True)
def _acme(company, live_app, settings, ada):
    company.client.redirect_uris = [f"{live_app.url}/sign-in/company/return/"]
    company.people["a1"] = {"email": "ada@example.org", "email_verified": True, "name": "Ada Adler"}
    company.people["s1"] = {"email": "sam@example.org", "email_verified": True, "name": "Sam Stranger"}
    settings.COMPANY_SIGN_IN = CompanySignIn(company.issuer, CLIENT_ID, CLIENT_SECRET, name="Acme")


def go_to_acme(page: Page) -> None:
    page.goto("/sign-in/?next=/roles/")
    page.get_by_role("button", name="Sign in with Acme").click()
    expect(page.get_by_role("heading", name="Acme sign-in")).to_be_visible()


def come_as(page: Page, person: str) -> None:
    page.get_by_label("Who are you?").select_option(person)
    page.get_by_role("button", name="Go on").click()


def test_from_our_page_to_the_providers_and_to_today(page, check_accessibility):
    page.goto("/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    check_accessibility(page)
    page.get_by_role("button", name="Sign in with Acme").click()
    expect(page.get_by_role("heading", name="Acme sign-in")).to_be_visible()
    come_as(page, "a1")
    expect(page.locator("main")).to_have_attribute("data-nav", "today")
    check_accessibility(page)


def test_the_page_that_was_asked_for_comes_first(page):
    go_to_acme(page)
    come_as(page, "a1")
    expect(page.get_by_role("heading", name="Roles", exact=True)).to_be_visible()


def test_the_way_back_from_the_provider_is_our_sign_in_page(page):
    go_to_acme(page)
    page.go_back()
    expect(page.get_by_role("button", name="Sign in with Acme")).to_be_visible()


@pytest.mark.parametrize("options", [{}, PHONE], ids=["laptop", "phone"])
def test_who_may_not_come_in_reads_why(new_page, check_accessibility, options):
    page = new_page(**options)
    page.expect_trouble("403 (Forbidden)")
    go_to_acme(page)
    come_as(page, "s1")
    expect(page.get_by_text("Nobody has invited")).to_be_visible()
    check_accessibility(page)
    page.get_by_role("link", name="Back to sign-in").click()
    expect(page.get_by_role("button", name="Sign in with Acme")).to_be_visible()


@pytest.mark.parametrize("options", [{}, PHONE], ids=["laptop", "phone"])
def test_who_cancels_or_reloads_reads_what_to_do(new_page, check_accessibility, options):
    page = new_page(**options)
    page.expect_trouble("403 (Forbidden)")
    page.expect_trouble("400 (Bad Request)")
    go_to_acme(page)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("was cancelled")).to_be_visible()
    check_accessibility(page)
    page.reload()
    expect(page.get_by_role("heading", name="This sign-in has run out")).to_be_visible()
    check_accessibility(page)


@pytest.mark.parametrize("options", [{}, PHONE], ids=["laptop", "phone"])
def test_a_provider_that_is_out_of_order(new_page, check_accessibility, company, options):
    page = new_page(**options)
    page.expect_trouble("502")
    company.broken = {"/.well-known/openid-configuration"}
    page.goto("/sign-in/")
    check_accessibility(page)
    page.get_by_role("button", name="Sign in with Acme").click()
    expect(page.get_by_role("heading", name="This sign-in did not work")).to_be_visible()
    check_accessibility(page)


@pytest.mark.parametrize("options", [{}, PHONE], ids=["laptop", "phone"])
def test_who_must_come_through_the_company_is_led_there(new_page, check_accessibility, settings, ada, options):
    page = new_page(user=ada, **options)
    page.goto("/preferences/")
    settings.COMPANY_SIGN_IN = replace(settings.COMPANY_SIGN_IN, required_for="everybody")
    page.goto("/people/")
    expect(page.get_by_text("You were signed out: people come in through Acme now.")).to_be_visible()
    expect(page.get_by_label("Password")).to_have_count(0)
    check_accessibility(page)
    page.get_by_role("button", name="Sign in with Acme").click()
    come_as(page, "a1")
    expect(page.get_by_role("heading", name="People")).to_be_visible()
    page.get_by_role("link", name="Ada Adler").click()
    check_accessibility(page)
    page.get_by_role("button", name="Forget the link").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_page_on_the_way_leads_on_by_hand_too(new_page, check_accessibility, company):
    page = new_page(**PHONE)
    # A browser that follows no refresh stands where the provider is never reached.
    page.route(f"{company.issuer}/**", lambda route: route.fulfill(status=204))
    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in with Acme").click()
    link = page.get_by_role("link", name="Go on, if nothing happens")
    expect(link).to_be_visible()
    assert link.get_attribute("href").startswith(f"{company.issuer}/authorize?")
    check_accessibility(page)


def test_who_is_asked_again_beside_a_scorecard_comes_back_from_the_provider_to_it(new_page, candidacy, ada):
    interview = InterviewFactory(candidacy=candidacy)
    PanelistFactory(interview=interview, user=ada)
    page = new_page(ada)
    page.goto(f"/interviews/{interview.uid}/scorecard/#questions")
    notes = page.locator(".question.is-current [data-notes]")
    Session.objects.all().delete()
    notes.fill("Typed when nobody was signed in.")
    page.get_by_role("button", name="Sign in again").click()
    with page.context.expect_page() as opened:
        page.get_by_role("dialog").get_by_role("button", name="Sign in with Acme").click()
    come_as(opened.value, "a1")
    expect(opened.value.get_by_role("heading", name="You are signed in")).to_be_visible()
    opened.value.close()
    page.bring_to_front()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(notes).to_be_focused()
    expect(page.locator('.save-state[data-save-state="saved"]')).to_be_visible()
    assert Answer.objects.get().notes == "Typed when nobody was signed in."
