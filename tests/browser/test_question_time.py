"""Time on each question against its budget: when it counts, how it is said, how quietly it is saved."""

import json
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Request, expect

from hiring.models import Interview
from question_bank.models import Question
from scorecards.models import Answer, Scorecard
from scorecards.services import open_scorecard, save_scorecard
from tests.factories import InterviewFactory, PanelistFactory

pytestmark = pytest.mark.django_db(transaction=True)
# What is sent while a page goes away is reported to nobody; the next page finds it in the session's storage.
COUNT_FLIGHTS = """
const send = window.fetch;
window.flights = new Set();
window.fetch = (...words) => {
  sessionStorage.setItem("sent", words[1]?.body ?? "");
  const land = async (response) => { await response.clone().text(); return response; };
  const flight = send(...words).then(land).finally(() => window.flights.delete(flight));
  window.flights.add(flight);
  return flight;
};"""
LANDED = "async () => { while (window.flights.size) await Promise.allSettled([...window.flights]); }"
HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
LISTEN = """() => new MutationObserver(() => { document.body.dataset.noise = "yes"; })
  .observe(document.querySelector(".save-state"), { childList: true, attributes: true, subtree: true })"""
STEP = 15  # seconds: a save that takes 20 of them is given up


@pytest.fixture
def interview(candidacy, iris) -> Interview:
    interview = InterviewFactory(candidacy=candidacy)
    PanelistFactory(interview=interview, user=iris)
    return interview


@pytest.fixture
def questions(interview) -> list[Question]:
    """Five minutes are planned for each."""
    return list(interview.stage.guide_stage.questions.in_order())


class Desk:
    """A page whose clock stands still until ``wait``; ``saves`` holds the changes of every save that it has sent."""

    def __init__(self, page: Page, interview: Interview, *, early: timedelta = timedelta()) -> None:
        self.page = page
        self.saves: list[dict] = []
        page.on("request", self._note)
        page.add_init_script(COUNT_FLIGHTS)
        start = interview.starts_at - early
        page.clock.install(time=start)
        page.goto(f"/interviews/{interview.uid}/scorecard/#questions")
        page.wait_for_selector("form[data-scripted]")
        page.clock.pause_at(start + timedelta(minutes=2))

    def _note(self, request: Request) -> None:
        if request.url.endswith("/scorecard/save/") and (changes := request.post_data_json["changes"]):
            self.saves.append(changes)

    def wait(self, seconds: int, *, hands: bool = True) -> None:
        """Let time pass; with ``hands`` the pointer is moved now and then."""
        for passed in range(0, seconds, STEP):
            if hands:
                self.page.mouse.move(300 + passed % 7, 300)
            self.page.clock.run_for(min(STEP, seconds - passed) * 1_000)
            self.page.evaluate(LANDED)

    def write(self, words: str) -> None:
        """Write notes on the open question, and see them saved."""
        self.page.locator(".question.is-current [data-notes]").fill(words)
        self.wait(5)
        expect(self.page.locator('.save-state[data-save-state="saved"]')).to_be_visible()

    @property
    def seconds(self) -> int:
        return int(self.page.locator(".question.is-current [data-seconds]").input_value())

    @property
    def spent(self):
        return self.page.locator(".question.is-current [data-spent]")


@pytest.fixture
def desk(new_page, interview, iris) -> Desk:
    return Desk(new_page(iris), interview)


def stored(question: Question) -> int:
    return Answer.objects.get(question=question).seconds


def times(changes: dict) -> list[int]:
    return [answer["seconds"] for answer in changes["answers"].values()]


def test_time_is_counted_and_saved_with_the_first_words(desk, questions):
    expect(desk.spent).to_have_text("5 min")
    desk.wait(90)
    expect(desk.spent).to_have_text("2 of 5 min")
    desk.page.get_by_role("button", name="Next question").first.click()
    desk.wait(30)
    assert desk.saves == []
    assert not Scorecard.objects.exists()
    desk.write("Said why.")
    [first] = desk.saves
    assert first["answers"][questions[1].uid].keys() == {"notes", "seconds"}
    assert first["answers"][questions[0].uid].keys() == {"seconds"}
    assert 85 <= stored(questions[0]) <= 95
    assert 25 <= stored(questions[1]) <= 45


