"""The main job, from opening a role to the file that defends the decision, by the people who do it, in Chromium."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from hiring.models import Candidacy, Interview
from hiring.services import advance
from question_bank.models import GuideVersion
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory, RoleFactory
from tests.factories.accounts import works_at_all_hours

from . import acts
from .acts import look, page_words, press, sees

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

BERLIN = ZoneInfo("Europe/Berlin")
GUIDE, TITLE, AMARA = "Machine Learning Engineer", "Forecasting Engineer", "Amara Nwosu"
IRIS = {"notes": "I chose the smaller model, it drifted less.", "evidence": "Named the metric and who acted on it."}
IVAN = {"notes": "We never measured drift.", "evidence": "Could not say how it was measured."}
IRIS_SUMMARY, IVAN_SUMMARY = "Solid judgement about models.", "Gaps in monitoring."
GATE_REASON = "Clear examples of shipped models; monitoring stays open."
NOTE = "Monitoring: to be asked of her last manager."
CHANGE = "Her answer about the incident was about monitoring; I had missed it."
DECISION = "Shipped two forecasting models and owned their incidents."


@pytest.fixture
def ten_o_clock() -> datetime:
    """Ten in the morning in Berlin, in nine days: later than what Today lists line by line."""
    return (timezone.now() + timedelta(days=9)).astimezone(BERLIN).replace(hour=10, minute=0, second=0, microsecond=0)


@pytest.fixture
def guides(db: None) -> None:
    call_command("load_guides", verbosity=0)


@pytest.fixture
def ivan_is_elsewhere(iris: User, ivan: User, guides: None, ten_o_clock: datetime) -> None:
    """Ivan interviews somebody else, for another role, from ten to eleven. That day may be a Sunday: both work."""
    works_at_all_hours(iris, ivan)
    other = RoleFactory(title="Data Engineer", guide_version=GuideVersion.objects.get(guide__name=GUIDE))
    interview = InterviewFactory(candidacy=CandidacyFactory(role=other), starts_at=ten_o_clock)
    PanelistFactory(interview=interview, user=ivan)


def test_the_main_job(new_page, rosa, mara, iris, ivan, guides, ten_o_clock, ivan_is_elsewhere):
    recruiter, manager = new_page(rosa), new_page(mara)
    first, second = new_page(iris), new_page(ivan)

    recruiter_opens_the_role(recruiter)
    recruiter_plans_the_interview(recruiter, ten_o_clock)
    acts.read_kit(first)
    the_interview_takes_place()
    interviewer_scores(first, IRIS, level=4, recommendation="Hire", summary=IRIS_SUMMARY)
    second_interviewer_scores_alone(second)
    manager_reads_the_stage_and_advances(manager)
    the_stages_in_between_are_passed_over(by=mara)
    manager_opens_the_debrief(manager)
    manager_leads_the_debrief(manager)
    interviewer_changes_the_recommendation(second)
    manager_decides(manager)
    recruiter_takes_a_reference(recruiter)
    manager_takes_the_documents_along(manager)


def recruiter_opens_the_role(page: Page) -> None:
    acts.open_role(page, guide=GUIDE, title=TITLE, managers=["Mara Muñoz"], recruiters=["Rosa Reyes"])
    press(page, "Edit")
    for name in ("Iris Ito", "Ivan Ivanov"):
        acts.give_seat(page, name=name, seat="Interviewer")
    look(page, "02-seats")
    page.get_by_role("link", name=TITLE).click()
    acts.add_candidate(page, name=AMARA, email="amara@example.net", zone="America/New York")
    look(page, "04-candidate")


def recruiter_plans_the_interview(page: Page, ten_o_clock: datetime) -> None:
    page.get_by_role("link", name="Plan interview").first.click()
    panel = ["Iris Ito", "Ivan Ivanov"]
    acts.write_plan(page, start=ten_o_clock, minutes=45, place="https://meet.example.org/amara", panel=panel)
    sees(page, f"In New York, where the candidate is, that is {ten_o_clock:%a}")
    page.expect_trouble("422")
    press(page, "Plan and invite")

    sees(page, "Ivan Ivanov")
    expect(page.locator("#panel-error, #id_start ~ .invalid-feedback").first).to_contain_text("Ivan Ivanov")
    look(page, "05-double-booked")
    expect(page.get_by_label("Date")).to_have_value(f"{ten_o_clock:%Y-%m-%d}")
    expect(page.get_by_label("Start")).to_have_value("10:00")
    expect(page.get_by_label("Minutes")).to_have_value("45")
    expect(page.get_by_label("Place or link")).to_have_value("https://meet.example.org/amara")
    for name in panel:
        expect(page.get_by_role("group", name="Panel").get_by_label(name)).to_be_checked()

    page.get_by_label("Start").fill("11:00")
    press(page, "Plan and invite")
    sees(page, "The interview is planned.", "11:00", *panel)
    look(page, "06-interview")


def the_interview_takes_place() -> None:
    """Stands for the week until then: the interview ended half an hour ago."""
    end = timezone.now() - timedelta(minutes=30)
    amaras = Interview.objects.filter(candidacy__candidate__name=AMARA)
    amaras.update(starts_at=end - timedelta(minutes=45), ends_at=end)


def interviewer_scores(page: Page, person: dict[str, str], *, level: int, recommendation: str, summary: str) -> None:
    acts.open_questions(page)
    acts.take_notes(page, person["notes"])
    acts.take_notes(page, person["notes"])
    acts.rate_everything(page, level=level, evidence=person["evidence"])
    acts.seal(page, recommendation=recommendation, summary=summary)
    sees(page, summary, person["evidence"], person["notes"])


def second_interviewer_scores_alone(page: Page) -> None:
    """Until Ivan has sealed, and then until the debrief, no page of his holds a word of Iris's."""
    for path in ("/", "/roles/", "/calendar/?whose=all", acts.candidacy_path(AMARA), acts.interview_path(AMARA)):
        page.goto(path)
        assert_nothing_of_iris(page)
    interviewer_scores(page, IVAN, level=2, recommendation="No hire", summary=IVAN_SUMMARY)
    assert_nothing_of_iris(page)
    page.goto(acts.candidacy_path(AMARA))
    sees(page, "scorecards once the debrief has opened.")
    look(page, "11-waits")
    assert_nothing_of_iris(page)


