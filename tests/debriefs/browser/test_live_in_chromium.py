"""One meeting on several screens: pages follow who leads, and keep what is being typed."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from debriefs import services
from debriefs.models import AgendaNote, Ballot


@pytest.fixture
def address(live_app, prepared):
    return reverse("debrief_detail", args=[prepared.uid])


@pytest.fixture(autouse=True)
def _streams(settings):
    settings.LIVE_SECONDS = 15


def test_pages_follow_who_leads(new_page, address, opened, mara, iris):
    leader, follower = new_page(mara), new_page(iris)
    leader.goto(f"{address}?step=requirements")
    follower.goto(f"{address}?step=requirements")
    leader.get_by_text(re.compile("Here: .*Iris")).wait_for()

    leader.get_by_role("button", name="Next step, for everybody").click()
    leader.wait_for_url(re.compile("step=evidence"))
    follower.wait_for_url(re.compile("step=evidence"))

    leader.get_by_role("link", name="Agenda").click()
    leader.get_by_role("button", name="Show this page to everybody").click()
    follower.wait_for_url(re.compile("step=agenda"))
    leader.get_by_role("button", name="2 minutes more").click()
    follower.locator("[data-ends]", has_text=re.compile(r"^\s*[67]:\d\d left")).wait_for()


def test_who_looks_elsewhere_is_told_and_stays(new_page, address, opened, mara, iris):
    page = new_page(iris)
    page.goto(f"{address}?step=disagreements")
    services.show(debrief=opened, step="agenda", item=2, by=mara)
    page.get_by_role("link", name="Agenda 2").wait_for()

    assert "step=disagreements" in page.url
    page.get_by_role("link", name="Agenda 2").click()
    page.wait_for_url(re.compile("step=agenda&item=2"))


def test_a_page_with_words_waits_until_they_are_sent(new_page, address, opened, mara, iris, iris_sealed):
    services.call_revote(debrief=opened, by=mara)
    page = new_page(iris)
    page.goto(f"{address}?step=revote")
    page.get_by_label("If it differs from before").fill("Her second answer showed depth.")
    services.show(debrief=opened, step="decision", by=mara)
    page.get_by_text("The meeting has moved on.").wait_for()
    assert page.get_by_label("If it differs from before").input_value() == "Her second answer showed depth."

    page.get_by_text("Strong no hire", exact=True).first.click()
    page.get_by_role("button", name="Enter").click()
    page.get_by_text("Entered. It is shown together").wait_for()
    assert Ballot.objects.get().recommendation == 1


def test_a_note_of_somebody_else_appears(new_page, address, opened, role, mara, iris):
    services.show(debrief=opened, step="agenda", by=mara)
    writer, reader = new_page(mara), new_page(iris)
    for page in (writer, reader):
        page.goto(f"{address}?step=agenda")
    writer.get_by_label("Note").fill("Depth in production work is open.")
    expect(reader.get_by_label("Note")).to_have_value("Depth in production work is open.")

    reader.get_by_label("Note").fill("Depth in production work is open. Ask the referees.")
    writer.locator("h2").first.click()
    expect(writer.get_by_label("Note")).to_have_value("Depth in production work is open. Ask the referees.")
    assert AgendaNote.objects.get().revision == 2


def test_the_reveal_comes_to_whoever_waits_for_it(new_page, address, prepared, mara, iris, iris_sealed, ivan_sealed):
    page = new_page(iris)
    page.goto(address)
    page.get_by_text("Your scorecard is sealed.").wait_for()
    services.open_debrief(debrief=prepared, by=mara)
    page.get_by_role("heading", name="What this role requires").wait_for()