def test_alone_it_is_saved_once_a_minute_and_quietly(desk, questions):
    desk.write("Said why.")
    saved_at = Scorecard.objects.get().saved_at
    desk.page.evaluate(LISTEN)
    desk.saves.clear()
    desk.wait(5 * 60)
    assert 4 <= len(desk.saves) <= 5
    assert {tuple(changes) for changes in desk.saves} == {("answers",)}
    assert all(changes["answers"].keys() == {questions[0].uid} and len(times(changes)) == 1 for changes in desk.saves)
    assert stored(questions[0]) >= 4 * 60
    assert desk.page.evaluate("document.body.dataset.noise ?? 'none'") == "none"
    assert Scorecard.objects.get().saved_at == saved_at


def test_the_next_question_hands_over_the_time_on_the_last(desk, questions):
    desk.write("Said why.")
    desk.wait(20)
    desk.saves.clear()
    desk.page.get_by_role("button", name="Next question").first.click()
    desk.wait(STEP)
    [handed] = desk.saves
    assert questions[0].uid in handed["answers"]
    assert 20 <= stored(questions[0]) < 60


def test_what_is_over_the_budget_is_said_calmly(desk, check_accessibility):
    quiet = desk.page.locator(".question.is-current .question-meta").evaluate("(e) => getComputedStyle(e).color")
    desk.wait(7 * 60)
    expect(desk.spent).to_have_text("7 min, 2 more than planned")
    expect(desk.spent).to_have_css("color", quiet)
    desk.page.clock.resume()
    check_accessibility(desk.page)


def test_a_hidden_page_counts_nothing(desk):
    desk.wait(30)
    before = desk.seconds
    desk.page.evaluate(HIDE, True)
    desk.wait(60)
    assert desk.seconds == before
    desk.page.evaluate(HIDE, False)
    desk.wait(30)
    assert desk.seconds >= before + 29


def test_hands_may_rest_for_five_minutes(desk):
    desk.wait(15)
    desk.wait(20 * 60, hands=False)
    assert 5 * 60 <= desk.seconds <= 5 * 60 + 30
    before = desk.seconds
    desk.wait(30)
    assert before + 29 <= desk.seconds <= before + 31


def test_a_sleeping_computer_counts_nothing(desk):
    desk.wait(30)
    before = desk.seconds
    desk.page.clock.fast_forward(4 * 60 * 1_000)
    desk.wait(15)
    assert desk.seconds <= before + 16


def test_rating_counts_nothing_unless_notes_are_written_beside_it(desk):
    desk.wait(30)
    before = desk.seconds
    desk.page.get_by_role("link", name="Rate").first.click()
    desk.wait(60)
    assert desk.seconds == before
    desk.page.locator(".question.is-current [data-notes]").focus()
    desk.wait(30)
    assert desk.seconds >= before + 29


def test_reading_the_questions_before_is_no_time_spent(new_page, interview, iris):
    desk = Desk(new_page(iris), interview, early=timedelta(minutes=5))
    desk.wait(2 * 60)
    assert desk.seconds == 0
    desk.wait(2 * 60)
    assert 30 <= desk.seconds <= 90


def test_leaving_sends_the_time_and_asks_nothing(desk):
    asked: list[str] = []
    desk.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.write("Said why.")
    desk.wait(30)
    desk.page.goto("/")
    sent = json.loads(desk.page.evaluate("sessionStorage.getItem('sent')"))
    assert times(sent["changes"])[0] > 30
    assert asked == []


def test_the_next_question_and_away_at_once_asks_nothing(desk):
    asked: list[str] = []
    desk.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.write("Said why.")
    desk.wait(30)
    desk.page.get_by_role("button", name="Next question").first.click()
    desk.page.clock.run_for(1_100)
    desk.page.goto("/")
    assert asked == []


def test_the_longer_time_of_two_devices_stands_and_asks_nothing(desk, interview, iris, questions):
    desk.write("Said why.")
    card = open_scorecard(interview=interview, by=iris)
    longer = {"answers": {questions[0].uid: {"seconds": 250}}}
    save_scorecard(scorecard=card, changes=longer, base_revision=card.revision, client_id="tablet", seq=1, by=iris)
    desk.write("Said why, and how.")
    expect(desk.spent).to_have_text("4 of 5 min")
    assert desk.page.locator(".conflict").count() == 0
    desk.wait(90)
    assert stored(questions[0]) > 250


def test_a_reload_goes_on_from_what_was_saved(desk):
    desk.wait(60)
    desk.write("Said why.")
    desk.page.reload()
    desk.page.wait_for_selector("form[data-scripted]")
    desk.page.keyboard.press("p")
    expect(desk.spent).to_have_text("1 of 5 min")
    before = desk.seconds
    desk.wait(30)
    assert desk.seconds >= before + 29
