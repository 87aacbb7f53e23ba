"""The guide editor in real Chromium: typing, parts changed in place, two people at once, the keyboard, dragging."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from question_bank.guide_format.editing import value_at
from question_bank.models import GuideVersion
from question_bank.services import add_to_draft, edit_guide, load_guide, remove_from_draft, save_draft, submit_version
from tests.factories import UserFactory
from tests.question_bank.documents import ready, small
from tests.question_bank.text import GUIDES

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 844}}
# Typed in the moment in which another part has come, before anything has read it.
TYPE_LATE = """(name) => document.addEventListener("htmx:beforeOnLoad", () => {
  const field = document.querySelector(`[name="${name}"]`);
  field.value = "First talk";
  field.dispatchEvent(new Event("input", { bubbles: true }));
}, { once: true })"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def draft(ada) -> GuideVersion:
    """A draft with three stages, the first of them with two questions."""
    version = load_guide(document=ready(), by=ada, publish=True).version
    return edit_guide(guide=version.guide, by=ada)


def stage_of(draft: GuideVersion, number: int = 0) -> dict:
    draft.refresh_from_db()
    return draft.draft["stages"][number]


def open_part(page: Page, draft: GuideVersion, part: str = "about") -> None:
    page.goto(f"{reverse('guide_edit', args=[draft.uid])}?part={part}")
    page.wait_for_selector("form[data-scripted]")


def first_stage(page: Page, draft: GuideVersion) -> str:
    number = stage_of(draft)["id"]
    open_part(page, draft, f"stage-{number}")
    return f"stages.{number}"


def saved(page: Page) -> None:
    expect(page.locator('.save-state[data-save-state="saved"]')).to_be_visible()


def stored(draft: GuideVersion, path: str):
    draft.refresh_from_db()
    return value_at(draft.draft, path)


def test_what_is_typed_is_stored_and_the_checks_follow(new_page, draft, ada):
    page = new_page(ada)
    at = first_stage(page, draft)
    question = f"{at}.questions.{stage_of(draft)['questions'][0]['id']}"
    page.locator(f'[name="draft.{question}.text"]').fill("What makes you bake?")
    page.locator(f'[name="draft.{question}.competencies"][type=checkbox]').first.uncheck()
    saved(page)
    expect(page.locator("#edit-side")).to_contain_text("names no competency: What makes you bake?")
    assert stored(draft, f"{question}.text") == "What makes you bake?"
    assert stored(draft, f"{question}.competencies") is None
    page.locator(f'[name="draft.{at}.name"]').fill("First talk")
    expect(page.get_by_role("heading", name="First talk")).to_be_visible()
    saved(page)
    page.reload()
    expect(page.locator(f'[name="draft.{at}.name"]')).to_have_value("First talk")


def test_every_kind_of_field_comes_back_as_it_was_typed(new_page, draft, ada):
    page = new_page(ada)
    at = first_stage(page, draft)
    question = f"{at}.questions.{stage_of(draft)['questions'][0]['id']}"
    page.locator(f'[name="draft.{at}.minutes"][data-part="max"]').fill("90")
    page.locator(f'[name="draft.{at}.weight"]').fill("1.5")
    page.locator(f'[name="draft.{at}.kind"]').select_option("technical")
    page.locator(f'[name="draft.{question}.rated"][type=checkbox]').uncheck()
    page.locator(f'[name="draft.{question}.areas"]').fill("One\n\n  Two  \n")
    saved(page)
    stage = stage_of(draft)
    assert (stage["minutes"], stage["weight"], stage["kind"]) == ({"min": 20, "max": 90}, 1.5, "technical")
    assert (stage["questions"][0]["rated"], stage["questions"][0]["areas"]) == (False, ["One", "Two"])


