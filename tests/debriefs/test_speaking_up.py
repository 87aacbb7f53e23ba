"""Dissent in the dissenter's words, and other roles to consider."""

import pytest
from django.urls import reverse

from core.models import OutboxMessage
from debriefs import services
from debriefs.models import Dissent, OtherRole
from hiring.models import Candidacy
from hiring.services import close_role
from tests.debriefs.deciding import decide, some_grounds
from tests.factories import InterviewFactory, RoleFactory, UserFactory, seat

REASON = "Explained the trade-off twice, with numbers."
WORDS = "He never said what it cost."


@pytest.fixture
def elsewhere(mara):
    """Another open role that Mara decides on and Nils recruits for."""
    role = RoleFactory(title="Data Engineer")
    seat(role, mara, "hiring_manager")
    seat(role, UserFactory(name="Nils Nord", email="nils@example.org"), "recruiter")
    return role


# --- Dissent ---------------------------------------------------------------------------------------------------------


def test_dissent_is_its_authors_until_the_decision_takes_it_along(opened, mara, iris, ivan):
    services.record_dissent(debrief=opened, text="First words.", by=iris)
    services.record_dissent(debrief=opened, text=WORDS, by=iris)
    services.record_dissent(debrief=opened, text="A slip.", by=ivan)
    assert services.record_dissent(debrief=opened, text=" ", by=ivan) is None

    decision = decide(debrief=opened, outcome="hold", reason=REASON, by=mara)

    assert [(one.by, one.text) for one in decision.dissents.all()] == [(iris, WORDS)]
    with pytest.raises(services.DebriefClosed):
        services.record_dissent(debrief=opened, text="More.", by=iris)


def test_after_reopening_it_stands_again_and_the_decision_keeps_its_own(opened, mara, iris):
    services.record_dissent(debrief=opened, text=WORDS, by=iris)
    first = decide(debrief=opened, outcome="hold", reason=REASON, by=mara)
    services.reopen_debrief(debrief=opened, reason="More to say.", by=mara)
    services.record_dissent(debrief=opened, text="Less now.", by=iris)

    second = decide(debrief=opened, outcome="no_hire", reason=REASON, by=mara)

    assert first.dissents.get().text == WORDS
    assert second.dissents.get().text == "Less now."


@pytest.mark.parametrize("persona", ["ada", "stan"])
def test_who_takes_no_part_does_not_dissent(opened, request, persona):
    with pytest.raises(services.NotInTheRoom):
        services.record_dissent(debrief=opened, text=WORDS, by=request.getfixturevalue(persona))


def test_who_owes_does_not_dissent_and_reads_none(client, overridden, iris, ivan):
    services.record_dissent(debrief=overridden, text=WORDS, by=iris)
    with pytest.raises(services.NotInTheRoom):
        services.record_dissent(debrief=overridden, text=WORDS, by=ivan)
    client.force_login(ivan)
    page = client.get(reverse("debrief_detail", args=[overridden.uid]), {"step": "decision"})
    assert WORDS not in page.content.decode()


def test_dissent_is_written_on_the_page_and_read_beside_the_decision(client, opened, mara, iris):
    client.force_login(iris)
    address = reverse("dissent_record", args=[opened.uid])
    part = client.post(address, {"text": WORDS}, headers={"hx-request": "true"}).content.decode()
    assert part.count(WORDS) == 2
    assert "<html" not in part
    assert client.post(address, {"text": WORDS + " Not once."}).status_code == 302
    long = client.post(address, {"text": "x" * 5_001})
    assert long.status_code == 422
    assert "x" * 5_001 in long.content.decode()
    assert Dissent.objects.get().text == WORDS + " Not once."

    client.force_login(mara)
    record = reverse("debrief_detail", args=[opened.uid])
    assert WORDS in client.get(record, {"step": "decision"}).content.decode()
    decide(debrief=opened, outcome="hold", reason=REASON, by=mara)
    page = client.get(record).content.decode()
    assert "Iris Ito" in page
    assert WORDS in page
    assert "What it rests on" in page