def assert_nothing_of_iris(page: Page) -> None:
    words = page_words(page)
    for secret in (IRIS["notes"], IRIS["evidence"], IRIS_SUMMARY, "All in", "sealed by Iris"):
        assert secret not in words, f"{page.url} tells: {secret}"


def manager_reads_the_stage_and_advances(page: Page) -> None:
    page.goto("/")
    sees(page, AMARA)
    look(page, "12-today-manager")
    page.goto(acts.candidacy_path(AMARA))
    sees(page, "All scorecards of this stage are in")
    page.get_by_role("link", name=re.compile("Read.*Iris Ito")).click()
    sees(page, IRIS_SUMMARY, IRIS["evidence"])
    look(page, "13-manager-reads")
    page.get_by_role("link", name=f"Back to {AMARA}").click()
    press(page, "Decide")
    page.get_by_label("Advance to").check()
    page.get_by_label("Reason").fill(GATE_REASON)
    look(page, "14-decide")
    page.get_by_role("main").get_by_role("button", name="Decide").click()
    sees(page, "Technical Assessment (Work Sample)", GATE_REASON)
    look(page, "15-advanced")


def the_stages_in_between_are_passed_over(*, by: User) -> None:
    """Stands for weeks of the same: the services move Amara on to the debrief without further interviews."""
    candidacy = Candidacy.objects.get(candidate__name=AMARA)
    while candidacy.stage.kind != "debrief":
        advance(candidacy=candidacy, reason="Passed over in this test.", by=by)
        candidacy = Candidacy.objects.get(pk=candidacy.pk)


