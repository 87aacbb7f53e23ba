"""Choosing a time in Chromium, on a phone: from the link to the appointment, with and without JavaScript."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from hiring.models import CandidateWindow, Interview, Offer
from hiring.services import plan_interview
from tests.factories import CandidacyFactory, offered

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


def workdays(count: int) -> list[datetime]:
    """Eleven in Berlin on as many working days, from a week ahead."""
    days, day = [], timezone.localdate() + timedelta(days=7)
    while len(days) < count:
        if day.weekday() < 5:
            days.append(datetime.combine(day, time(11), tzinfo=ZoneInfo("Europe/Berlin")))
        day += timedelta(days=1)
    return days


@pytest.fixture
def link(candidacy, iris, rosa) -> str:
    times, now = workdays(3), timezone.now()
    _, token = offered(
        iris, candidacy=candidacy, times=times, created_by=rosa, sent_at=now, expires_at=now + timedelta(days=5),
        first_day=times[0].date(), last_day=times[-1].date(),
    )  # fmt: skip
    return f"/offers/{token}/"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_candidate_chooses_moves_and_says_what_they_need(new_page, link, iris, rosa, check_accessibility, javascript):
    page = new_page(viewport=PHONE, java_script_enabled=javascript)
    page.expect_trouble("status of 422")
    page.goto(link)
    assert page.get_by_role("radio").count() == 3
    for slot in page.locator(".offer-slot").all():
        assert slot.bounding_box()["height"] >= 44
    if javascript:
        check_accessibility(page)
    page.get_by_label("Times are shown for").select_option("Asia/Kathmandu")
    page.get_by_label("Anything you need").fill("Captions, please")
    page.get_by_role("button", name="Show times there").press("Enter")
    expect(page.get_by_text("15:45").first).to_be_visible()
    expect(page.get_by_label("Anything you need")).to_have_value("Captions, please")
    page.get_by_role("radio").first.check()
    # Somebody is faster.
    taken, other = Offer.objects.get().times.order_by("starts_at")[0].starts_at, CandidacyFactory()
    plan_interview(
        candidacy=other, stage=other.stage, starts_at=taken, ends_at=taken + timedelta(hours=1), timezone="UTC",
        place="", panel=[iris], give_seats=True, by=rosa,
    )  # fmt: skip
    page.get_by_label("The name we should use").fill("Am")
    page.get_by_role("button", name="Take this time").last.press("Enter")
    expect(page.get_by_text("This time has just been taken")).to_be_visible()
    assert page.get_by_role("radio").count() == 3
    expect(page.get_by_label("Anything you need")).to_have_value("Captions, please")
    expect(page.get_by_label("The name we should use")).to_have_value("Am")
    if javascript:
        check_accessibility(page)
    page.get_by_role("radio").nth(1).check()
    page.get_by_role("button", name="Take this time").last.press("Enter")
    expect(page.get_by_role("heading", name="Your time is booked")).to_be_visible()
    if javascript:
        check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    with page.expect_download() as started:
        page.get_by_role("link", name="Add to my calendar").press("Enter")
    assert started.value.suggested_filename == "interview.ics"
    page.get_by_role("link", name="Choose another time").press("Enter")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Move to this time").press("Enter")
    expect(page.get_by_role("heading", name="Your time is booked")).to_be_visible()
    assert Interview.objects.filter(offer__isnull=False).get().sequence == 1


@pytest.mark.parametrize("javascript", [True, False])
def test_a_candidate_says_when_they_could_and_declines(new_page, link, check_accessibility, javascript):
    page = new_page(viewport=PHONE, java_script_enabled=javascript)
    page.goto(link)
    page.get_by_text("None of these suit? Say when you could").press("Enter")
    page.get_by_label("Day").first.fill(workdays(1)[0].date().isoformat())
    page.get_by_label("From").first.fill("13:00")
    page.get_by_label("Until").first.fill("16:00")
    page.get_by_role("button", name="Send these times").press("Enter")
    expect(page.get_by_text("You told us when you could.")).to_be_visible()
    assert CandidateWindow.objects.count() == 1
    page.get_by_role("link", name="decline").press("Enter")
    if javascript:
        check_accessibility(page)
    page.get_by_role("button", name="Decline").press("Enter")
    expect(page.get_by_role("heading", name="You have declined")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_recruiter_ticks_times_and_sends_the_link(new_page, candidacy, rosa, iris, check_accessibility, javascript):
    page = new_page(rosa, java_script_enabled=javascript)
    page.goto(f"/candidacies/{candidacy.uid}/interviews/new/")
    page.get_by_role("link", name="Let the candidate choose").press("Enter")
    page.get_by_role("checkbox", name=iris.name).first.check()
    page.get_by_role("button", name="Show free times").press("Enter")
    expect(page.get_by_role("heading", name="Free for all")).to_be_visible()
    assert page.locator("input[name=times]:checked").count() == 9
    if javascript:
        check_accessibility(page)
    page.get_by_role("button", name="Send the link").last.press("Enter")
    expect(page.get_by_text("gets a mail with a link to choose a time")).to_be_visible()
    assert Offer.objects.get().times.count() == 9
