"""The interview page in real Chromium: typing, offline, two tabs, a tab that is closed, the session's end, sealing."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Session
from hiring.models import Interview
from hiring.services import move_role
from scorecards.models import Answer, Rating, Scorecard
from scorecards.services import save_scorecard
from tests.factories import InterviewFactory, PanelistFactory, ScorecardFactory
from tests.factories.question_bank import newer_version

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = "She said: “bias is what we cannot see”.\nSecond line, ümläut, 中文 😀"
CUT = "() => { window.fetch = () => Promise.reject(new TypeError('cut')); }"
SLOW = """() => {
  const send = window.fetch;
  window.fetch = async (...words) => { await new Promise((go) => setTimeout(go, 600)); return send(...words); };
}"""


@pytest.fixture
def interview(candidacy, iris) -> Interview:
    interview = InterviewFactory(candidacy=candidacy)
    PanelistFactory(interview=interview, user=iris)
    return interview


def open_page(page: Page, interview: Interview, view: str = "questions") -> None:
    page.goto(f"/interviews/{interview.uid}/scorecard/#{view}")
    page.wait_for_selector("form[data-scripted]")


def state(page: Page, name: str) -> None:
    expect(page.locator(f'.save-state[data-save-state="{name}"]')).to_be_visible()


def notes(page: Page):
    return page.locator(".question.is-current [data-notes]")


def stored_notes() -> str:
    answer = Answer.objects.first()
    return answer.notes if answer else ""


def test_what_is_typed_is_in_the_database(new_page, interview, iris):
    page = new_page(iris)
    open_page(page, interview)
    notes(page).press_sequentially("Typed letter by letter.", delay=5)
    state(page, "unsaved")
    state(page, "saved")
    assert stored_notes() == "Typed letter by letter."
    page.reload()
    expect(page.locator("[data-notes]").first).to_have_value("Typed letter by letter.")


def test_offline_it_is_kept_and_arrives_when_the_network_is_back(new_page, interview, iris):
    page = new_page(iris)
    page.expect_trouble("Failed to load resource")
    open_page(page, interview)
    page.context.set_offline(True)
    notes(page).fill(TYPED)
    state(page, "offline")
    assert stored_notes() == ""
    page.context.set_offline(False)
    state(page, "saved")
    assert stored_notes() == TYPED


def test_a_tab_closed_without_a_network_gives_its_words_back(new_page, interview, iris):
    page = new_page(iris)
    open_page(page, interview)
    page.evaluate(CUT)
    notes(page).fill(TYPED)
    state(page, "offline")
    page.close(run_before_unload=False)
    assert stored_notes() == ""
    again = page.context.new_page()
    open_page(again, interview)
    expect(again.get_by_text("It is back in its place")).to_be_visible()
    state(again, "saved")
    assert stored_notes() == TYPED
    again.reload()
    expect(again.locator("[data-notes]").first).to_have_value(TYPED)
    expect(again.get_by_text("It is back in its place")).to_be_hidden()


def test_edits_made_while_a_save_is_under_way_survive_it(new_page, interview, iris):
    page = new_page(iris)
    open_page(page, interview)
    page.evaluate(SLOW)
    notes(page).fill("First")
    notes(page).blur()
    state(page, "saving")
    notes(page).fill("First and second")
    state(page, "saved")
    assert stored_notes() == "First and second"


def test_a_server_error_is_tried_again(new_page, interview, iris):
    page = new_page(iris)
    page.expect_trouble("Failed to load resource")
    page.expect_trouble("503 from")
    open_page(page, interview)
    answers = iter([503, 503])

    def fail_twice(route):
        status = next(answers, None)
        return route.fulfill(status=status, body="") if status else route.continue_()

    page.route("**/scorecard/save/", fail_twice)
    notes(page).fill(TYPED)
    state(page, "offline")
    state(page, "saved")
    assert stored_notes() == TYPED


def test_the_session_ends_and_the_words_stay(new_page, interview, iris, client):
    page = new_page(iris)
    open_page(page, interview)
    Session.objects.all().delete()
    notes(page).fill(TYPED)
    state(page, "signin")
    expect(page.get_by_role("button", name="Sign in again")).to_be_visible()
    client.force_login(iris)
    cookie = {"name": "evenhand_session", "value": client.cookies["evenhand_session"].value}
    page.context.add_cookies([cookie | {"url": page.url}])
    state(page, "saved")
    assert stored_notes() == TYPED


def test_somebody_else_who_signs_in_meanwhile_gets_none_of_the_words(new_page, interview, iris, ivan, client):
    PanelistFactory(interview=interview, user=ivan)
    page = new_page(iris)
    page.expect_trouble("Failed to load resource: the server responded with a status of 401")
    open_page(page, interview)

    def sign_in(user):
        client.force_login(user)
        cookie = {"name": "evenhand_session", "value": client.cookies["evenhand_session"].value}
        page.context.add_cookies([cookie | {"url": page.url}])

    sign_in(ivan)
    notes(page).fill(TYPED)
    state(page, "signin")
    assert not Scorecard.objects.exists()
    sign_in(iris)
    state(page, "saved")
    assert Scorecard.objects.get().panelist.user == iris
    assert stored_notes() == TYPED


def test_two_tabs_merge_and_the_same_field_is_for_the_person_to_choose(new_page, interview, iris):
    first = new_page(iris)
    first.expect_trouble("Failed to load resource: the server responded with a status of 409")
    open_page(first, interview)
    second = first.context.new_page()
    open_page(second, interview, "review")
    expect(first.get_by_text("open in another tab too")).to_be_visible()
    second.locator("#summary").fill("From the second tab.")
    second.locator("#summary").blur()
    state(second, "saved")
    expect(first.locator("#summary")).to_have_value("From the second tab.")

    card = Scorecard.objects.get()
    save_scorecard(
        scorecard=card,
        changes={"summary": "From the tablet."},
        base_revision=card.revision,
        client_id="tablet",
        seq=1,
        by=iris,
    )
    second.locator("#summary").fill("From here.")
    second.locator("#summary").blur()
    state(second, "conflict")
    box = second.locator(".conflict")
    expect(box).to_contain_text("From the tablet.")
    expect(box).to_contain_text("From here.")
    box.get_by_role("button", name="Keep both").click()
    state(second, "saved")
    assert Scorecard.objects.get().summary == "From the tablet.\n\nFrom here."


def test_keys_rate_and_move_but_never_while_typing(new_page, interview, iris):
    page = new_page(iris)
    open_page(page, interview)
    page.keyboard.press("n")
    expect(page.locator(".question.is-current")).to_contain_text("question 2")
    page.keyboard.press("p")
    expect(page.locator(".question.is-current")).to_contain_text("question 1")
    page.keyboard.press("3")
    page.keyboard.press("c")
    page.keyboard.press("1")
    notes(page).click()
    page.keyboard.type("n 4 p c")
    expect(page.locator(".question.is-current")).to_contain_text("question 1")
    notes(page).blur()
    state(page, "saved")
    assert sorted(Rating.objects.values_list("level", flat=True)) == [1, 3]
    assert stored_notes() == "n 4 p c"


def test_review_names_what_is_missing_and_seals_in_the_end(new_page, interview, iris, check_accessibility):
    page = new_page(iris, viewport={"width": 500, "height": 800})
    open_page(page, interview, "rate")
    check_accessibility(page)
    for criterion in page.locator("[data-criterion]").all():
        criterion.locator(".scale-option").nth(3).click()
        criterion.locator("textarea").fill("A clear example.")
    page.get_by_role("link", name="Review", exact=True).click()
    expect(page.locator("[data-missing]")).to_contain_text("Give your recommendation")
    page.locator(".choice-option").nth(2).click()
    expect(page.locator("[data-missing]")).to_contain_text("Nothing is missing")
    page.locator("#summary").fill(TYPED)
    page.get_by_role("button", name="Seal scorecard").click()
    page.wait_for_url("**/scorecards/*/")
    card = Scorecard.objects.get()
    assert card.is_sealed
    assert card.summary == TYPED
    assert set(card.ratings.values_list("level", flat=True)) == {3}
    check_accessibility(page)


def test_red_flags_and_confidence_are_saved_as_they_are_given(new_page, interview, iris, check_accessibility):
    page = new_page(iris)
    open_page(page, interview, "rate")
    page.get_by_label("No baseline.").check()
    page.get_by_label("Red flags: what you saw or heard").fill(TYPED)
    page.get_by_role("link", name="Review", exact=True).click()
    page.get_by_text("Medium", exact=True).click()
    check_accessibility(page)
    state(page, "saved")
    card = Scorecard.objects.get()
    assert (card.red_flags, card.red_flag_notes, card.confidence) == ([1], TYPED, 2)
    page.reload()
    expect(page.get_by_label("Medium", exact=True)).to_be_checked()


def test_one_press_seals_what_was_saved_long_ago(new_page, interview, iris):
    page = new_page(iris)
    open_page(page, interview, "rate")
    for criterion in page.locator("[data-criterion]").all():
        criterion.locator(".scale-option").nth(3).click()
    page.get_by_role("link", name="Review", exact=True).click()
    page.locator(".choice-option").nth(2).click()
    state(page, "saved")
    page.reload()
    page.get_by_role("button", name="Seal scorecard").click()
    page.wait_for_url("**/scorecards/*/")
    assert Scorecard.objects.get().is_sealed


def test_a_seal_with_something_missing_says_so_beside_the_list(new_page, interview, iris):
    page = new_page(iris)
    open_page(page, interview, "review")
    page.get_by_role("button", name="Seal scorecard").click()
    expect(page.locator("[data-say]")).to_contain_text("Not sealed yet.")
    expect(page.locator("[data-say]")).to_be_in_viewport()
    expect(page.locator("[data-missing] a").first).to_be_in_viewport()
    assert not Scorecard.objects.filter(sealed_at__isnull=False).exists()


def test_the_question_that_was_open_is_open_again_after_a_reload(new_page, interview, iris):
    page = new_page(iris)
    open_page(page, interview)
    page.get_by_role("button", name="Next question").first.click()
    notes(page).fill(TYPED)
    state(page, "saved")
    page.reload()
    expect(notes(page)).to_have_value(TYPED)


def test_an_address_with_another_part_shows_that_part(new_page, interview, iris):
    page = new_page(iris, viewport={"width": 390, "height": 800})
    open_page(page, interview, "rate")
    page.evaluate("location.hash = 'review'")
    expect(page.get_by_role("button", name="Seal scorecard")).to_be_visible()
    expect(page.locator(".criterion").first).to_be_hidden()
    last = page.locator("[data-question]").last
    page.evaluate("id => { location.hash = id }", last.get_attribute("id"))
    expect(last).to_be_visible()
    page.evaluate("location.hash = 'nowhere'")
    expect(last).to_be_visible()


def test_a_note_is_taken_over_as_evidence_and_stored(new_page, interview, iris, check_accessibility):
    page = new_page(iris)
    open_page(page, interview)
    notes(page).fill(TYPED)
    open_page(page, interview, "rate")
    criterion = page.locator(".criterion").nth(1)
    criterion.locator("textarea").fill("In the second question:  ")
    criterion.get_by_text("From my notes").click()
    check_accessibility(page)
    criterion.get_by_role("button", name="bias is what we cannot see").click()
    expect(criterion.locator("textarea")).to_be_focused()
    expect(criterion.get_by_role("button", name="bias is what we cannot see")).to_be_hidden()
    state(page, "saved")
    page.reload()
    expect(criterion.locator("textarea")).to_have_value(f"In the second question:\n{TYPED}")
    assert Rating.objects.get().evidence == f"In the second question:\n{TYPED}"


def test_the_time_is_put_where_the_notes_go_on(new_page, interview, iris):
    page = new_page(iris)
    page.clock.install(time=interview.starts_at + timedelta(minutes=5))
    open_page(page, interview)
    stamp = page.locator(".question.is-current").get_by_role("button", name="Add the time")
    stamp.click()
    expect(notes(page)).to_be_focused()
    page.keyboard.type("She asked for the data.")
    page.clock.run_for(180_000)
    stamp.click()
    page.keyboard.type("Then she drew it.")
    first, second = (interview.starts_at.astimezone(ZoneInfo(iris.timezone)) + timedelta(minutes=n) for n in (5, 8))
    expected = f"{first:%H:%M} She asked for the data.\n{second:%H:%M} Then she drew it."
    expect(notes(page)).to_have_value(expected)
    page.clock.run_for(3_000)
    state(page, "saved")
    assert stored_notes() == expected


def test_without_notes_there_is_nothing_to_take_over(new_page, interview, iris):
    page = new_page(iris)
    open_page(page, interview, "rate")
    page.locator(".criterion").first.get_by_text("From my notes").click()
    expect(page.get_by_text("You have written no notes yet.")).to_be_visible()


@pytest.mark.parametrize("view", ["kit", "questions", "review"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_parts_are_accessible(new_page, interview, iris, check_accessibility, view, scheme):
    page = new_page(iris, color_scheme=scheme)
    open_page(page, interview, view)
    check_accessibility(page)


def test_a_sealed_scorecard_prints_in_grey_and_without_buttons(new_page, interview, iris):
    iris.theme = "dark"
    iris.save()
    card = ScorecardFactory(panelist=interview.panelists.get(), sealed=True)
    page = new_page(iris)
    page.goto(f"/scorecards/{card.uid}/")
    page.evaluate("window.print = () => { document.body.dataset.printed = 'yes'; }")
    page.get_by_role("button", name="Print").click()
    expect(page.locator("body")).to_have_attribute("data-printed", "yes")
    page.emulate_media(media="print")
    expect(page.get_by_text("Confidential: for those who may read")).to_be_visible()
    expect(page.get_by_role("heading", name="Ratings")).to_be_visible()
    for gone in ("What happens next", "Add a revision", "Print"):
        expect(page.get_by_text(gone, exact=True)).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 35, 51)"


def test_time_on_a_question_is_counted_while_the_interview_runs(new_page, interview, iris):
    page = new_page(iris)
    page.clock.install(time=interview.starts_at + timedelta(minutes=5))
    open_page(page, interview)
    spent = page.locator(".question.is-current [data-spent]")
    page.clock.run_for(100_000)
    expect(spent).to_contain_text("2 of")
    assert not Scorecard.objects.exists(), "time alone begins no draft"
    notes(page).fill(TYPED)
    page.clock.run_for(3_000)
    state(page, "saved")
    assert 95 <= Answer.objects.get().seconds <= 110
    page.get_by_role("link", name="Kit", exact=True).click()
    shown = page.locator("[data-spent]").first.text_content()
    page.clock.run_for(100_000)
    expect(page.locator("[data-spent]").first).to_have_text(shown)


def test_a_page_that_was_open_when_the_role_moved_keeps_its_words(new_page, interview, iris, rosa):
    page = new_page(iris)
    Interview.objects.filter(pk=interview.pk).update(
        starts_at=timezone.now() + timedelta(hours=1), ends_at=timezone.now() + timedelta(hours=2)
    )
    open_page(page, interview)
    stage, newer = interview.guide_stage, newer_version(interview.guide_stage.version)
    page.locator('[data-tab="questions"]').first.click()
    move_role(role=interview.candidacy.role, to=newer, by=rosa)
    notes(page).fill(TYPED)
    state(page, "saved")
    assert Answer.objects.get().notes == TYPED
    assert Scorecard.objects.get().guide_stage == stage
    page.reload()
    expect(page.locator("[data-notes]").first).to_have_value(TYPED)
    assert Interview.objects.get().guide_stage.version == newer