def manager_opens_the_debrief(page: Page) -> None:
    page.goto(acts.candidacy_path(AMARA))
    press(page, "Prepare debrief")
    page.get_by_label("Led by").select_option(label="Mara Muñoz")
    look(page, "16-prepare-debrief")
    press(page, "Prepare debrief")
    sees(page, "Every scorecard is in")
    look(page, "17-debrief-ready")
    press(page, "Open debrief")
    sees(page, "open since")


def manager_leads_the_debrief(page: Page) -> None:
    acts.go_to_step(page, "Requirements")
    sees(page, "What this role requires", "Competencies")
    press(page, "Next step, for everybody")
    sees(page, "What was sealed, before anybody talked.")
    page.locator("[data-cell]").first.click()
    sees(page, IRIS["evidence"])
    look(page, "18-evidence")
    press(page, "Next step, for everybody")
    sees(page, "two levels apart", IRIS["evidence"], IVAN["evidence"])
    look(page, "18-disagreements")
    acts.go_to_step(page, "Agenda")
    page.get_by_label("Note").press_sequentially(NOTE, delay=2)
    press(page, "Save note")
    sees(page, "by Mara Muñoz")
    expect(page.locator('[data-save-state="saved"]')).to_be_visible()
    look(page, "18-agenda")


def interviewer_changes_the_recommendation(page: Page) -> None:
    page.goto(acts.candidacy_path(AMARA))
    press(page, "Go to the debrief")
    acts.go_to_step(page, "Evidence")
    page.locator("[data-cell]").first.click()
    sees(page, IRIS["evidence"])
    acts.go_to_step(page, "Re-vote")
    page.get_by_role("group", name="Recommendation now").get_by_text("Hire", exact=True).click()
    page.get_by_label("What changed your mind").fill(CHANGE)
    look(page, "19-revote")
    press(page, "Record change")
    sees(page, "What changed, and why", CHANGE, "after the reveal")


def manager_decides(page: Page) -> None:
    acts.go_to_step(page, "Decision")
    sees(page, "1 recommendation changed in the debrief.")
    page.get_by_role("group", name="Outcome").get_by_text("Hire", exact=True).click()
    page.get_by_label("Reason", exact=True).fill(DECISION)
    acts.rest_it_on_a_rating(page)
    acts.write_next_step(page, "Ask two referees", owner="Rosa Reyes", due=timezone.localdate() + timedelta(days=5))
    look(page, "19-decision")
    press(page, "Record decision")
    sees(page, DECISION, "Ask two referees", "Reference Checks")
    look(page, "19-record")


def recruiter_takes_a_reference(page: Page) -> None:
    page.goto(acts.candidacy_path(AMARA))
    press(page, "Add referee")
    page.get_by_label("Name").fill("Remy Roth")
    page.get_by_label("Who they were").select_option(label="Their manager")
    page.get_by_label("How they know each other").fill("Led the team in which she worked")
    page.get_by_label("Phone number").fill("+49 30 123456")
    page.get_by_label("The candidate agrees that we ask this person").check()
    press(page, "Add referee")
    page.get_by_role("button", name=re.compile("Start check.*Remy Roth")).click()
    acts.take_reference(page, answer="She rebuilt our alerts.", level=3, evidence="Named the alerts.")
    sees(page, "She rebuilt our alerts.")


def manager_takes_the_documents_along(page: Page) -> None:
    page.goto(acts.candidacy_path(AMARA))
    press(page, "Read the record")
    packet = acts.pdf_words(page, button="Debrief packet")
    assert AMARA in packet
    assert IRIS["evidence"] in packet
    page.get_by_role("navigation", name="Where you are").get_by_text("Debrief").click()
    file = acts.pdf_words(page, button="Decision file")
    assert AMARA in file
    assert DECISION in file
    assert CHANGE in file
