"""The interview page with and without scripts, the sealed scorecard, the explanation, and the panels."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from question_bank.models import Question
from scorecards.models import Answer, Exposure, Rating, Revision, Scorecard
from scorecards.services import reveal_candidacy
from scorecards.templatetags.scorecard_fields import spent
from tests.factories import InterviewFactory, PanelistFactory, ScorecardFactory, UserFactory

from .conftest import fill, save, sealed

pytestmark = pytest.mark.django_db


def edit_url(interview):
    return reverse("scorecard_edit", args=[interview.uid])


def post_save(client, interview, **body):
    body = {"changes": {}, "base_revision": 0, "client_id": "tab", "seq": 1} | body
    url = reverse("scorecard_save", args=[interview.uid])
    return client.post(url, json.dumps(body), content_type="application/json")


@pytest.fixture
def as_iris(client, iris, iris_sits):
    client.force_login(iris)
    return client


def whole_form(interview, level="3", **changed):
    """What a browser without scripts sends for the whole page."""
    data = {"base_revision": "0", "client_id": "form-one", "summary": "", "recommendation": "3"}
    for criterion in interview.stage.guide_stage.criteria.all():
        data |= {f"ratings.{criterion.uid}.level": level, f"ratings.{criterion.uid}.evidence": "Said\r\nso."}
    for question in interview.stage.guide_stage.questions.all():
        data |= {f"answers.{question.uid}.notes": "", f"answers.{question.uid}.asked": "asked"}
        data |= {f"answers.{question.uid}.skip_reason": "", f"answers.{question.uid}.own_follow_up": ""}
        data[f"answers.{question.uid}.areas"] = ["0", "1"]
    return data | changed


def test_the_page_shows_kit_questions_and_every_anchor(as_iris, interview, questions, criteria):
    page = as_iris.get(edit_url(interview)).content.decode()
    assert "Welcome." in page
    assert "Listen for examples." in page
    for question in questions:
        assert question.text in page
    for criterion in criteria:
        assert criterion.name in page
    assert page.count("Outstanding") == 3


def test_looking_at_the_page_stores_nothing(as_iris, interview):
    as_iris.get(edit_url(interview))
    assert not Scorecard.objects.exists()


@pytest.mark.parametrize("persona", ["ivan", "mara", "ada"])
def test_the_page_is_for_its_panelist(client, interview, iris_sits, persona, request):
    user = request.getfixturevalue(persona)
    client.force_login(user)
    expected = 404 if persona == "ivan" else 403
    assert client.get(edit_url(interview)).status_code == expected
    assert post_save(client, interview).status_code in {403, 404}
    assert not Scorecard.objects.exists()


def test_who_left_the_panel_has_no_page(as_iris, interview, iris_sits):
    iris_sits.left_at = timezone.now()
    iris_sits.save()
    assert as_iris.get(edit_url(interview)).status_code == 403


def test_the_number_of_queries_does_not_grow(as_iris, interview, django_assert_max_num_queries, card):
    fill(card)
    with django_assert_max_num_queries(12) as few:
        as_iris.get(edit_url(interview))
    later = InterviewFactory(candidacy=interview.candidacy)
    assert later
    for _ in range(3):
        PanelistFactory(interview=interview, user=UserFactory())
    with django_assert_max_num_queries(len(few)):
        as_iris.get(edit_url(interview))


def test_an_autosave_is_stored(as_iris, interview, questions):
    changes = {"answers": {questions[0].uid: {"notes": "Typed."}}}
    answer = post_save(as_iris, interview, changes=changes)
    assert answer.status_code == 200
    assert answer.json()["revision"] == 1
    assert Answer.objects.get().notes == "Typed."


def test_an_autosave_takes_few_queries(as_iris, interview, questions, card, django_assert_max_num_queries):
    with django_assert_max_num_queries(11):
        post_save(as_iris, interview, changes={"answers": {questions[0].uid: {"notes": "Typed."}}})


def test_a_conflict_is_answered_with_ones_own_copy(as_iris, interview):
    post_save(as_iris, interview, changes={"summary": "Laptop."}, client_id="laptop")
    answer = post_save(as_iris, interview, changes={"summary": "Tablet."}, client_id="tablet")
    assert answer.status_code == 409
    assert answer.json() == {"kind": "conflict", "server": {"summary": "Laptop."}, "revision": 1, "people": {}}


def test_what_cannot_be_stored_is_answered_by_field(as_iris, interview):
    answer = post_save(as_iris, interview, changes={"recommendation": 9})
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"recommendation": "Choose one of the four recommendations."}


@pytest.mark.parametrize("body", ["", "[]", "{", '{"changes": {}}', "[" * 10_000])
def test_an_unreadable_autosave_is_refused(as_iris, interview, body):
    url = reverse("scorecard_save", args=[interview.uid])
    assert as_iris.post(url, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize(
    "odd",
    [{"seq": "1"}, {"seq": None}, {"base_revision": -1}, {"client_id": "x" * 41}, {"client_id": "\0"}, {"seq": 1.5}],
)
def test_an_autosave_with_odd_numbers_is_refused(as_iris, interview, odd):
    assert post_save(as_iris, interview, **odd).status_code == 422


def test_the_words_of_whoever_opened_the_page_never_become_the_next_persons(as_iris, interview, ivan):
    typed = {"author": ivan.uid}
    refused = post_save(as_iris, interview, changes={"summary": "Ivan's words."}, **typed)
    assert (refused.status_code, refused.json()["kind"]) == (401, "signin")
    for route in ("scorecard_edit", "scorecard_seal"):
        address = reverse(route, args=[interview.uid])
        shown = as_iris.post(address, whole_form(interview, summary="Ivan's words.", **typed), follow=True)
        assert "Somebody else has signed in" in shown.content.decode()
        assert "Ivan&#x27;s words." not in shown.content.decode()
    assert not Scorecard.objects.exists()


def test_whoever_signs_in_meanwhile_need_not_sit_on_the_panel(as_iris, interview, iris):
    """Else the page would take the answer for one about the interview, and give up saving."""
    as_iris.force_login(UserFactory(name="Stan"))
    refused = post_save(as_iris, interview, changes={"summary": "Iris's words."}, author=iris.uid)
    assert (refused.status_code, refused.json()["kind"]) == (401, "signin")
    assert post_save(as_iris, interview, changes={"summary": "Own words."}).status_code == 404


def test_a_late_autosave_is_answered_as_sealed(as_iris, interview, iris):
    sealed(interview, iris)
    answer = post_save(as_iris, interview, changes={"summary": "Late."}, seq=5)
    assert (answer.status_code, answer.json()["kind"]) == (409, "sealed")


def test_the_plain_form_saves_a_draft(as_iris, interview, questions):
    answer = as_iris.post(edit_url(interview), whole_form(interview))
    assert answer.status_code == 302
    assert Rating.objects.filter(level=3, evidence="Said\nso.").count() == 3
    assert Answer.objects.get(question=questions[0]).areas == [0, 1]


def test_the_same_page_sent_again_stores_its_new_words(as_iris, interview, questions):
    notes = f"answers.{questions[0].uid}.notes"
    as_iris.post(edit_url(interview), whole_form(interview, **{notes: "First."}))
    as_iris.post(edit_url(interview), whole_form(interview, **{notes: "First. And after going back: second."}))
    assert Answer.objects.get(question=questions[0]).notes == "First. And after going back: second."


def test_the_plain_form_seals(as_iris, interview):
    answer = as_iris.post(reverse("scorecard_seal", args=[interview.uid]), whole_form(interview))
    card = Scorecard.objects.get()
    assert card.is_sealed
    assert answer["Location"] == reverse("scorecard_detail", args=[card.uid])


def test_red_flags_and_confidence_are_stored_shown_and_taken_back(as_iris, interview):
    own = {"red_flags": ["1"], "red_flag_notes": "Began with a\r\ntransformer.", "confidence": "2"}
    as_iris.post(edit_url(interview), whole_form(interview, **own))
    card = Scorecard.objects.get()
    assert (card.red_flags, card.red_flag_notes, card.confidence) == ([1], "Began with a\ntransformer.", 2)
    page = as_iris.get(edit_url(interview)).content.decode()
    assert 'name="red_flags" value="1" data-list checked' in page
    assert 'name="confidence" value="2" checked' in page
    base = {"base_revision": str(card.revision), "red_flag_notes": ""}
    as_iris.post(edit_url(interview), whole_form(interview, **base))
    card.refresh_from_db()
    assert (card.red_flags, card.red_flag_notes, card.confidence) == ([], "", None)


def test_a_sealed_scorecard_shows_its_red_flags_and_confidence(as_iris, interview):
    own = {"red_flags": ["1"], "red_flag_notes": "A transformer first.", "confidence": "3"}
    sealing = as_iris.post(reverse("scorecard_seal", args=[interview.uid]), whole_form(interview, **own))
    page = as_iris.get(sealing["Location"]).content.decode()
    assert "confidence: high" in page
    assert "<li>No baseline.</li>" in page
    assert "No data asked for." not in page
    assert "A transformer first." in page


def test_bad_red_flags_are_refused_beside_their_place(as_iris, interview):
    form = whole_form(interview, red_flags=["7"], red_flag_notes="Kept words.", confidence="9")
    answer = as_iris.post(edit_url(interview), form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A tick belongs to a line that is not here." in page
    assert "Choose low, medium or high." in page
    assert "Kept words." in page
    assert not Scorecard.objects.exclude(red_flag_notes="").exists()


def test_sealing_twice_arrives_at_the_same_scorecard(as_iris, interview):
    url = reverse("scorecard_seal", args=[interview.uid])
    first, second = (as_iris.post(url, whole_form(interview)) for _ in range(2))
    assert first["Location"] == second["Location"]


def test_sealing_with_something_missing_says_what_and_keeps_every_word(as_iris, interview, criteria):
    form = whole_form(interview, **{f"ratings.{criteria[1].uid}.level": "", "summary": "Kept words."})
    del form["recommendation"]
    answer = as_iris.post(reverse("scorecard_seal", args=[interview.uid]), form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"{criteria[1].name}: choose a level." in page
    assert "Give your recommendation." in page
    assert "Kept words." in page
    assert Scorecard.objects.get().summary == "Kept words."


def test_a_form_with_an_error_keeps_every_word_and_writes_nothing(as_iris, interview, criteria):
    form = whole_form(interview, **{f"ratings.{criteria[0].uid}.level": "7", "summary": "Kept words."})
    answer = as_iris.post(edit_url(interview), form)
    assert answer.status_code == 422
    assert "A level is 0, 1, 2, 3 or 4." in answer.content.decode()
    assert "Kept words." in answer.content.decode()
    assert not Rating.objects.exists()


def test_a_form_on_an_older_revision_shows_both_texts(as_iris, interview, card):
    save(card, {"summary": "From the tablet."}, client="tablet")
    answer = as_iris.post(edit_url(interview), whole_form(interview, summary="From here."))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "From the tablet." in page
    assert "From here." in page


def test_a_sealed_scorecard_is_read_not_edited(as_iris, interview, iris):
    card = sealed(interview, iris)
    assert as_iris.get(edit_url(interview))["Location"] == reverse("scorecard_detail", args=[card.uid])
    page = as_iris.get(reverse("scorecard_detail", args=[card.uid])).content.decode()
    assert "Said so." in page
    assert not Exposure.objects.exists()


def test_after_sealing_the_author_reads_what_comes_next_for_them_alone(as_iris, interview, iris, ivan_sits, candidacy):
    card = sealed(interview, iris)
    address = reverse("scorecard_detail", args=[card.uid])
    shown = as_iris.get(address).content.decode()
    assert "What happens next" in shown
    assert "You still owe" not in shown
    assert "Ivan" not in shown
    later = InterviewFactory(candidacy=candidacy, stage=candidacy.role.stages.get(kind="applied_ml"))
    PanelistFactory(interview=later, user=iris)
    shown = as_iris.get(address).content.decode()
    assert "You still owe a scorecard" in shown
    assert edit_url(later) in shown


def shown_to(client, card):
    client.force_login(card.panelist.user)
    return client.get(reverse("scorecard_detail", args=[card.uid])).content.decode()


def test_what_follows_says_nothing_of_the_others(client, interview, iris, iris_sits, ivan, ivan_sits):
    card = sealed(interview, iris)
    before, after = shown_to(client, card), (sealed(interview, ivan), shown_to(client, card))[1]
    part = slice(before.index("What happens next"), before.index("</section>"))
    assert after[part] == before[part]


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "8 min"), (29, "8 min"), (170, "3 of 8 min"), (660, "11 min, 3 more")]
)
def test_time_is_told_beside_its_budget(seconds, words):
    assert spent(seconds, 8).startswith(words)


def test_time_is_kept_by_the_plain_form_and_shown_when_sealed(as_iris, interview, questions):
    typed = {f"answers.{questions[0].uid}.seconds": "170"}
    as_iris.post(reverse("scorecard_seal", args=[interview.uid]), whole_form(interview, **typed))
    shown = as_iris.get(reverse("scorecard_detail", args=[Scorecard.objects.get().uid])).content.decode()
    assert spent(170, questions[0].minutes) in shown
    assert Answer.objects.get(question=questions[0]).seconds == 170


@pytest.mark.parametrize("bad", ["99999", "soon", "-5", "1e9"])
def test_a_time_that_cannot_be_is_refused_in_words_and_not_offered_again(as_iris, interview, questions, card, bad):
    path = f"answers.{questions[0].uid}.seconds"
    save(card, {"answers": {questions[0].uid: {"seconds": 120}}})
    answer = as_iris.post(edit_url(interview), whole_form(interview, **{path: bad, "summary": "Kept words."}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The time spent on a question is between no and four hours." in page
    assert "Kept words." in page
    assert f'name="{path}" value="120"' in page
    assert Answer.objects.get().seconds == 120


@pytest.mark.parametrize("bad", [-1, "ninety", 10**30, 1e308, True, [60], None])
def test_an_autosaved_time_that_cannot_be_is_refused(as_iris, interview, questions, bad):
    changes = {"answers": {questions[0].uid: {"seconds": bad}}, "summary": "Kept back."}
    answer = post_save(as_iris, interview, changes=changes)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [f"answers.{questions[0].uid}.seconds"])
    assert not Scorecard.objects.exclude(summary="").exists()


def test_time_alone_begins_no_scorecard(as_iris, interview, questions):
    answer = post_save(as_iris, interview, changes={"answers": {questions[0].uid: {"seconds": 90}}})
    assert (answer.status_code, answer.json()["revision"], answer.json()["saved_at"]) == (200, 0, None)
    as_iris.post(edit_url(interview), {f"answers.{questions[0].uid}.seconds": "90"})
    assert not Scorecard.objects.exists()


def test_time_alone_touches_no_question(as_iris, interview, questions, card):
    save(card, {"answers": {questions[0].uid: {"seconds": 120}}})
    page = as_iris.get(edit_url(interview)).content.decode()
    assert "2 of 5 min" in page
    assert 'class="on"' not in page
    assert "Nothing to save yet" in page


def test_anothers_sealed_scorecard_is_not_found_until_the_rule_opens_it(
    client, interview, ivan_sits, ivan, iris, iris_sits, mara, candidacy
):
    card = sealed(interview, ivan)
    url = reverse("scorecard_detail", args=[card.uid])
    client.force_login(iris)
    assert client.get(url).status_code == 404
    sealed(interview, iris)
    assert client.get(url).status_code == 404
    reveal_candidacy(candidacy=candidacy, by=mara)
    assert client.get(url).status_code == 200
    assert Exposure.objects.get().user == iris


def test_nobody_revises_anothers_scorecard(client, interview, ivan_sits, ivan, mara):
    card = sealed(interview, ivan)
    client.force_login(mara)
    answer = client.post(reverse("scorecard_detail", args=[card.uid]), {"what": "recommendation", "reason": "x"})
    assert answer.status_code == 403


def test_a_revision_by_its_author(as_iris, interview, iris, criteria):
    url = reverse("scorecard_detail", args=[sealed(interview, iris).uid])
    refused = as_iris.post(url, {"what": criteria[0].uid, "reason": "Kept reason."})
    assert refused.status_code == 422
    assert "Kept reason." in refused.content.decode()
    assert as_iris.post(url, {"what": criteria[0].uid, "level": "2", "reason": "Misread."}).status_code == 302
    assert Revision.objects.values_list("level", "reason").get() == (2, "Misread.")


@pytest.mark.parametrize("persona", ["iris", "mara", "rosa", "ada"])
def test_the_explanation_says_nothing_of_the_others(
    client, interview, iris_sits, ivan_sits, ivan, candidacy, persona, request
):
    client.force_login(request.getfixturevalue(persona))
    url = reverse("independence_explain", args=[candidacy.uid])
    before = client.get(url).content.decode()
    sealed(interview, ivan)
    assert "Ivan" not in before
    assert text_of(client.get(url).content.decode()) == text_of(before)


def text_of(page):
    return page[page.index("<main") : page.index("</main")]


def test_a_stranger_finds_no_explanation(client, candidacy, stan):
    client.force_login(stan)
    assert client.get(reverse("independence_explain", args=[candidacy.uid])).status_code == 404


def panel_of(client, candidacy):
    return client.get(reverse("candidacy_scorecards_part", args=[candidacy.uid])).content.decode()


def test_a_pending_panelist_sees_the_friendly_notice(as_iris, interview, ivan_sits, ivan, candidacy):
    sealed(interview, ivan)
    page = panel_of(as_iris, candidacy)
    assert "once yours is sealed and the debrief has opened." in page
    assert reverse("independence_explain", args=[candidacy.uid]) in page
    assert "Ivan Ivanov, sealed" not in page


def test_deciders_read_a_stage_when_it_is_in_and_it_is_recorded(
    client, interview, iris_sits, ivan_sits, iris, ivan, mara, candidacy
):
    first = sealed(interview, iris)
    client.force_login(mara)
    page = panel_of(client, candidacy)
    assert "owes the scorecard since" in page
    assert reverse("scorecard_detail", args=[first.uid]) not in page
    assert not Exposure.objects.exists()
    sealed(interview, ivan)
    assert reverse("scorecard_detail", args=[first.uid]) in panel_of(client, candidacy)
    assert set(Exposure.objects.values_list("user", flat=True)) == {mara.pk}


def test_today_lists_own_drafts_once_the_interview_has_ended(client, interview, iris, card):
    client.force_login(iris)
    with time_machine.travel(interview.ends_at - timedelta(minutes=5), tick=False):
        assert "Scorecard ·" not in client.get(reverse("today")).content.decode()
    with time_machine.travel(interview.ends_at + timedelta(minutes=5), tick=False):
        client.force_login(iris)
        page = client.get(reverse("today")).content.decode()
    assert "Scorecard · Technical Interview · Amara Nwosu" in page
    assert "not started" in page


def test_two_megabytes_of_notes_are_refused_quickly(as_iris, interview, questions):
    answer = post_save(as_iris, interview, changes={"answers": {questions[0].uid: {"notes": "x" * 2_000_000}}})
    assert answer.status_code == 422
    assert Question.objects.exists()


def test_draft_of_a_panelist_is_nobody_elses_page(client, interview, ivan_sits, mara):
    draft = ScorecardFactory(panelist=ivan_sits, level=2)
    client.force_login(mara)
    assert client.get(reverse("scorecard_detail", args=[draft.uid])).status_code == 404
