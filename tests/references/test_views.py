import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hiring.models import Candidacy
from references.models import Referee, ReferenceAnswer, ReferenceCheck
from tests.factories import InterviewFactory, PanelistFactory, RefereeFactory, ReferenceCheckFactory


@pytest.fixture
def as_mara(client, mara):
    client.force_login(mara)
    return client


def url(name, thing):
    return reverse(name, args=[thing.uid])


def send(client, check, *, base=0, tab="tab-1", seq=1, **changes):
    body = json.dumps({"changes": changes, "base_revision": base, "client_id": tab, "seq": seq})
    return client.post(url("reference_check_save", check), body, content_type="application/json")


def text(question):
    return f"answers.{question.uid}.text"


def level(criterion):
    return f"ratings.{criterion.uid}.level"


def test_a_referee_is_named(as_mara, candidacy):
    data = {"name": "Remy Roth", "relation": "manager", "relationship": "Led the team", "phone": "+49 30 1234"}
    response = as_mara.post(url("referee_create", candidacy), data, follow=True)
    assert "Remy Roth is noted as a referee." in response.content.decode()
    assert "One more referee is to be named." in response.content.decode()


def test_a_referee_whom_nobody_can_reach_keeps_the_words_typed(as_mara, candidacy):
    response = as_mara.post(
        url("referee_create", candidacy), {"name": "Remy", "relation": "manager", "relationship": "Led the team"}
    )
    assert response.status_code == 422
    assert "so that the referee can be reached" in response.content.decode()
    assert 'value="Led the team"' in response.content.decode()
    assert not Referee.objects.exists()


def test_an_empty_referee_is_refused_in_words_beside_the_fields(as_mara, candidacy):
    response = as_mara.post(url("referee_create", candidacy), {"name": ""})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"name", "relation", "relationship", "email"}
    assert "referee_can_be_reached" not in response.content.decode()


def test_the_sheet_asks_the_guides_questions_with_all_anchors(as_mara, check, question, criteria):
    page = as_mara.get(url("reference_check_edit", check)).content.decode()
    for expected in (question.text, question.guidance, criteria[0].name, *criteria[0].levels, "Nothing to save yet"):
        assert expected in page, expected


def test_a_start_leads_to_the_sheet(as_mara, remy):
    response = as_mara.post(url("reference_check_start", remy))
    assert response.url == url("reference_check_edit", ReferenceCheck.objects.get())


def test_what_is_typed_is_saved(as_mara, check, question, criteria):
    typed = {"answers": {question.uid: {"text": "Four years\r\nin one team"}}}
    answer = send(as_mara, check, ratings={criteria[0].uid: {"level": 3}}, **typed).json()
    assert answer["revision"] == 1
    assert ReferenceAnswer.objects.get().text == "Four years\nin one team"
    assert check.ratings.get().level == 3
    send(as_mara, check, base=1, seq=2, ratings={criteria[0].uid: {"level": None}})
    assert check.ratings.get().level is None


def test_another_tab_overwrites_nothing(as_mara, check, question):
    send(as_mara, check, answers={question.uid: {"text": "First"}})
    answer = send(as_mara, check, tab="tab-2", answers={question.uid: {"text": "Second"}})
    assert (answer.status_code, answer.json()["server"]) == (409, {text(question): "First"})
    assert ReferenceAnswer.objects.get().text == "First"


def test_the_words_of_whoever_opened_the_page_never_become_the_next_persons(as_mara, check, question, rosa):
    changes = {"answers": {question.uid: {"text": "Rosa's words."}}}
    body = json.dumps({"author": rosa.uid, "base_revision": 0, "client_id": "a", "seq": 1, "changes": changes})
    assert as_mara.post(url("reference_check_save", check), body, content_type="application/json").status_code == 401
    data = {"author": rosa.uid, "base_revision": 0, text(question): "Rosa's words.", "act": "save"}
    page = as_mara.post(url("reference_check_edit", check), data, follow=True).content.decode()
    assert "Somebody else has signed in" in page
    assert "Rosa&#x27;s words." not in page
    assert not ReferenceAnswer.objects.exists()


@pytest.mark.parametrize("body", [b"", b"[]", b'{"changes": {}}', b'{"base_revision": 0}', b"\xff"])
def test_a_save_that_cannot_be_read_is_refused(as_mara, check, body):
    response = as_mara.post(url("reference_check_save", check), body, content_type="application/json")
    assert response.status_code == 400


def test_a_level_that_is_none_is_refused_beside_the_field(as_mara, check, question, criteria):
    answer = send(as_mara, check, ratings={criteria[0].uid: {"level": 7}}, answers={question.uid: {"text": "No"}})
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [level(criteria[0])]
    assert not ReferenceAnswer.objects.exists()


def test_without_scripts_the_form_saves_all(as_mara, check, numbered):
    data = {
        "base_revision": 0, "client_id": "", "has_marks": "1", text(numbered): "Four years", "to_verify": "Depth",
        f"answers.{numbered.uid}.number": "8", f"answers.{numbered.uid}.hesitated": "on", "act": "save",
    }  # fmt: skip
    assert as_mara.post(url("reference_check_edit", check), data).status_code == 302
    check.refresh_from_db()
    answer = ReferenceAnswer.objects.get()
    assert (check.to_verify, answer.text, answer.number, answer.hesitated) == ("Depth", "Four years", 8, True)
    del data[f"answers.{numbered.uid}.hesitated"]
    as_mara.post(url("reference_check_edit", check), data | {"base_revision": 1})
    assert not ReferenceAnswer.objects.get().hesitated


