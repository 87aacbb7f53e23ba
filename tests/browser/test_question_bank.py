"""Writing a question of the bank: what is like it stands beside while one types, and everything works by keyboard."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from question_bank.models import BankQuestion, Competency
from question_bank.question_format import QuestionValues
from question_bank.services import add_question

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture
def page(new_page, ada) -> Page:
    """Ada's page for a new question; the bank has one on rye, and two competencies."""
    for key in ("care", "craft"):
        Competency.objects.create(key=key, name=key.title())
    rye = QuestionValues("How do you keep a rye starter alive?", "job_knowledge")
    add_question(values=rye, owner=ada, by=ada)
    page = new_page(ada)
    page.goto(reverse("bank_question_add"))
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_similar_questions_appear_while_one_types(page, scheme, check_accessibility):
    page.emulate_media(color_scheme=scheme)
    similar = page.get_by_role("region", name="Similar questions")
    expect(similar.get_by_text("as soon as there are a few words")).to_be_visible()
    page.get_by_label("Question", exact=False).first.press_sequentially("How do you keep a wheat starter alive")
    expect(similar.get_by_role("link", name="How do you keep a rye starter alive?")).to_be_visible()
    expect(page.locator("#similar-said")).to_have_text("1 similar question in use")
    expect(page.get_by_label("Question", exact=False).first).to_have_value("How do you keep a wheat starter alive")
    expect(page.get_by_label("Question", exact=False).first).to_be_focused()
    check_accessibility(page)
    page.get_by_label("Question", exact=False).first.fill("What is on the radio?")
    expect(similar.get_by_text("No question in use is much like it.")).to_be_visible()


def test_only_the_last_of_what_was_typed_is_asked_for(page):
    asked = []
    page.on("request", lambda request: asked.append(request.post_data) if request.method == "POST" else None)
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.get_by_label("Question", exact=False).first.press_sequentially("How do you keep a rye", delay=5)
    assert len(asked) == 1
    assert "text=How%20do%20you%20keep%20a%20rye&" in asked[0]


def test_a_question_is_written_by_keyboard(page):
    page.get_by_label("Question", exact=False).first.fill("Which oven would you build?")
    page.get_by_label("Type").focus()
    page.keyboard.type("Situ")
    for name in ("Care", "Craft"):
        box = page.get_by_role("checkbox", name=name)
        box.focus()
        page.keyboard.press("Space")
        expect(box).to_be_checked()
    page.get_by_label("Areas to cover").fill("Heat\nBricks")
    page.get_by_role("button", name="Add question").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The question is in the bank.")).to_be_visible()
    made = BankQuestion.objects.get(type="situational")
    assert (made.areas, made.competencies.count()) == (["Heat", "Bricks"], 2)


def test_on_a_phone_what_is_similar_follows_the_text(page):
    page.set_viewport_size(PHONE["viewport"])
    text, similar, type_ = (page.locator(selector).bounding_box() for selector in ("#id_text", "#similar", "#id_type"))
    assert text["y"] < similar["y"] < type_["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
