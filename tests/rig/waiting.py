"""Waiting for a page without waiting for time to pass."""

from playwright.sync_api import Page

STANDS = "() => !document.querySelector('.part-to-come, .htmx-request, .htmx-swapping, .htmx-settling')"


def settle(page: Page) -> None:
    """Return when the page is loaded and every part that it asks for by itself stands in it."""
    page.wait_for_load_state("load")
    page.wait_for_function(STANDS)