def test_without_scripts_an_older_page_overwrites_nothing(as_mara, check, question):
    send(as_mara, check, answers={question.uid: {"text": "First"}})
    data = {"base_revision": 0, "client_id": "old", text(question): "Second", "act": "save"}
    response = as_mara.post(url("reference_check_edit", check), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "First" in page
    assert "Second" in page
    assert ReferenceAnswer.objects.get().text == "First"


def test_finishing_too_early_says_what_is_missing_and_keeps_the_words(as_mara, check, question, criteria):
    data = {"base_revision": 0, text(question): "Four years", level(criteria[0]): "0", "act": "finish"}
    response = as_mara.post(url("reference_check_edit", check), data)
    page = response.content.decode()
    assert response.status_code == 422
    for expected in ("Write why this could not be rated.", "Choose a level; 0 if", "Four years", "is saved"):
        assert expected in page, expected


def test_finishing_too_early_leads_to_the_first_thing_missing(as_mara, check, criteria):
    page = as_mara.post(url("reference_check_edit", check), {"base_revision": 0, "client_id": "", "act": "finish"})
    assert f'href="#criterion-{criteria[0].uid}"' in page.content.decode()


def test_one_reference_alone_does_not_agree(as_mara, candidacy, finished):
    page = as_mara.get(url("candidacy_references", candidacy)).content.decode()
    assert "one rating" in page
    assert ">agree<" not in page


def test_finishing_leads_to_the_page_to_read(as_mara, check, criteria):
    data = {"base_revision": 0, "act": "finish"}
    data |= {level(criterion): "4" for criterion in criteria}
    response = as_mara.post(url("reference_check_edit", check), data, follow=True)
    assert "The reference check is finished." in response.content.decode()
    assert as_mara.get(url("reference_check_edit", check)).status_code == 302
    assert send(as_mara, check, base=1, to_verify="late").status_code == 409


def test_the_page_of_references_shows_levels_and_answers(as_mara, candidacy, finished, remy):
    ReferenceCheckFactory(referee=remy, finished=True, level=1)
    page = as_mara.get(url("candidacy_references", candidacy)).content.decode()
    for expected in ("2 references are in.", "2 apart", "Lena Lund on references-q1.", "As Remy Roth put it."):
        assert expected in page, expected


@pytest.mark.parametrize(("who", "status"), [("rosa", 200), ("iris", 403), ("ada", 403), ("stan", 404)])
def test_who_may_see_the_page(client, candidacy, finished, who, status, request):
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=request.getfixturevalue("iris"))
    client.force_login(request.getfixturevalue(who))
    assert client.get(url("candidacy_references", candidacy)).status_code == status
    assert client.get(url("referee_create", candidacy)).status_code == status
    assert client.get(url("reference_check_detail", finished)).status_code == (200 if status == 200 else 404)


def test_a_decider_who_owes_finds_nothing(as_mara, candidacy, mara, finished, check):
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=mara)
    assert as_mara.get(url("candidacy_references", candidacy)).status_code == 403
    assert as_mara.get(url("reference_check_detail", finished)).status_code == 404
    assert as_mara.get(url("reference_check_edit", check)).status_code == 404
    assert send(as_mara, check, to_verify="x").status_code == 404
    assert "Lena Lund" not in as_mara.get(url("candidacy_detail", candidacy)).content.decode()


def test_a_hostile_name_is_only_a_name(as_mara, candidacy, mara):
    RefereeFactory(candidacy=candidacy, name="<script>alert(1)</script>", added_by=mara)
    page = as_mara.get(url("candidacy_references", candidacy)).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_today_tells_what_is_begun_and_what_waits(as_mara, candidacy, check):
    stage = candidacy.role.stages.get(kind="references")
    Candidacy.objects.update(stage=stage)
    page = as_mara.get(reverse("today")).content.decode()
    assert "Reference from Remy Roth on Amara Nwosu" in page
    assert "1 of 2 referees named" in page


def test_today_asks_for_the_decision_once_the_references_are_in(as_mara, candidacy, finished, mara):
    Candidacy.objects.update(stage=candidacy.role.stages.get(kind="references"))
    decide = reverse("candidacy_decide", args=[candidacy.uid])
    assert decide not in as_mara.get(reverse("today")).content.decode()
    ReferenceCheckFactory(referee__candidacy=candidacy, referee__added_by=mara, finished=True)
    page = as_mara.get(reverse("today")).content.decode()
    assert decide in page
    assert "2 references are in" in page


def test_today_is_silent_for_who_owes(as_mara, candidacy, check, mara):
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=mara)
    assert "Remy Roth" not in as_mara.get(reverse("today")).content.decode()


def test_the_page_takes_as_many_queries_for_three_as_for_one(
    as_mara, candidacy, mara, finished, django_assert_num_queries
):

    address = url("candidacy_references", candidacy)
    with CaptureQueriesContext(connection) as one:
        as_mara.get(address)
    for _ in range(2):
        ReferenceCheckFactory(referee__candidacy=candidacy, referee__added_by=mara, finished=True)
    with django_assert_num_queries(len(one)):
        as_mara.get(address)