def test_what_cannot_be_is_said_beside_its_field_and_kept_there(new_page, draft, ada):
    page = new_page(ada)
    page.expect_trouble("Failed to load resource: the server responded with a status of 422")
    at = first_stage(page, draft)
    page.locator(f'[name="draft.{at}.minutes"][data-part="min"]').fill("99")
    words = page.locator(f'[data-words-for="{at}.minutes"]')
    expect(words).to_contain_text("“min” is more than “max”")
    page.get_by_role("link", name="Job description").click()
    expect(page.locator("[data-say]")).to_contain_text("Not everything is saved yet")
    expect(page.locator(f'[name="draft.{at}.minutes"][data-part="min"]')).to_have_value("99")
    page.locator(f'[name="draft.{at}.minutes"][data-part="max"]').fill("120")
    saved(page)
    assert stored(draft, f"{at}.minutes") == {"min": 99, "max": 120}


def test_parts_are_changed_without_leaving_the_page(new_page, draft, ada):
    page = new_page(ada)
    open_part(page, draft)
    page.evaluate("() => { window.stayed = true; }")
    page.locator('[name="draft.summary"]').fill("Bread, and nothing else.")
    page.get_by_role("link", name="Screening").click()
    expect(page.get_by_role("heading", name="Screening", level=2)).to_be_visible()
    expect(page.locator("#part-title")).to_be_focused()
    assert stored(draft, "summary") == "Bread, and nothing else."
    assert "part=stage-" in page.url
    page.get_by_label("Write a question").fill("Which loaf failed?")
    page.get_by_role("button", name="Add question").click()
    expect(page.locator("textarea:focus")).to_have_value("Which loaf failed?")
    page.get_by_label("Name of a new criterion").fill("Patience")
    page.get_by_role("button", name="Add criterion").click()
    expect(page.locator("#edit-side")).to_contain_text("Level 1 of “Patience” is not written yet.")
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator("#edit-side")).not_to_contain_text("Patience” is not written")
    assert page.evaluate("() => window.stayed")
    assert [row["text"] for row in stage_of(draft)["questions"]][-1] == "Which loaf failed?"


def test_stages_are_moved_by_keyboard_and_by_dragging(new_page, draft, ada):
    page = new_page(ada)
    open_part(page, draft)
    names = [row["name"] for row in GuideVersion.objects.get(pk=draft.pk).draft["stages"]]
    down = page.get_by_role("button", name="Move stage 1 down")
    down.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".edit-outline li[data-item]").first).to_contain_text(names[1])
    assert stage_of(draft)["name"] == names[1]
    expect(page.get_by_role("button", name="Move stage 2 down")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Move stage 2 up")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".edit-outline li[data-item]").first).to_contain_text(names[0])
    expect(page.get_by_role("button", name="Move stage 1 down")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".edit-outline li[data-item]").first).to_contain_text(names[1])
    page.locator("h1").click()
    items = page.locator(".edit-outline li[data-item]")
    items.nth(2).hover()
    grip, goal = items.nth(2).locator(".edit-grip").bounding_box(), items.nth(0).bounding_box()
    page.mouse.move(grip["x"] + 5, grip["y"] + 5)
    page.mouse.down()
    page.mouse.move(goal["x"] + 20, goal["y"] + 8, steps=6)
    page.mouse.move(goal["x"] + 22, goal["y"] + 10, steps=2)
    page.mouse.up()
    expect(page.locator(".edit-outline li[data-item]").first).to_contain_text(names[2])
    assert [stage_of(draft, n)["name"] for n in range(3)] == [names[2], names[1], names[0]]


def test_two_people_see_whose_words_are_whose_and_choose(new_page, draft, ada):
    nadia = UserFactory(name="Nadia Haddad", access_level="admin")
    page = new_page(ada)
    page.expect_trouble("Failed to load resource: the server responded with a status of 409")
    open_part(page, draft)
    hers = {"summary": "Rolls only."}
    save_draft(version=draft, changes=hers, base_revision=draft.revision, client_id="hers", seq=1, by=nadia)
    page.locator('[name="draft.summary"]').fill("Bread only.")
    conflict = page.locator(".conflict")
    expect(conflict).to_contain_text("Nadia Haddad changed this")
    expect(conflict).to_contain_text("Rolls only.")
    assert stored(draft, "summary") == "Rolls only."
    conflict.get_by_role("button", name="Keep what is here").click()
    saved(page)
    assert stored(draft, "summary") == "Bread only."


