"""The second step in real Chromium: an app, passkeys by a virtual authenticator, the first administrator."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.core.management import call_command
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.acts import look
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
SECOND_STEP = "/preferences/second-step/"
NEW_PASSWORD = "a new long password"


@pytest.fixture(autouse=True)
def _alone(settings):
    cache.clear()
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]


@pytest.fixture
def open_page(new_page, live_app, check_accessibility):
    """A page at http://localhost, where browsers allow passkeys, and a check of every page that it is shown."""

    def open_it(**options) -> Page:
        page = new_page(base_url=live_app.url.replace("127.0.0.1", "localhost"), **options)
        page.check = lambda: check_accessibility(page)
        return page

    return open_it


def code_of(secret: str, *, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def set_up_app(page: Page) -> tuple[str, list[str]]:
    """On the page of the second step: set up an app, keep the codes; return the secret and the recovery codes."""
    page.get_by_role("link", name="Set up an app").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    page.check()
    look(page, "signin-app")
    secret = page.locator(".key-text").inner_text().replace(" ", "")
    page.get_by_role("textbox", name="Code").fill(code_of(secret))
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.check()
    look(page, "signin-recovery-codes")
    return secret, [code.replace(" ", "") for code in page.locator(".recovery-codes li").all_inner_texts()]


def with_virtual_authenticator(page: Page) -> None:
    """Plug in an authenticator that confirms by itself, as a fingerprint reader does."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_out(page: Page) -> None:
    page.get_by_label("Your menu").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_first_administrator_from_the_console_to_today(open_page, settings, capsys):
    settings.SECOND_FACTOR = "admins"
    call_command("create_admin", "fay@example.org", "Fay First")
    link = re.search(r"(/invitations/\S+)", capsys.readouterr().out)[1]
    page = open_page()
    page.goto(link)
    page.get_by_label("Password", exact=False).first.fill(NEW_PASSWORD)
    page.get_by_label("The same password again").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Set password and sign in").click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    page.check()
    look(page, "signin-one-more-step")
    page.goto("/people/")
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    _, codes = set_up_app(page)
    assert len(set(codes)) == 10
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as a file").click()
    assert all(code in download.value.path().read_text() for code in codes)
    page.get_by_role("link", name="I have kept them, go on").click()
    expect(page.locator("[data-nav=today]")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_an_app_and_recovery_codes(open_page, iris, scripts):
    page = open_page(java_script_enabled=scripts)
    if not scripts:
        page.check = lambda: None
    sign_in(page, iris.email)
    page.goto(SECOND_STEP)
    page.check()
    look(page, "signin-second-step-empty")
    secret, codes = set_up_app(page)
    page.goto(SECOND_STEP)
    page.check()
    look(page, "signin-second-step-app")
    for path in (
        f"{SECOND_STEP}recovery-codes/",
        f"{SECOND_STEP}recovery-codes/new/",
        "/sign-in/again/code/",
        "/sign-in/again/",
    ):
        page.goto(path)
        page.check()
        look(page, f"signin{path.replace('/', '-')}")
    for code in (code_of(secret, steps=1), codes[0]):
        page.context.clear_cookies()
        sign_in(page, iris.email)
        expect(page.get_by_role("heading", name="Second step")).to_be_visible()
        page.check()
        look(page, "signin-code")
        page.get_by_role("textbox", name="Code").fill("000000")
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_text("did not fit")).to_be_visible()
        page.get_by_role("textbox", name="Code").fill(code)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.locator("[data-nav=today]")).to_be_visible()


def test_a_passkey_signs_in_without_and_after_the_password(open_page, iris):
    page = open_page()
    with_virtual_authenticator(page)
    sign_in(page, iris.email)
    expect(page.locator("[data-nav=today]")).to_be_visible()
    page.goto(SECOND_STEP)
    page.get_by_role("link", name="Add a passkey or key").click()
    page.check()
    look(page, "signin-passkey-new")
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(SECOND_STEP)
    expect(page.get_by_text("Passkey, since")).to_be_visible()
    page.check()
    look(page, "signin-second-step-passkey")

    sign_out(page)
    page.check()
    look(page, "signin-page")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("[data-nav=today]")).to_be_visible()

    sign_out(page)
    sign_in(page, iris.email)
    page.get_by_role("button", name="Use a passkey or key").click()
    expect(page.locator("[data-nav=today]")).to_be_visible()

    page.goto("/sign-in/again/passkey/?next=/preferences/devices/")
    page.check()
    look(page, "signin-again-passkey")
    page.get_by_role("button", name="Use a passkey or key").click()
    expect(page.get_by_role("heading", name="Devices")).to_be_visible()

    User.objects.filter(pk=iris.pk).update(is_active=False)
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="You cannot sign in")).to_be_visible()


def test_a_key_is_renamed_and_removed(open_page, iris):
    page = open_page()
    with_virtual_authenticator(page)
    sign_in(page, iris.email)
    page.goto(f"{SECOND_STEP}passkeys/new/")
    page.get_by_label("Name").fill("Lptop")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(SECOND_STEP)
    page.get_by_role("link", name="Lptop").click()
    page.check()
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Remove Laptop").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Removed.")).to_be_visible()
    assert not Authenticator.objects.exists()


def test_what_goes_wrong_with_a_key_is_said(open_page, iris):
    page = open_page()
    sign_in(page, iris.email)
    page.goto(f"{SECOND_STEP}passkeys/new/")
    page.evaluate("""() => {
      navigator.credentials.create = () => Promise.reject(new DOMException("", "NotAllowedError"));
    }""")
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Nothing was done")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Laptop")
    page.check()


@pytest.mark.parametrize(
    "path", ["/preferences/devices/", SECOND_STEP, "/preferences/", f"{SECOND_STEP}app/", "/people/"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_hold_on_a_phone(open_page, ada, path, scheme):
    page = open_page(viewport={"width": 320, "height": 640}, color_scheme=scheme)
    sign_in(page, ada.email)
    expect(page.locator("[data-nav=today]")).to_be_visible()
    page.goto(path)
    page.check()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    look(page, f"signin-phone{path.replace('/', '-')}{scheme}")


def test_another_device_is_signed_out_from_here(open_page, iris):
    here, there = open_page(), open_page()
    for page in (here, there):
        sign_in(page, iris.email)
        expect(page.locator("[data-nav=today]")).to_be_visible()
    here.goto("/preferences/devices/")
    look(here, "signin-devices")
    here.get_by_role("button", name="Sign out Chrome on Linux").click()
    expect(here.get_by_text("That device is signed out.")).to_be_visible()
    there.goto("/preferences/")
    expect(there.get_by_role("heading", name="Sign in")).to_be_visible()
