"""Coming in, in a real browser: an admin invites, the person sets a password, signs out and in again."""

import re

import pytest
from playwright.sync_api import expect

from core.models import OutboxMessage
from tests.factories.accounts import PASSWORD

NEW_PASSWORD = "a new long password"


def newest_link() -> str:
    return re.findall(r"https?://[^/\s]+(/\S+)", OutboxMessage.objects.latest("pk").text)[-1]


def test_from_the_invitation_to_the_next_sign_in(new_page, ada, settings, check_accessibility):
    settings.LOGIN_REDIRECT_URL = "preferences_edit"
    admin = new_page(user=ada)
    admin.goto("/people/")
    check_accessibility(admin)
    admin.get_by_role("link", name="Invite a person").click()
    admin.get_by_label("E-mail address").fill("nia@example.org")
    admin.get_by_label("Name").fill("Nia Newman")
    check_accessibility(admin)
    admin.get_by_role("button", name="Invite").click()
    expect(admin.get_by_text("Nia Newman is invited.")).to_be_visible()

    person = new_page()
    person.goto(newest_link())
    check_accessibility(person)
    person.get_by_label("Password", exact=False).first.fill(NEW_PASSWORD)
    person.get_by_label("The same password again").fill(NEW_PASSWORD)
    person.get_by_role("button", name="Set password and sign in").click()
    expect(person.get_by_role("heading", name="Preferences")).to_be_visible()
    person.get_by_label("Your menu").click()
    person.get_by_role("button", name="Sign out").click()
    check_accessibility(person)
    person.get_by_label("E-mail address").fill("nia@example.org")
    person.get_by_label("Password").fill(NEW_PASSWORD)
    person.get_by_role("button", name="Sign in").click()
    expect(person.get_by_role("heading", name="Preferences")).to_be_visible()


@pytest.mark.parametrize("path", ["/people/", "/audit-trail/", "/preferences/", "/password/change/"])
def test_pages_hold_on_a_dark_phone(new_page, ada, check_accessibility, path):
    page = new_page(user=ada, viewport={"width": 320, "height": 640}, color_scheme="dark")
    page.goto(path)
    check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_deactivation_asks_first(new_page, ada, iris):
    page = new_page(user=ada)
    page.goto(f"/people/{iris.uid}/")
    page.get_by_role("button", name="Deactivate").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Keep as it is").click()
    iris.refresh_from_db()
    assert iris.is_active
    page.get_by_role("button", name="Deactivate").click()
    dialog.get_by_role("button", name="Deactivate").click()
    expect(page.get_by_text("cannot sign in any more")).to_be_visible()
    iris.refresh_from_db()
    assert not iris.is_active
    assert iris.check_password(PASSWORD)