def test_words_of_a_part_that_is_not_on_the_page_come_back_and_are_stored(new_page, draft, ada):
    page = new_page(ada)
    page.expect_trouble("Failed to load resource: net::ERR_INTERNET_DISCONNECTED")
    at = first_stage(page, draft)
    page.context.set_offline(True)
    page.locator(f'[name="draft.{at}.name"]').fill("First talk")
    expect(page.locator('.save-state[data-save-state="offline"]')).to_be_visible()
    page.close()
    page.context.set_offline(False)
    again = page.context.new_page()
    open_part(again, draft)
    expect(again.locator("[data-say]")).to_contain_text("It is back in its place")
    saved(again)
    assert stored(draft, f"{at}.name") == "First talk"


def test_what_is_typed_while_another_part_is_on_its_way_is_stored(new_page, draft, ada):
    page = new_page(ada)
    at = first_stage(page, draft)
    page.evaluate(TYPE_LATE, f"draft.{at}.name")
    page.get_by_role("link", name="Job description").click()
    expect(page.get_by_role("heading", name="Job description", level=2)).to_be_visible()
    saved(page)
    assert stored(draft, f"{at}.name") == "First talk"


def test_a_question_that_another_went_on_with_is_not_removed_unseen(new_page, draft, ada):
    nadia = UserFactory(name="Nadia Haddad", access_level="admin")
    page = new_page(ada)
    page.expect_trouble("Failed to load resource: the server responded with a status of 422")
    at = first_stage(page, draft)
    question = f"{at}.questions.{stage_of(draft)['questions'][0]['id']}"
    hers = {f"{question}.text": "Who taught you?"}
    save_draft(version=draft, changes=hers, base_revision=draft.revision, client_id="hers", seq=1, by=nadia)
    page.locator(f'[name="draft.{at}.share"]').fill("Said before.")
    page.locator(f'[name="draft.{at}.share"]').blur()
    saved(page)
    page.get_by_role("button", name="Remove question 1").click()
    expect(page.locator("#editor")).to_contain_text("Nadia Haddad changed this since you opened the page.")
    assert stored(draft, f"{question}.text") == "Who taught you?"


def test_words_in_a_question_that_another_removed_can_be_left_out(new_page, draft, ada):
    nadia = UserFactory(name="Nadia Haddad", access_level="admin")
    page = new_page(ada)
    page.expect_trouble("Failed to load resource: the server responded with a status of 422")
    at = first_stage(page, draft)
    question = f"{at}.questions.{stage_of(draft)['questions'][0]['id']}"
    remove_from_draft(version=draft, path=question, base_revision=draft.revision, by=nadia)
    page.locator(f'[name="draft.{question}.text"]').fill("Too late.")
    words = page.locator(f'[data-words-for="{question}.text"]')
    expect(words).to_contain_text("This part is not in the draft any more.")
    page.get_by_role("link", name="Job description").click()
    page.get_by_role("button", name="Leave out what is marked").click()
    expect(page.get_by_role("heading", name="Job description", level=2)).to_be_visible()


def test_what_somebody_else_adds_is_offered_to_be_shown(new_page, draft, ada):
    page = new_page(ada)
    at = first_stage(page, draft)
    nadia = UserFactory(name="Nadia Haddad", access_level="admin")
    add_to_draft(version=draft, path=f"{at}.questions", given={"text": "Which loaf failed?"}, by=nadia)
    page.locator(f'[name="draft.{at}.share"]').fill("Welcome to the oven.")
    expect(page.locator("[data-say]")).to_contain_text("added, removed or moved elsewhere")
    page.get_by_role("button", name="Show them").click()
    expect(page.get_by_text("Which loaf failed?").first).to_be_visible()
    expect(page.locator("[data-say]")).to_be_empty()
    expect(page.locator(f'[name="draft.{at}.share"]')).to_have_value("Welcome to the oven.")


