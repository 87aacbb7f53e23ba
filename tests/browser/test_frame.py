"""The frame and the components as people use them: by keyboard, on a phone, in the dark."""

import pytest
from playwright.sync_api import expect

WIDTHS = [320, 390, 768, 1280]


@pytest.fixture
def guide(settings, new_page):
    """Open the style guide: ``guide(**options of the context)``."""
    settings.ROOT_URLCONF = "tests.browser.styleguide_urls"

    def open_guide(user=None, **options):
        page = new_page(user=user, **options)
        page.goto("/styleguide/")
        return page

    return open_guide


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_components_pass_axe(guide, check_accessibility, scheme):
    check_accessibility(guide(color_scheme=scheme))


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_widens_the_page(guide, width):
    page = guide(viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_chosen_theme_beats_the_device(guide, rosa, transactional_db):
    rosa.theme = "dark"
    rosa.save(update_fields=["theme"])
    page = guide(user=rosa, color_scheme="light")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 21, 28)"


def test_keys_open_help_and_search_and_can_be_switched_off(guide):
    page = guide()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.get_by_label("Use single-letter keys on this device").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_the_skip_link_leads_to_the_content(guide):
    page = guide()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_rating_is_given_and_taken_back_by_keys(guide):
    page = guide()
    scale = page.get_by_role("group", name="Machine learning fundamentals").first
    scale.get_by_role("radio").nth(3).focus()
    page.keyboard.press("4")
    expect(scale.get_by_role("radio").nth(4)).to_be_checked()
    expect(scale.get_by_text("Teaches the subject")).to_be_in_viewport()
    page.keyboard.press("Delete")
    expect(scale.locator(":checked")).to_have_count(0)


def test_targets_are_large_enough(guide):
    page = guide(viewport={"width": 390, "height": 800})
    small = page.evaluate(
        """() => [...document.querySelectorAll('.btn, .scale-number, .rail-link, .form-control, .form-select')]
            .filter((element) => element.getBoundingClientRect().height)
            .map((element) => [element.className, element.getBoundingClientRect().height
                + (element.matches('.btn-sm') ? 10 : 0)])
            .filter(([, height]) => height < 44)"""
    )
    assert small == []


def test_a_dialog_asks_and_lets_go(guide):
    page = guide()
    page.get_by_role("button", name="Close candidacy").first.click()
    dialog = page.get_by_role("dialog", name="Close this candidacy?")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Keep as it is").click()
    expect(dialog).to_be_hidden()


def test_the_other_zone_is_shown_on_focus(guide):
    page = guide()
    time = page.locator(".time[tabindex]").first
    time.focus()
    expect(time.locator(".time-other")).to_be_visible()
