"""A candidate's work sample in Chromium, by keyboard, on a phone: from the link in the mail to the receipt."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from hiring import services
from hiring.models import Document, WorkSample
from hiring.services.links import fresh_link
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def link(candidacy, rosa) -> str:
    interview = services.plan_interview(
        candidacy=candidacy,
        stage=candidacy.role.stages.get(kind="work_sample"),
        starts_at=timezone.now(),
        ends_at=timezone.now() + timedelta(days=5),
        timezone="Europe/Berlin",
        place="",
        panel=[UserFactory()],
        by=rosa,
    )
    return f"/work-samples/{fresh_link(interview)}/"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_candidate_adds_asks_and_hands_in(new_page, link, tmp_path, check_accessibility, javascript):
    script = tmp_path / "train.py"
    script.write_text("print('größer')\n")
    page = new_page(viewport={"width": 390, "height": 844}, java_script_enabled=javascript)
    page.expect_trouble("status of 422")
    page.goto(link)
    page.get_by_role("button", name="Add this file").press("Enter")
    expect(page.get_by_text("Choose a file first.")).to_be_visible()
    page.get_by_label("File").set_input_files(script)
    page.get_by_role("button", name="Add this file").press("Enter")
    expect(page.get_by_text("train.py").first).to_be_visible()
    page.get_by_role("link", name="Ask for it").press("Enter")
    page.get_by_label("What you need").fill("Two days.")
    page.get_by_role("button", name="Ask", exact=True).press("Enter")
    expect(page.get_by_text("You have asked for more time.")).to_be_visible()
    page.get_by_role("button", name="Hand in", exact=True).press("Enter")
    expect(page.get_by_text("Tick this first: handing in is final.")).to_be_visible()
    if javascript:
        check_accessibility(page)
    page.get_by_label(re.compile("These are all my files")).press("Space")
    page.get_by_role("button", name="Hand in", exact=True).press("Enter")
    expect(page.get_by_text("We have your work. Thank you.")).to_be_visible()
    assert Document.objects.get().file.read().decode() == "print('größer')\n"
    assert WorkSample.objects.get().handed_in_at


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(new_page, link, tmp_path):
    large = tmp_path / "data.csv"
    large.write_bytes(b"1,2\n" * 3_000_000)
    page = new_page()
    page.goto(link)
    page.get_by_label("File").set_input_files(large)
    page.get_by_role("button", name="Add this file").click()
    expect(page.get_by_text("This file is larger than 10 MB.")).to_be_visible()
    assert not Document.objects.exists()
