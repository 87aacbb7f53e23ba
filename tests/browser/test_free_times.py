"""Choosing a free time in Chromium: by keyboard, without JavaScript, on a phone, in the dark."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from hiring.models import Candidacy
from tests.factories import InterviewFactory, PanelistFactory

pytestmark = pytest.mark.django_db(transaction=True)
SIDEWAYS = "document.documentElement.scrollWidth - window.innerWidth"


def next_monday():
    today = timezone.localdate()
    return today + timedelta(days=7 - today.weekday())


def open_week(page: Page, candidacy: Candidacy, person: str) -> None:
    """Ask for the free times of next week, when ``person`` alone is on the panel."""
    page.goto(reverse("interview_create", args=[candidacy.uid]))
    page.get_by_label("Date").fill(next_monday().isoformat())
    page.get_by_label("Minutes").fill("60")
    page.get_by_label("Place or link").fill("Room 4")
    page.get_by_role("checkbox", name=person).check()
    page.get_by_role("button", name="Show free times", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Free times")).to_be_visible()
    expect(page.get_by_label("Place or link")).to_have_value("Room 4")


def start(page: Page, day: int, at: str):
    """The button of a start, ``day`` days after next Monday."""
    named = next_monday() + timedelta(days=day)
    return page.get_by_role("button", name=f"{named:%A} {named.day} {named:%B}, {at}")


def test_a_start_is_chosen_with_the_arrow_keys_and_planned(new_page, candidacy, rosa, iris):
    page = new_page(rosa)
    open_week(page, candidacy, "Iris Ito")
    start(page, 0, "09:00").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    expect(start(page, 1, "09:30")).to_be_focused()
    page.keyboard.press("End")
    expect(start(page, 1, "16:00")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    expect(start(page, 0, "09:00")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    chosen = next_monday() + timedelta(days=1)
    expect(page.get_by_label("Date")).to_have_value(chosen.isoformat())
    expect(page.get_by_label("Start")).to_have_value("09:00")
    expect(start(page, 1, "09:00")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-candidate-time]")).to_contain_text("where the candidate is, that is")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Show free times again")).to_be_focused()
    page.get_by_role("button", name="Plan and invite").press("Enter")
    expect(page.get_by_text("The interview is planned.")).to_be_visible()
    planned = candidacy.interviews.get()
    assert f"{planned.starts_at.astimezone(rosa.zone):%Y-%m-%d %H:%M}" == f"{chosen} 09:00"


@pytest.mark.parametrize("address", ["interview_create", "offer_create"])
def test_the_length_follows_the_stage_until_somebody_changes_it(new_page, candidacy, role, rosa, address):
    lengths = {stage.name: stage.guide_stage.minutes_max for stage in role.stages.all() if stage.is_scored}
    applied, technical = "Applied ML Interview", "Technical Interview"
    page = new_page(rosa)
    page.goto(reverse(address, args=[candidacy.uid]))
    for name in (applied, technical):
        page.get_by_label("Stage").select_option(label=name)
        expect(page.get_by_label("Minutes")).to_have_value(str(lengths[name]))
    page.get_by_label("Minutes").fill("37")
    page.get_by_label("Stage").select_option(label=applied)
    expect(page.get_by_label("Minutes")).to_have_value("37")


def test_a_changed_panel_is_said_to_need_another_look(new_page, candidacy, rosa, iris, ivan):
    page = new_page(rosa)
    open_week(page, candidacy, "Iris Ito")
    page.get_by_role("checkbox", name="Ivan Ivanov").check()
    expect(page.get_by_text("The panel or the length has changed since.")).to_be_visible()


def test_enter_in_a_field_still_plans(new_page, candidacy, rosa, iris):
    page = new_page(rosa)
    open_week(page, candidacy, "Iris Ito")
    start(page, 2, "10:00").click()
    page.get_by_label("Place or link").press("Enter")
    expect(page.get_by_text("The interview is planned.")).to_be_visible()


def test_it_works_without_javascript(new_page, candidacy, rosa, iris):
    page = new_page(rosa, java_script_enabled=False)
    open_week(page, candidacy, "Iris Ito")
    page.get_by_role("button", name="Week after").press("Enter")
    page.get_by_role("button", name="Week before").press("Enter")
    start(page, 3, "11:30").press("Enter")
    expect(start(page, 3, "11:30")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("Start")).to_have_value("11:30")
    expect(page.get_by_label("Place or link")).to_have_value("Room 4")
    page.get_by_role("button", name="Plan and invite").press("Enter")
    expect(page.get_by_text("The interview is planned.")).to_be_visible()
    assert candidacy.interviews.get().place == "Room 4"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390), ("light", 320)])
def test_the_week_is_accessible_and_fits(new_page, candidacy, rosa, iris, check_accessibility, scheme, width):
    candidacy.candidate.timezone = "Asia/Kolkata"
    candidacy.candidate.save()
    page = new_page(rosa, color_scheme=scheme, viewport={"width": width, "height": 844}, reduced_motion="reduce")
    open_week(page, candidacy, "Iris Ito")
    start(page, 1, "10:00").click()
    assert page.evaluate(SIDEWAYS) <= 0
    check_accessibility(page)


def test_an_interview_is_moved_to_a_free_time(new_page, candidacy, rosa, iris):
    at = timezone.now() + timedelta(days=3)
    interview = InterviewFactory(candidacy=candidacy, starts_at=at, ends_at=at + timedelta(hours=1))
    PanelistFactory(interview=interview, user=iris)
    page = new_page(rosa)
    page.goto(reverse("interview_edit", args=[interview.uid]))
    page.get_by_label("Date").fill(next_monday().isoformat())
    page.get_by_role("button", name="Show free times", exact=True).click()
    start(page, 2, "14:00").click()
    page.get_by_role("button", name="Move and tell everybody").click()
    expect(page.get_by_text("The interview is moved.")).to_be_visible()
    interview.refresh_from_db()
    assert f"{interview.starts_at.astimezone(rosa.zone):%a %H:%M}" == "Wed 14:00"
