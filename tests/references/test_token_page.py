"""A referee's own page as it is served: no account, no script needed, and nothing of scores, panel or others."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from references.models import FollowUp, RefereeDevice, RefereeLink, ReferenceAnswer, ReferenceCheck
from references.services import agree, submit_answers
from tests.factories import InterviewFactory, PanelistFactory, RefereeFactory, ReferenceCheckFactory, ScorecardFactory


@pytest.fixture
def anybody() -> Client:
    return Client()


@pytest.fixture
def page(token) -> str:
    return reverse("referee_page", args=[token])


def save(client, token, changes, **more):
    body = {"changes": changes, "base_revision": 0, "client_id": "phone", "seq": 1} | more
    return client.post(reverse("referee_page_save", args=[token]), json.dumps(body), content_type="application/json")


def test_consent_stands_first_and_questions_follow_it(anybody, page, question):
    before = anybody.get(page).content.decode()
    assert "What happens with your answers" in before
    assert question.text not in before
    refused = anybody.post(page, {})
    assert refused.status_code == 422
    assert "Tick this to go on" in refused.content.decode()
    assert not ReferenceCheck.objects.exists()
    after = anybody.post(page, {"agree": "on"}, follow=True).content.decode()
    assert question.text in after
    assert "You agreed to this." in after


def test_the_page_shows_nothing_of_scores_panel_guidance_or_other_referees(
    anybody, page, token, candidacy, question, iris, mara
):
    card = ScorecardFactory(
        panelist=PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=iris), sealed=True
    )
    ReferenceCheckFactory(referee=RefereeFactory(candidacy=candidacy, name="Lena Lund", added_by=mara), finished=True)
    FollowUp.objects.create(candidacy=candidacy, text="The panel doubts it", asked_by=mara)
    FollowUp.objects.create(candidacy=candidacy, text="Who had the idea?", asked_by=mara, for_referee=True)
    agree(token=token)
    shown = anybody.get(page).content.decode()
    assert "Who had the idea?" in shown
    hidden = ["The panel doubts it", "Lena Lund", iris.name, question.guidance, "criterion", "scorecard", card.uid]
    assert [words for words in hidden if words and words in shown] == []


def test_neither_caches_nor_other_sites_learn_the_secret(anybody, page):
    answer = anybody.get(page)
    assert answer["Referrer-Policy"] == "strict-origin"
    assert "no-store" in answer["Cache-Control"]
    assert "Set-Cookie" not in str(answer.cookies.get("sessionid", ""))


def test_what_is_typed_is_saved_without_an_account(anybody, token, begun, question):
    assert save(anybody, token, {"answers": {question.uid: {"text": "Gladly."}}}).json()["revision"] == 1
    assert ReferenceAnswer.objects.get().text == "Gladly."
    assert RefereeDevice.objects.count() == 1
    refused = save(anybody, token, {"answers": {question.uid: {"number": 8}}}, seq=2, base_revision=1)
    assert refused.status_code == 422


@pytest.mark.parametrize("body", ["", "[]", "{}", "x"])
def test_a_save_that_cannot_be_read_is_refused(anybody, token, begun, body):
    address = reverse("referee_page_save", args=[token])
    assert anybody.post(address, body, content_type="application/json").status_code == 400


def test_an_ended_link_is_told_to_the_page_that_still_types(anybody, token, begun, question):
    RefereeLink.objects.all().delete()
    answer = save(anybody, token, {"answers": {question.uid: {"text": "Late"}}})
    assert (answer.status_code, answer.json()["message"]) == (409, "This link cannot be used any more.")


def test_without_scripts_the_form_saves_and_sends(anybody, page, begun, question):
    typed = {"base_revision": "0", "client_id": "", f"answers.{question.uid}.text": "Gladly."}
    assert anybody.post(page, typed | {"act": "save"}).status_code == 302
    assert "Gladly." in anybody.get(page).content.decode()
    sent = anybody.post(page, typed | {"act": "send"}, follow=True).content.decode()
    assert "We have your answers. Thank you." in sent
    assert "Gladly." not in sent
    anybody.post(page, typed | {f"answers.{question.uid}.text": "Changed", "act": "send"})
    assert ReferenceAnswer.objects.get().text == "Gladly."


def test_nothing_is_not_sent(anybody, page, begun):
    answer = anybody.post(page, {"base_revision": "0", "act": "send"})
    assert answer.status_code == 422
    assert "Answer at least one question first." in answer.content.decode()


def test_an_older_page_overwrites_nothing(anybody, page, token, begun, question):
    save(anybody, token, {"answers": {question.uid: {"text": "First"}}})
    typed = {"base_revision": "0", "client_id": "old", f"answers.{question.uid}.text": "Second", "act": "send"}
    answer = anybody.post(page, typed)
    assert answer.status_code == 422
    assert {"First", "Second"} <= set(answer.content.decode().replace("<", " ").replace(">", " ").split())
    assert ReferenceCheck.objects.get().submitted_at is None


def test_a_number_that_is_none_is_refused_beside_its_place(anybody, page, begun, numbered):
    answer = anybody.post(page, {"base_revision": "0", f"answers.{numbered.uid}.number": "12", "act": "send"})
    assert answer.status_code == 422
    assert "Give a whole number from 1 to 10." in answer.content.decode()
    assert not ReferenceAnswer.objects.exists()


def test_declining_asks_first_and_says_so(anybody, page, token):
    decline = reverse("referee_page_decline", args=[token])
    assert "Decline to give a reference?" in anybody.get(decline).content.decode()
    assert RefereeLink.objects.get().declined_at is None
    assert "You have declined." in anybody.post(decline, follow=True).content.decode()
    assert "You have declined." in anybody.get(page).content.decode()


def test_an_unknown_link_is_gone_and_says_so_plainly(anybody, link):
    answer = anybody.get(reverse("referee_page", args=["x" * 43]))
    assert answer.status_code == 410
    assert "This link has ended" in answer.content.decode()


def test_the_list_tells_how_far_it_is_and_not_what_was_typed(client, mara, candidacy, anybody, token, begun, question):
    client.force_login(mara)
    save(anybody, token, {"answers": {question.uid: {"text": "Gladly."}}})
    address = reverse("candidacy_references", args=[candidacy.uid])
    before = client.get(address).content.decode()
    assert "is answering" in before
    assert "Gladly." not in before
    assert client.get(reverse("reference_check_edit", args=[begun.uid])).status_code == 404
    submit_answers(token=token)
    assert "Read and rate" in client.get(address).content.decode()
    assert "Gladly." in client.get(reverse("reference_check_edit", args=[begun.uid])).content.decode()