def test_a_question_is_picked_from_the_bank(new_page, draft, ada):
    load_guide(
        document=ready(("slug: baker", "slug: cook"), ("Why do you bake?", "Why do you cook soup?")),
        by=ada,
        publish=True,
    )
    page = new_page(ada)
    first_stage(page, draft)
    page.get_by_label("Or pick one from the bank").fill("soup")
    page.get_by_role("button", name="Add this question").click()
    expect(page.locator("textarea:focus")).to_have_value("Why do you cook soup?")
    assert stage_of(draft)["questions"][-1]["text"] == "Why do you cook soup?"


def test_a_draft_that_was_given_to_review_meanwhile_keeps_the_words_on_the_page(new_page, draft, ada):
    page = new_page(ada)
    page.expect_trouble("Failed to load resource: the server responded with a status of 409")
    open_part(page, draft)
    saved(page)
    submit_version(version=draft, by=ada)
    page.locator('[name="draft.summary"]').fill("Too late, and not lost.")
    expect(page.locator("[data-say]")).to_contain_text("Summary: Too late, and not lost.")
    expect(page.locator('[name="draft.summary"]')).to_have_value("Too late, and not lost.")


def test_without_scripts_it_is_a_form(new_page, draft, ada):
    page = new_page(ada, java_script_enabled=False)
    number = stage_of(draft)["id"]
    page.goto(f"{reverse('guide_edit', args=[draft.uid])}?part=stage-{number}")
    page.locator(f'[name="draft.stages.{number}.name"]').fill("First talk")
    page.get_by_label("Write a question").fill("Which loaf failed?")
    page.get_by_role("button", name="Add question").click()
    expect(page.locator(f'[name="draft.stages.{number}.name"]')).to_have_value("First talk")
    assert stage_of(draft)["questions"][-1]["text"] == "Which loaf failed?"
    page.get_by_role("button", name="Remove question 1").click()
    assert [row["text"] for row in stage_of(draft)["questions"]][-1] == "Which loaf failed?"
    assert len(stage_of(draft)["questions"]) == 2


@pytest.mark.parametrize("part", ["about", "job", "profile", "criteria", "stage", "preparation", "faq"])
def test_each_part_is_accessible_and_fits_a_phone(new_page, ada, check_accessibility, part):
    version = load_guide(document=GUIDES["ml-engineer"], by=ada, publish=True).version
    draft = edit_guide(guide=version.guide, by=ada)
    page = new_page(ada, **PHONE)
    open_part(page, draft, f"stage-{draft.draft['stages'][1]['id']}" if part == "stage" else part)
    wide = page.evaluate(
        """() => [...document.querySelectorAll("main *")].filter((element) =>
          element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
          .map((element) => `${element.tagName}.${element.className}`).slice(0, 8)"""
    )
    assert page.evaluate(OVERFLOW) <= 0, wide
    check_accessibility(page)


def test_what_is_like_a_question_appears_beneath_it_while_it_is_written(new_page, draft, ada, check_accessibility):
    load_guide(document=small(("slug: baker", "slug: cook"), ("name: Baker", "name: Cook")), by=ada, publish=True)
    page = new_page(ada)
    at = first_stage(page, draft)
    places = page.locator("[data-similar]")
    expect(places.get_by_role("link")).to_have_count(0)
    field = page.locator(f'[name="new.{at}.questions.text"]')
    field.press_sequentially("Why do you always bake?")
    place = page.locator(f'[data-similar="new.{at}.questions.text"]')
    expect(place.get_by_role("link", name="Why do you bake?")).to_have_count(2)
    expect(place.get_by_text("Cook · ")).to_be_visible()
    expect(page.locator("#similar-said")).to_have_text("2 similar questions in use")
    check_accessibility(page)
    field.fill("Zebra crossings")
    field.blur()
    expect(place).to_be_hidden()
    page.get_by_role("textbox", name="Question", exact=True).first.fill("Why do you often bake?")
    expect(places.first.get_by_role("link", name="Why do you bake?")).not_to_have_count(0)
    saved(page)