def test_what_was_typed_is_given_back_when_the_debrief_closed_meanwhile(client, opened, mara, iris):
    decide(debrief=opened, outcome="hold", reason=REASON, by=mara)
    client.force_login(iris)
    answer = client.post(reverse("dissent_record", args=[opened.uid]), {"text": WORDS}, headers={"hx-request": "true"})
    assert answer.status_code == 422
    assert WORDS in answer.content.decode()
    assert not Dissent.objects.exists()


# --- Other roles -----------------------------------------------------------------------------------------------------


def test_a_role_is_named_with_a_word_why(client, opened, elsewhere, mara):
    client.force_login(mara)
    address = reverse("other_role_name", args=[opened.uid])
    assert client.post(address, {"role": elsewhere.uid, "why": " "}).status_code == 422
    assert client.post(address, {"role": "nothere", "why": "Pipelines."}).status_code == 422
    for why in ("Pipelines.", "She likes pipelines."):
        part = client.post(address, {"role": elsewhere.uid, "why": why}, headers={"hx-request": "true"})
        assert why in part.content.decode()
    assert OtherRole.objects.get().why == "She likes pipelines."


def test_only_open_roles_that_one_sees_are_named(opened, elsewhere, mara, iris, role):
    for user, other in ((iris, elsewhere), (mara, role)):
        with pytest.raises(services.NoSuchRole):
            services.name_other_role(debrief=opened, role=other, why="Pipelines.", by=user)
    close_role(role=elsewhere, by=mara)
    with pytest.raises(services.NoSuchRole):
        services.name_other_role(debrief=opened, role=elsewhere, why="Pipelines.", by=mara)


def test_another_role_has_to_be_chosen(opened, mara):
    with pytest.raises(services.OtherRoleMissing):
        decide(debrief=opened, outcome="other_role", reason=REASON, by=mara)


def test_who_may_add_candidates_there_lets_them_enter(opened, elsewhere, candidacy, mara):
    decision = decide(debrief=opened, outcome="other_role", reason=REASON, other_role=elsewhere, by=mara)

    candidacy.refresh_from_db()
    assert candidacy.state == "closed"
    entered = Candidacy.objects.get(role=elsewhere)
    assert (entered.candidate, entered.created_by, entered.state) == (candidacy.candidate, mara, "active")
    assert decision.led_to == entered
    assert not OutboxMessage.objects.filter(to="nils@example.org").exists()

    services.undo_decision(debrief=opened, by=mara)
    candidacy.refresh_from_db()
    assert candidacy.state == "active"
    assert not Candidacy.objects.filter(role=elsewhere).exists()


def test_who_may_not_has_its_recruiters_asked_without_a_score(opened, elsewhere, candidacy, mara):
    elsewhere.seats.filter(user=mara).update(kind="interviewer")

    decide(debrief=opened, outcome="other_role", reason=REASON, other_role=elsewhere, by=mara)

    mail = OutboxMessage.objects.get(to="nils@example.org")
    assert "Amara Nwosu" in mail.subject
    assert "Data Engineer" in mail.subject
    assert REASON not in mail.text
    assert "2.00" not in mail.text
    assert not Candidacy.objects.filter(role=elsewhere).exists()
    services.undo_decision(debrief=opened, by=mara)
    assert "no longer" in OutboxMessage.objects.filter(to="nils@example.org").latest("pk").subject


def test_what_was_planned_there_keeps_the_decision(opened, elsewhere, candidacy, mara):
    decision = decide(debrief=opened, outcome="other_role", reason=REASON, other_role=elsewhere, by=mara)
    InterviewFactory(candidacy=decision.led_to)

    with pytest.raises(services.DecisionBuiltUpon):
        services.undo_decision(debrief=opened, by=mara)

    candidacy.refresh_from_db()
    assert candidacy.state == "closed"
    decision.refresh_from_db()
    assert decision.led_to


def test_a_decision_for_another_role_on_the_page(client, opened, elsewhere, mara):
    client.force_login(mara)
    form = {
        "outcome": "other_role",
        "reason": REASON,
        "grounds": some_grounds(mara, opened),
        "other_role": elsewhere.uid,
        "steps-TOTAL_FORMS": "0",
        "steps-INITIAL_FORMS": "0",
    }
    assert client.post(reverse("decision_create", args=[opened.uid]), form).status_code == 302
    assert "Data Engineer" in client.get(reverse("debrief_detail", args=[opened.uid])).content.decode()
