"""The debrief as people use it: evidence beside the matrix, notes saved as typed, rows of next steps."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from debriefs.models import AgendaNote, Decision
from debriefs.services import write_agenda_note
from tests.browser import acts

STEPS = ["requirements", "evidence", "disagreements", "agenda", "revote", "decision"]


@pytest.fixture
def address(live_app, opened):
    return reverse("debrief_detail", args=[opened.uid])


def is_stored(page, text: str) -> bool:
    """Whether the one note becomes ``text``: what is sent while a page is left arrives when it likes."""
    for _ in range(300):
        if AgendaNote.objects.filter(text=text).exists():
            return AgendaNote.objects.count() == 1
        page.wait_for_timeout(100)
    return False


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_passes_every_step(new_page, check_accessibility, address, iris, mara, scheme):
    page = new_page(mara, color_scheme=scheme)
    for step in STEPS:
        page.goto(f"{address}?step={step}")
        check_accessibility(page)


def test_a_phone_scrolls_no_page_sideways(new_page, address, mara):
    page = new_page(mara, viewport={"width": 320, "height": 720})
    for step in STEPS:
        page.goto(f"{address}?step={step}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, step


def test_a_rating_opens_its_evidence_with_the_keyboard_and_closes(new_page, address, mara):
    page = new_page(mara)
    page.goto(f"{address}?step=evidence")
    cell = page.get_by_role("link", name="Ivan Ivanov, Technical Interview criterion 1").first
    cell.focus()
    page.keyboard.press("Enter")

    page.get_by_text("Said so in the interview with Ivan Ivanov.").wait_for()
    assert cell.get_attribute("aria-current") == "true"
    page.get_by_role("link", name="Close").click()
    assert page.evaluate("document.activeElement.getAttribute('aria-current')") is None
    assert page.get_by_text("Said so in the interview with Ivan Ivanov.").count() == 0


def test_a_note_is_saved_while_it_is_typed(new_page, address, mara, iris):
    page = new_page(mara)
    page.goto(f"{address}?step=agenda")
    page.get_by_label("Note").press_sequentially("Ask about scale", delay=10)
    page.locator("#note-meta [name=base_revision][value='1']").wait_for(state="attached")
    page.get_by_label("Note").press_sequentially(", and about cost", delay=10)
    page.locator("#note-meta [name=base_revision][value='2']").wait_for(state="attached")

    assert AgendaNote.objects.get().text == "Ask about scale, and about cost"


def test_what_was_typed_last_survives_leaving_at_once(new_page, address, mara):
    page = new_page(mara)
    page.goto(f"{address}?step=agenda")
    page.get_by_label("Note").press_sequentially("Typed and gone", delay=5)
    page.goto(f"{address}?step=agenda&item=2")

    assert is_stored(page, "Typed and gone")


def test_two_people_on_one_note_see_both_texts(new_page, address, opened, role, mara, iris):
    page = new_page(iris)
    page.goto(f"{address}?step=agenda")
    question = role.guide_version.stages.get(kind="debrief").questions.in_order().first()
    # Whoever has begun to write keeps the text that they began from.
    page.get_by_label("Note").focus()
    write_agenda_note(debrief=opened, question=question, text="From Mara", base_revision=0, by=mara)
    page.get_by_label("Note").fill("From Iris")
    page.get_by_text("Both texts are kept here").wait_for()

    assert page.get_by_label("Note").input_value() == "From Mara\n\nFrom Iris"
    page.get_by_role("button", name="Save note").click()
    page.get_by_text("by Iris Ito").wait_for()
    assert AgendaNote.objects.get().text == "From Mara\n\nFrom Iris"
    page.expect_trouble("422")


def test_what_is_typed_while_a_conflict_is_under_way_is_kept(new_page, address, opened, role, mara, iris):
    page = new_page(iris)
    page.goto(f"{address}?step=agenda")
    question = role.guide_version.stages.get(kind="debrief").questions.in_order().first()
    note = page.get_by_label("Note")
    note.focus()
    write_agenda_note(debrief=opened, question=question, text="From Mara", base_revision=0, by=mara)

    def answer_late(route):
        response = route.fetch()
        note.press_sequentially(" and <more>")
        route.fulfill(response=response)

    page.route("**/notes/**", answer_late, times=1)
    note.fill("From Iris")
    page.get_by_text("Both texts are kept here").wait_for()

    assert note.input_value() == "From Mara\n\nFrom Iris and <more>"
    page.expect_trouble("422")


def test_whoever_moves_on_from_a_conflict_keeps_both_texts(new_page, address, opened, role, mara, iris):
    page = new_page(iris)
    page.goto(f"{address}?step=agenda")
    question = role.guide_version.stages.get(kind="debrief").questions.in_order().first()
    page.get_by_label("Note").focus()
    write_agenda_note(debrief=opened, question=question, text="From Mara", base_revision=0, by=mara)
    page.get_by_label("Note").fill("From Iris")
    page.get_by_text("Both texts are kept here").wait_for()
    page.goto(f"{address}?step=revote")

    assert is_stored(page, "From Mara\n\nFrom Iris")
    page.expect_trouble("422")


def test_the_decision_asks_for_a_departure_only_when_there_is_one_and_rows_can_be_added(new_page, address, mara):
    page = new_page(mara)
    page.goto(f"{address}?step=decision")
    departure = page.get_by_label("If this departs from the composite")
    assert departure.is_hidden()
    page.get_by_text("Hire", exact=True).first.click()
    assert departure.is_visible()
    page.get_by_text("No hire", exact=True).first.click()
    assert departure.is_hidden()
    page.get_by_label("Reason", exact=True).fill("No depth in production work.")
    assert page.get_by_label("Which role").is_hidden()
    acts.rest_it_on_a_rating(page)
    page.get_by_role("button", name="Add a next step").click()
    page.locator("[name=steps-2-text]").fill("Write to her")
    page.locator("[name=steps-2-owner]").select_option(label="Mara Muñoz")
    page.locator("[name=steps-2-due_on]").fill((timezone.localdate() + timedelta(days=7)).isoformat())
    record_dissent(page, "She would learn it.")
    page.get_by_role("button", name="Record decision").click()
    page.get_by_text("Write to her", exact=True).wait_for()
    assert page.get_by_text("She would learn it.").is_visible()

    assert Decision.objects.get().outcome == "no_hire"


def record_dissent(page, words):
    """In its own part of the page, so that what stands in the decision's form stays there."""
    page.get_by_text("Record your dissent").click()
    page.get_by_label("Your dissent").fill(words)
    with page.expect_response("**/dissent/"):
        page.get_by_role("button", name="Save dissent").click()
    page.get_by_text("Your dissent is kept as it stands now.").wait_for(state="attached")
    assert page.get_by_label("Reason", exact=True).input_value() == "No depth in production work."
