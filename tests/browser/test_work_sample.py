"""A candidate's work sample in Chromium, by keyboard, on a phone: from the link in the mail to the receipt."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from playwright.sync_api import expect

from hiring import services
from hiring.models import Document, Material, WorkSample
from hiring.services.links import fresh_link
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def material(candidacy, rosa) -> Material:
    return services.add_material(
        stage=candidacy.role.stages.get(kind="work_sample"),
        title="Sales of 2024",
        upload=SimpleUploadedFile("sales.csv", "Tag,Umsatz\nMärz,20\n".encode()),
        by=rosa,
    )


@pytest.fixture
def link(candidacy, rosa) -> str:
    interview = services.plan_interview(
        give_seats=True,
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


@pytest.mark.parametrize("javascript", [True, False])
def test_a_candidate_downloads_the_material(new_page, material, link, check_accessibility, javascript):
    page = new_page(viewport={"width": 390, "height": 844}, java_script_enabled=javascript)
    page.goto(link)
    with page.expect_download() as started:
        page.get_by_role("link", name=re.compile("Download.*Sales of 2024")).press("Enter")
    assert started.value.suggested_filename == "sales.csv"
    assert started.value.path().read_text() == "Tag,Umsatz\nMärz,20\n"
    expect(page.get_by_role("heading", name="Material")).to_be_visible()
    if javascript:
        check_accessibility(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_an_editor_adds_material_and_removes_it(new_page, candidacy, mara, tmp_path, javascript):
    data = tmp_path / "sales.csv"
    data.write_text("day,sales\n")
    page = new_page(mara, java_script_enabled=javascript)
    page.expect_trouble("status of 422")
    page.goto(f"/roles/{candidacy.role.uid}/edit/")
    page.get_by_role("link", name=re.compile("Material.*Technical Assessment")).press("Enter")
    page.get_by_role("button", name="Add this file").press("Enter")
    expect(page.get_by_text("Say in a few words what it is.")).to_be_visible()
    page.get_by_label("What it is").fill("Sales of 2024")
    page.get_by_label("File").set_input_files(data)
    page.get_by_role("button", name="Add this file").press("Enter")
    expect(page.get_by_text("The file is there for every candidate of this stage.")).to_be_visible()
    page.get_by_role("button", name=re.compile("Remove.*Sales of 2024")).press("Enter")
    expect(page.get_by_text("No file is here yet.")).to_be_visible()
    assert not Material.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(new_page, link, tmp_path):
    large = tmp_path / "data.csv"
    large.write_bytes(b"1,2\n" * 3_000_000)
    page = new_page()
    page.goto(link)
    page.get_by_label("File").set_input_files(large)
    page.get_by_role("button", name="Add this file").click()
    expect(page.get_by_text("This file is larger than 10 MB.")).to_be_visible()
    assert not Document.objects.exists()
