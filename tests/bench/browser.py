"""The interview page in real Chromium: typing on a slow device, the first view on a slow network, weight, one save."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from accounts.models import User
from tests.rig import chromium
from tests.rig.traffic import Traffic

from .loading import WATCH, first_view, slow
from .seeding import PEOPLE, to_save_in
from .typing_trace import Trace, traced

SLOWDOWN = 4
TYPED = "She drew the loss first, then asked which error costs the shop more. "
LOADS = 7
FIELDS = {"questions": ".question.is-current [data-notes]", "rate": ".criterion textarea"}


def measure(url: str) -> dict[str, dict[str, float]]:
    """Everything that Chromium can tell of the interview page."""
    path = reverse("scorecard_edit", args=[to_save_in()[0].uid])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch_options())
        try:
            return {
                "typing": typing(browser, url, path),
                "first view": first_views(browser, url, path),
                "weight": weight(browser, url, path),
                "save": one_save(browser, url, path),
            }
        finally:
            browser.close()


@contextmanager
def signed_in(browser: Browser, url: str) -> Iterator[BrowserContext]:
    """A fresh browser profile of the interviewer."""
    client = Client()
    client.force_login(User.objects.get(email=PEOPLE["interviewer"]), backend="accounts.backends.EmailBackend")
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
    context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 800})
    context.add_cookies([cookie | {"url": url}])
    yield context
    context.close()


def typing(browser: Browser, url: str, path: str) -> dict[str, float]:
    """Milliseconds in which our handlers keep a key waiting, on a device a quarter as fast."""
    trace = Trace()
    with signed_in(browser, url) as context:
        page = context.new_page()
        cdp = context.new_cdp_session(page)
        for part, field in FIELDS.items():
            open_part(page, path, part)
            cdp.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
            with traced(browser, page, trace):
                page.locator(field).first.press_sequentially(TYPED * 3, delay=20)
                page.locator('.save-state[data-save-state="saved"]').wait_for()
            cdp.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return trace.summary()


def first_views(browser: Browser, url: str, path: str) -> dict[str, float]:
    """Milliseconds until something is painted and until the first question can be read; cold, and with a warm cache."""
    found: dict[str, list[tuple[float, float]]] = {"cold": [], "warm": []}
    for _ in range(LOADS):
        with signed_in(browser, url) as context:
            context.add_init_script(WATCH)
            page = context.new_page()
            slow(context.new_cdp_session(page))
            for cache in ("cold", "warm"):
                found[cache].append(first_view(page, path))
    return {
        f"{cache}_{what}_ms": sorted(view[n] for view in views)[LOADS // 2]
        for cache, views in found.items()
        for n, what in enumerate(("paint", "question"))
    }


def weight(browser: Browser, url: str, path: str) -> dict[str, float]:
    """What a first visit loads."""
    with signed_in(browser, url) as context:
        page = context.new_page()
        traffic = Traffic(context.new_cdp_session(page))
        open_part(page, path, "questions")
        page.wait_for_load_state("networkidle")
        foreign = [each for each in traffic.urls() if not each.startswith((url, "data:"))]
        return {"bytes": traffic.received(), "requests": len(traffic.urls()), "foreign_requests": len(foreign)}


def one_save(browser: Browser, url: str, path: str) -> dict[str, float]:
    """What one rest after typing sends."""
    with signed_in(browser, url) as context:
        page = context.new_page()
        open_part(page, path, "questions")
        traffic = Traffic(context.new_cdp_session(page))
        page.locator(".question.is-current [data-notes]").press_sequentially(TYPED)
        page.locator('.save-state[data-save-state="saved"]').wait_for()
        return {"bytes": traffic.sent(), "requests": len(traffic.urls())}


def open_part(page: Page, path: str, part: str) -> None:
    page.goto("about:blank")
    page.goto(f"{path}#{part}")
    page.wait_for_selector("form[data-scripted]")
