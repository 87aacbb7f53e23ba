"""Hints about evidence on the interview page: what each is for, and that a dismissed one stays away."""

import pytest
from playwright.sync_api import Page, expect

from hiring.models import Interview
from scorecards.models import Rating, Scorecard
from tests.factories import InterviewFactory, PanelistFactory

pytestmark = pytest.mark.django_db(transaction=True)
ANCHORS = [
    "Not enough information gathered to evaluate",
    "Understands little of pipelines; sees only models",
    "Has basic knowledge of deployment, without monitoring",
    "Strong in designing complete systems from suitable parts",
    "Designs exceptional architecture, tuned throughout",
]
NOTHING = "Drew how events become features and where they are checked."
ASK = "(rating) => import('/static/js/scorecard-hints.js').then(({ hintFor }) => hintFor(rating) ?? null)"
CASES = [
    (3, NOTHING, None),
    (3, "", "none"),
    (0, "", None),
    (0, "No time.", None),
    (3, "Very good and strong", "opinion"),
    (3, "She was really great, I think.", "opinion"),
    (3, "Drew the pipeline.", "short"),
    (3, "她画出了从事件到特征的整个数据流程并且说明了每一步为什么这样设计以及怎样检查。", None),
    (3, "Her accent was hard to follow when she drew the pipeline.", "protected"),
    (0, "Had to leave early because of her children.", "protected"),
    (3, "The features were age, gender and a black box score of the old model.", None),
    (4, "Has basic knowledge of how deployment works, no idea of monitoring.", "level"),
    (2, "Has basic knowledge of how deployment works, no idea of monitoring.", None),
    (3, "Designed complete systems, but said little about monitoring of them.", None),
]


@pytest.fixture
def interview(candidacy, iris) -> Interview:
    interview = InterviewFactory(candidacy=candidacy)
    PanelistFactory(interview=interview, user=iris)
    return interview


@pytest.fixture
def page(new_page, interview, iris) -> Page:
    page = new_page(iris)
    page.goto(f"/interviews/{interview.uid}/scorecard/#rate")
    page.wait_for_selector("form[data-scripted]")
    return page


def test_each_hint_has_its_reason_and_plain_evidence_none(page):
    found = [page.evaluate(ASK, {"level": level, "evidence": text, "anchors": ANCHORS}) for level, text, _ in CASES]
    assert [hint and hint[0] for hint in found] == [kind for _, _, kind in CASES]
    (explained,) = [hint[1] for hint in found if hint and hint[0] == "level"]
    assert explained == (
        "Your words “basic”, “knowledge”, “deployment” stand in level 2: “Has basic knowledge of deployment, without"
        " monitoring”. You chose 4. Is that what you mean?"
    )


def test_a_hint_comes_when_the_criterion_is_left_and_goes_with_its_reason(page, check_accessibility):
    first, second = page.locator(".criterion").nth(0), page.locator(".criterion").nth(1)
    first.locator(".scale-option").nth(3).click()
    expect(first.get_by_role("status")).to_be_empty()
    second.locator("textarea").focus()
    expect(first.get_by_role("status")).to_contain_text("No evidence yet.")
    check_accessibility(page)
    first.locator("textarea").fill(NOTHING)
    expect(first.get_by_role("status")).to_be_empty()


def test_a_hint_that_comes_does_not_move_what_is_being_clicked(page):
    first, second = page.locator(".criterion").nth(0), page.locator(".criterion").nth(1)
    first.locator("textarea").fill("Good")
    second.locator(".scale-option").nth(2).click()
    expect(second.locator(".scale-option input").nth(2)).to_be_checked()
    expect(first.get_by_role("status")).to_contain_text("This says how you found it.")


def test_a_dismissed_hint_is_not_asked_again_and_never_blocks(page, iris):
    first, second = page.locator(".criterion").nth(0), page.locator(".criterion").nth(1)
    first.locator(".scale-option").nth(3).click()
    first.locator("textarea").fill("Good")
    second.locator("textarea").focus()
    first.get_by_role("button", name="Dismiss").click()
    expect(first.get_by_role("status")).to_contain_text("One sentence more")
    first.get_by_role("button", name="Dismiss").click()
    expect(first.get_by_role("status")).to_be_empty()
    expect(page.locator('.save-state[data-save-state="saved"]')).to_be_visible()
    page.reload()
    page.wait_for_selector("form[data-scripted]")
    first.locator("textarea").focus()
    second.locator("textarea").focus()
    expect(first.get_by_role("status")).to_be_empty()
    assert Rating.objects.get().evidence == "Good"
    assert "Good" not in page.evaluate("JSON.stringify(localStorage)")
    assert Scorecard.objects.get().sealed_at is None
