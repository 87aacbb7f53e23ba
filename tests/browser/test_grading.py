"""Rating work side by side in the browser: one criterion at a time, saved as it is typed, without a name in sight."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from hiring.models import WorkSample
from scorecards.models import Rating
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ["Bo Bergström", "Chidi Okafor"]


@pytest.fixture
def stage(role, iris):
    """A work sample that hides names, with the work of two to be rated by Iris."""
    stage = role.stages.get(kind="work_sample")
    stage.anonymous = True
    stage.save()
    now = timezone.now()
    for name in NAMES:
        interview = InterviewFactory(
            candidacy=CandidacyFactory(role=role, stage=stage, candidate__name=name),
            stage=stage, starts_at=now - timedelta(days=2), ends_at=now + timedelta(days=1),
        )  # fmt: skip
        PanelistFactory(interview=interview, user=iris)
        WorkSample.objects.create(interview=interview, token_hash=name, handed_in_at=now)
    return stage


def test_a_round_goes_through_all_work_criterion_by_criterion(new_page, stage, iris):
    criteria = list(stage.guide_stage.placements.order_by("position").values_list("criterion__name", flat=True))
    page = new_page(iris)
    page.goto(f"/stages/{stage.uid}/grading/")
    page.get_by_role("row", name=criteria[0]).get_by_role("link").first.click()
    place = page.get_by_role("region", name="Side by side")
    if "submission 2 of 2" in place.inner_text():
        page.get_by_role("link", name="Previous").click()
    for criterion in criteria[:2]:
        for number in (1, 2):
            expect(place).to_contain_text(f"submission {number} of 2")
            expect(page.locator("[data-criterion]:visible")).to_have_count(1)
            expect(page.locator("[data-criterion]:visible")).to_contain_text(criterion)
            page.wait_for_selector("form[data-scripted]")
            page.keyboard.press(str(number + 1))
            page.locator("[data-criterion]:visible textarea").fill(f"{criterion}, {number}")
            assert not [name for name in NAMES if name in page.content()]
            page.locator(".view-next a:visible").click()
    page.goto(f"/stages/{stage.uid}/grading/")
    expect(page.get_by_role("row", name=criteria[1])).to_contain_text("Level 3 of 4")

    stored = Rating.objects.order_by("pk").values_list("level", "evidence")
    assert sorted(stored) == sorted(
        (number + 1, f"{criterion}, {number}") for criterion in criteria[:2] for number in (1, 2)
    )


@pytest.mark.parametrize("width", [1280, 390])
def test_a_step_that_is_loaded_again_stays_on_its_criterion(new_page, stage, iris, width):
    page = new_page(iris, viewport={"width": width, "height": 800})
    page.goto(f"/stages/{stage.uid}/grading/")
    page.locator(".grading tbody tr").last.get_by_role("link").first.click()
    shown = page.locator("[data-criterion]:visible")
    words = shown.locator("legend").inner_text()

    page.reload()

    expect(shown).to_have_count(1)
    expect(shown.locator("legend")).to_have_text(words)


def test_a_round_works_without_scripts(new_page, stage, iris):
    page = new_page(iris, java_script_enabled=False)
    page.goto(f"/stages/{stage.uid}/grading/")
    page.locator(".grading tbody tr").last.get_by_role("link").first.click()
    page.locator("[data-criterion]:visible textarea").fill("Runs at once")
    page.get_by_role("button", name="Save draft").click()

    expect(page.locator("[data-criterion]:visible")).to_have_count(1)
    assert Rating.objects.get().evidence == "Runs at once"


@pytest.mark.parametrize("width", [1280, 820, 390])
def test_a_question_goes_through_all_work_at_every_width(new_page, stage, iris, width):
    page = new_page(iris, viewport={"width": width, "height": 800})
    page.goto(f"/stages/{stage.uid}/grading/")
    page.get_by_role("link", name="Begin").click()
    place = page.get_by_role("region", name="Side by side")
    for number in (1, 2):
        expect(place).to_contain_text(f"submission {number} of 2")
        expect(page.locator("[data-question]:visible")).to_have_count(1)
        expect(page.locator("[data-criterion]:visible")).to_have_count(0)
        page.locator(".view-next a:visible").click()


def test_the_overview_scrolls_its_table_and_not_the_page(new_page, stage, iris):
    page = new_page(iris, viewport={"width": 320, "height": 640})
    page.goto(f"/stages/{stage.uid}/grading/")

    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert page.evaluate("(box => box.scrollWidth - box.clientWidth)(document.querySelector('.grading-scroll'))") > 0
