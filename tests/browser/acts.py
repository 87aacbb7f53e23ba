"""What people do on the pages, one small function per act. Each ends by waiting for what the person then sees."""

import os
from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from core.jobs import queue, run
from core.models import Job
from hiring.models import Candidacy, Interview
from tests.rig.pdfs import words_of
from tests.rig.waiting import settle

LOOKS = {"wide": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


def look(page: Page, name: str) -> None:
    """Keep a picture of the page in the folder that ``SHOTS`` names; without it nothing happens."""
    if folder := os.environ.get("SHOTS"):
        for size, viewport in LOOKS.items():
            page.set_viewport_size(viewport)
            page.screenshot(path=f"{folder}/{name}-{size}.png", full_page=True)
        page.set_viewport_size(LOOKS["wide"])


def press(page: Page | Locator, name: str) -> None:
    """Press the one button or link with exactly this name."""
    button = page.get_by_role("button", name=name, exact=True)
    button.or_(page.get_by_role("link", name=name, exact=True)).click()


def sees(page: Page, *words: str) -> None:
    """Wait until each of ``words`` stands on the page for the eye to see."""
    for text in words:
        expect(page.get_by_text(text).filter(visible=True).first).to_be_visible()


def page_words(page: Page) -> str:
    """Everything that reached the browser with this page, hidden parts included."""
    settle(page)
    return page.content()


def candidacy_path(name: str) -> str:
    """The page of the candidate called ``name``."""
    return f"/candidacies/{Candidacy.objects.get(candidate__name=name).uid}/"


def interview_path(name: str) -> str:
    """The page of the one interview of the candidate called ``name``."""
    return f"/interviews/{Interview.objects.get(candidacy__candidate__name=name).uid}/"


# The recruiter


def open_role(page: Page, *, guide: str, title: str, managers: Iterable[str], recruiters: Iterable[str]) -> None:
    page.goto("/roles/")
    press(page, "Open a role")
    press(page, guide)
    page.get_by_label("Title").fill(title)
    for group, names in (("Hiring managers", managers), ("Recruiters", recruiters)):
        for name in names:
            page.get_by_role("group", name=group).get_by_label(name).check()
    look(page, "01-open-role")
    press(page, "Open role")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def give_seat(page: Page, *, name: str, seat: str) -> None:
    form = page.locator(".seat-form")
    form.get_by_label("Person").select_option(label=name)
    form.get_by_label("Seat").select_option(label=seat)
    press(form, "Give seat")
    expect(page.get_by_role("button", name=f"{seat}, {name}")).to_be_visible()


def add_candidate(page: Page, *, name: str, email: str, zone: str) -> None:
    press(page, "Add candidate")
    page.get_by_label("Name").fill(name)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Time zone").select_option(label=zone)
    look(page, "03-add-candidate")
    press(page, "Add candidate")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def write_plan(page: Page, *, start: datetime, minutes: int, place: str, panel: Iterable[str]) -> None:
    """Fill in the page that plans an interview; ``start`` is the wall clock of who plans."""
    page.get_by_label("Date").fill(f"{start:%Y-%m-%d}")
    page.get_by_label("Start").fill(f"{start:%H:%M}")
    page.get_by_label("Minutes").fill(str(minutes))
    page.get_by_label("Place or link").fill(place)
    for name in panel:
        page.get_by_role("group", name="Panel").get_by_label(name).check()


# The interviewer


def read_kit(page: Page) -> None:
    """From the first page to the kit of one's next interview."""
    page.goto("/")
    look(page, "07-today-interviewer")
    press(page, "Look")
    press(page, "Open kit")
    sees(page, "What is covered where")
    look(page, "08-kit")


def open_questions(page: Page) -> None:
    """From the first page, where a scorecard is due, to the questions."""
    page.goto("/")
    look(page, "08-today-due")
    page.locator(".todo").get_by_role("link").first.click()
    page.get_by_role("navigation", name="Parts of the interview page").get_by_text("Questions").click()
    expect(page.locator(".question.is-current")).to_be_visible()


def take_notes(page: Page, notes: str) -> None:
    """On the questions: type notes on the one shown, tick its first point, and go on to the next."""
    question = page.locator(".question.is-current")
    question.get_by_label("Notes").press_sequentially(notes, delay=2)
    question.get_by_role("checkbox").first.check()
    question.get_by_label("Was it asked?").select_option("asked")
    look(page, "08-questions")
    number = question.locator(".question-meta").inner_text()
    press(question, "Next question")
    expect(page.locator(".question.is-current .question-meta")).not_to_have_text(number)


def rate_everything(page: Page, *, level: int, evidence: str) -> int:
    """Choose ``level`` on every criterion, each with its evidence; return how many there were."""
    page.get_by_role("link", name="Rate", exact=False).first.click()
    criteria = page.locator("[data-criterion]")
    for criterion in criteria.all():
        criterion.locator(f'.scale-option[data-level="{level}"]').click()
        criterion.get_by_label("Evidence").fill(evidence)
    look(page, "09-rate")
    expect(page.locator("[data-rated]")).to_have_text(f"{criteria.count()}/{criteria.count()}")
    return criteria.count()


def seal(page: Page, *, recommendation: str, summary: str) -> None:
    """Review, recommend, seal."""
    press(page, "Review")
    sees(page, "Give your recommendation")
    page.get_by_role("group", name="Your recommendation").get_by_text(recommendation, exact=True).click()
    page.get_by_label("Summary").fill(summary)
    sees(page, "Nothing is missing")
    look(page, "09-review")
    press(page, "Seal scorecard")
    sees(page, "Sealed", "Your scorecard.")


# Deciders


def go_to_step(page: Page, name: str) -> None:
    """Go to a step of the debrief, by the stepper."""
    page.get_by_role("navigation", name="Steps of the debrief").get_by_text(name).click()
    current = page.locator('.stepper [aria-current="step"]')
    expect(current).to_contain_text(name)


def rest_it_on_a_rating(page: Page) -> None:
    """Tick the first rating that a decision can rest on."""
    grounds = page.get_by_role("group", name="The reason rests on")
    grounds.locator("summary").first.click()
    grounds.get_by_role("checkbox").first.check()


def write_next_step(page: Page, what: str, *, owner: str, due: date) -> None:
    """Fill in the first row of the next steps."""
    page.get_by_label("What", exact=True).first.fill(what)
    page.get_by_label("Who", exact=True).first.select_option(label=owner)
    page.get_by_label("By", exact=True).first.fill(f"{due:%Y-%m-%d}")


def take_reference(page: Page, *, answer: str, level: int, evidence: str) -> None:
    """Note that the referee agrees, fill in the whole reference check and finish it."""
    press(page, "They agree")
    for field in page.locator(".reference-questions textarea").all():
        field.fill(answer)
    for criterion in page.locator(".reference-criterion").all():
        criterion.locator(f'[data-level="{level}"]').click()
        criterion.locator("textarea").fill(evidence)
    look(page, "20-reference")
    press(page, "Finish check")
    sees(page, "The reference check is finished.")


def pdf_words(page: Page, *, button: str) -> str:
    """Ask for a packet, let the job be done as a worker would, save the PDF; return its words."""
    press(page, button)
    sees(page, "Waiting for its turn")
    do_waiting_jobs("compile")
    sees(page, "Ready")
    with page.expect_download() as download:
        press(page, "Save PDF")
    return words_of(PdfReader(BytesIO(Path(download.value.path()).read_bytes())))


def do_waiting_jobs(name: str) -> None:
    """Do the waiting jobs whose name holds ``name``, in this process, by the worker's own function."""
    for job in Job.objects.filter(state=Job.State.WAITING, name__contains=name).order_by("pk"):
        run.run(job.pk, queue.find_task(job.name).job_function)
        job.refresh_from_db()
        assert job.state == Job.State.DONE, job.error
