"""A guide as people read it: the contents stay in sight and follow, lines can be read, everything works folded too."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from question_bank.services import load_guide
from tests.question_bank.text import GUIDES

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 844}}
# The most characters on a line of each paragraph that has more than one.
LINES = """() => [...document.querySelectorAll(".guide-text p.prose, .guide-text p.aloud")].flatMap((paragraph) => {
  const range = document.createRange(), text = paragraph.firstChild, counts = new Map();
  for (let at = 0; text.nodeType === Node.TEXT_NODE && at < text.length; at++) {
    range.setStart(text, at); range.setEnd(text, at + 1);
    const top = Math.round(range.getBoundingClientRect().top);
    counts.set(top, (counts.get(top) ?? 0) + 1);
  }
  return counts.size > 1 ? [Math.max(...counts.values())] : [];
})"""


@pytest.fixture
def opened(new_page, rosa):
    """Open the largest guide at a place: ``opened(anchor, **options of the context)``."""
    version = load_guide(document=GUIDES["ml-engineer"], by=None, publish=True).version

    def open_guide(anchor: str = "", **options) -> Page:
        page = new_page(rosa, **options)
        page.goto(reverse("guide_version_detail", args=[version.uid]) + anchor)
        return page

    return open_guide


def contents(page: Page):
    return page.get_by_role("navigation", name="Contents of the guide")


def test_the_contents_follow_the_reading_and_stay_in_sight(opened):
    page = opened()
    first, technical = (contents(page).get_by_role("link", name=name) for name in ("About this guide", "Technical Int"))
    expect(first).to_have_attribute("aria-current", "true")
    expect(contents(page).get_by_role("link", name="7 questions")).to_have_count(0)
    technical.click()
    expect(technical).to_have_attribute("aria-current", "true")
    expect(technical).to_be_in_viewport()
    contents(page).get_by_role("link", name="7 questions").click()
    expect(page.get_by_role("heading", name="Questions", exact=True).nth(1)).to_be_in_viewport()
    expect(contents(page).locator("[aria-current]")).to_have_text("7 questions")


def test_the_last_chapter_is_reached(opened):
    page = opened("#index")
    expect(contents(page).locator("[aria-current]")).to_have_text("Where competencies are measured")
    expect(contents(page).locator("[aria-current]")).to_be_in_viewport()


def test_on_a_phone_the_contents_are_one_line_that_names_the_chapter(opened):
    page = opened("#stage-debrief", **PHONE)
    line = contents(page).locator("summary")
    expect(line).to_be_in_viewport()
    expect(line).to_contain_text("Debrief Meeting")
    expect(contents(page).get_by_role("link", name="Reference Checks")).to_be_hidden()
    line.click()
    contents(page).get_by_role("link", name="Reference Checks").click()
    expect(contents(page).get_by_role("link", name="Reference Checks")).to_be_hidden()
    heading = page.get_by_role("heading", name="Reference Checks")
    expect(heading).to_be_in_viewport()
    assert heading.bounding_box()["y"] >= line.bounding_box()["y"] + line.bounding_box()["height"] - 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
def test_it_passes_axe_where_people_read(opened, check_accessibility, scheme, options):
    page = opened("#stage-technical", color_scheme=scheme, reduced_motion="reduce", **options)
    check_accessibility(page)
    if options:
        contents(page).locator("summary").click()
        check_accessibility(page, context=".outline")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_lines_have_at_most_76_characters(opened):
    longest = opened().evaluate(LINES)
    assert len(longest) > 20
    assert 60 <= max(longest) <= 76


def test_without_scripts_the_contents_are_whole(opened):
    page = opened(java_script_enabled=False)
    expect(contents(page).get_by_role("link", name="7 questions")).to_have_count(4)
    expect(contents(page).get_by_role("link", name="7 questions").first).to_be_visible()


def test_on_paper_everything_is_open_and_the_contents_are_left_out(opened):
    page = opened()
    page.emulate_media(media="print")
    expect(contents(page)).to_be_hidden()
    expect(page.get_by_text("Name of the company").first).to_be_visible()
    columns = page.locator(".level-grid").first.evaluate("grid => getComputedStyle(grid).gridTemplateColumns")
    assert len(columns.split()) == 5
