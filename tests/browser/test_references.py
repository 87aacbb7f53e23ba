"""A reference check in Chromium: saved as it is typed, finished once, and read side by side."""

import os

import pytest
from django.urls import reverse

from references.models import ReferenceAnswer, ReferenceCheck
from references.services import start_check
from tests.factories import RefereeFactory, ReferenceCheckFactory
from tests.factories.references import reference_stage


@pytest.fixture
def check(candidacy, mara):
    referee = RefereeFactory(candidacy=candidacy, name="Remy Roth", phone="+49 30 1234", added_by=mara)
    return start_check(referee=referee, by=mara)


def shoot(page, name):
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_check_is_saved_as_it_is_typed(new_page, check, mara, candidacy, check_accessibility):
    page = new_page(mara)
    page.goto(reverse("reference_check_edit", args=[check.uid]))
    question = reference_stage(candidacy).questions.earliest("position")
    page.get_by_label(question.text).fill("Four years in one team")
    page.get_by_label("What the interviews left open").fill("Depth in monitoring")
    page.locator("[data-save-state=saved]").wait_for()
    assert ReferenceAnswer.objects.get().text == "Four years in one team"
    for scale in page.locator("[data-scale]").all():
        scale.locator('[data-level="3"]').click()
    page.locator("[data-save-state=saving], [data-save-state=unsaved]").first.wait_for()
    page.locator("[data-save-state=saved]").wait_for()
    assert {rating.level for rating in check.ratings.all()} == {3}
    shoot(page, "check")
    check_accessibility(page)
    page.get_by_role("button", name="Finish check").click()
    page.get_by_text("The reference check is finished.").wait_for()
    assert ReferenceCheck.objects.get().is_finished
    shoot(page, "read")
    check_accessibility(page)


def test_another_tab_is_told_and_overwrites_nothing(new_page, check, mara, candidacy):
    question = reference_stage(candidacy).questions.earliest("position")
    address = reverse("reference_check_edit", args=[check.uid])
    first, second = new_page(mara), new_page(mara)
    second.expect_trouble("409")
    for tab in (first, second):
        tab.goto(address)
    first.get_by_label(question.text).fill("First")
    first.locator("[data-save-state=saved]").wait_for()
    second.get_by_label(question.text).fill("Second")
    second.locator("[data-save-state=conflict]").wait_for()
    assert second.get_by_label(question.text).input_value() == "Second"
    assert ReferenceAnswer.objects.get().text == "First"


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_of_references_reads_well(new_page, mara, candidacy, check, width, check_accessibility):
    for name, level in (("Lena Lund", 2), ("Omar Odeh", 4)):
        referee = RefereeFactory(candidacy=candidacy, name=name, added_by=mara)
        ReferenceCheckFactory(referee=referee, finished=True, level=level)
    page = new_page(mara, viewport={"width": width, "height": 800})
    page.goto(reverse("candidacy_references", args=[candidacy.uid]))
    page.get_by_text("2 references are in.").wait_for()
    shoot(page, f"references-{width}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    check_accessibility(page)
