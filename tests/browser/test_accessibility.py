"""Every page of the demonstration through axe, light and dark, wide and 320 px; and two pages by keyboard alone."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page

from accounts.models import User
from config.demo.story import read
from debriefs.models import Debrief
from debriefs.services import open_debrief
from tests.rig.waiting import settle
from tests.screenshots import Picture, pictures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# Whether a colour can be read depends on scheme and width, every other rule on the width alone.
WIDTHS = {1280: 800, 320: 640}
EVERY_RULE = {("light", 1280), ("dark", 320)}
SIDEWAYS = "document.documentElement.scrollWidth - window.innerWidth"
KEYBOARD = Path(__file__).with_name("keyboard.js")


@pytest.fixture
def story(db, settings) -> dict[str, User]:
    """The demonstration, and its people by their keys."""
    settings.DEMO = True
    call_command("seed_demo", verbosity=0)
    return {key: User.objects.get(email=person["email"]) for key, person in read("story")["people"].items()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits(new_page, story, check_accessibility, scheme):
    pages: dict[str | None, Page] = {}
    found = []
    for picture in pictures():
        if picture.who not in pages:
            pages[picture.who] = new_page(story.get(picture.who), color_scheme=scheme, reduced_motion="reduce")
            pages[picture.who].expect_trouble("404")
        page = pages[picture.who]
        page.goto(picture.path)
        settle(page)
        found += problems_of(page, picture, check_accessibility, scheme)
    assert not found, "\n\n".join(found)


def problems_of(page: Page, picture: Picture, check_accessibility, scheme: str) -> list[str]:
    found = []
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        try:
            check_accessibility(page, rule=None if (scheme, width) in EVERY_RULE else "color-contrast")
        except pytest.fail.Exception as failure:
            found.append(f"{picture.name} at {width}: {failure}")
        if (over := page.evaluate(SIDEWAYS)) > 0:
            found.append(f"{picture.name} at {width}: {over} px too wide")
    return found


def test_the_interview_page_by_keyboard(new_page, story):
    picture = next(each for each in pictures() if each.name == "scorecard-draft")
    page = keyboard_page(new_page, story[picture.who])
    page.goto(picture.path)
    for part in ("Kit", "Questions", "Rate", "Review"):
        page.get_by_role("navigation", name="Parts of the interview page").get_by_text(part).click()
        assert not walk(page), part


def test_the_debrief_by_keyboard(new_page, story):
    """Every step of one that is open: its opening is done here, since the story leaves it to whoever looks."""
    debrief = Debrief.objects.get(candidacy__candidate__name="Lucas Moreau")
    open_debrief(debrief=debrief, by=story["marcus"])
    page = keyboard_page(new_page, story["marcus"])
    for step in ("requirements", "evidence", "disagreements", "agenda", "revote", "decision"):
        page.goto(f"{reverse('debrief_detail', args=[debrief.uid])}?step={step}")
        assert not walk(page), step


def keyboard_page(new_page, user: User) -> Page:
    """A page of ``user`` that can say where its focus is."""
    page = new_page(user, reduced_motion="reduce")
    page.add_init_script(path=KEYBOARD)
    return page


def walk(page: Page) -> list[str]:
    """Press Tab until it has come round the page; return what was not reached, or reached unseen."""
    settle(page)
    wanted = page.evaluate("controlsToReach()")
    reached: list[str] = []
    problems = []
    for _ in range(3 * len(wanted)):
        page.keyboard.press("Tab")
        focus = page.evaluate("whereFocusIs()")
        if focus is None or focus["name"] in reached[1:]:
            continue
        if focus["name"] in reached:
            break
        reached.append(focus["name"])
        problems += [f"no ring: {focus['name']}"] if not focus["ring"] else []
        problems += [f"out of sight: {focus['name']}"] if not focus["seen"] else []
    return problems + [f"not reached: {name}" for name in wanted if name not in reached]
