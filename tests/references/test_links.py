"""A referee's own page: the secret, what may be written there, sent once, declined, ended."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.models import AuditEvent, OutboxMessage
from hiring.models import Candidacy, CandidateDevice
from references.models import LinkToken, RefereeDevice, RefereeLink, ReferenceCheck
from references.services import (
    BegunByPhone,
    Conflict,
    Declined,
    InvalidChanges,
    LinkEnded,
    NoAddress,
    NoConsent,
    NoLink,
    NotAgreed,
    NotByLink,
    NothingToSend,
    NotSubmitted,
    NotYourCall,
    WaitsForReferee,
    add_follow_up,
    agree,
    compare_devices,
    decline,
    find_link,
    finish_check,
    record_consent,
    revoke_link,
    save_check,
    save_own_answers,
    send_link,
    start_check,
    submit_answers,
    withdraw_consent,
)
from tests.factories import RefereeFactory
from tests.factories.hiring import MONDAY
from tests.factories.references import let_link

from .conftest import SECRET, token_in_mail


def write(token, changes, *, seq=1, base=0, client="phone"):
    return save_own_answers(token=token, changes=changes, base_revision=base, client_id=client, seq=seq)


def answered(question, text="Gladly."):
    return {"answers": {question.uid: {"text": text}}}


def test_the_secret_has_256_bits_and_only_its_hash_is_stored(token, link):
    assert len(token) >= 43
    stored = LinkToken.objects.get()
    assert token not in stored.token_hash
    assert find_link(token=token) == link
    mail = OutboxMessage.objects.get(to="remy@example.net")
    assert mail.is_secret


def test_a_link_needs_policy_consent_address_and_somebody_who_may(candidacy, remy, mara, iris):
    with pytest.raises(NotByLink):
        send_link(referee=remy, by=mara)
    let_link(candidacy)
    with pytest.raises(NotYourCall):
        send_link(referee=remy, by=iris)
    silent = RefereeFactory(candidacy=candidacy, added_by=mara, email="", phone="1")
    with pytest.raises(NoAddress):
        send_link(referee=silent, by=mara)
    with pytest.raises(NoConsent):
        send_link(referee=RefereeFactory(candidacy=candidacy, added_by=mara, agreed=False), by=mara)
    assert not RefereeLink.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_who_is_on_the_phone_gets_no_link(candidacy, check, mara):
    let_link(candidacy)
    with pytest.raises(BegunByPhone):
        send_link(referee=check.referee, by=mara)


@pytest.mark.parametrize("token", ["", "x", "0" * 43, "é"])
def test_an_unknown_secret_opens_nothing(link, token):
    with pytest.raises(LinkEnded):
        find_link(token=token)


def test_nothing_is_written_before_the_referee_agrees(token, question):
    with pytest.raises(NotAgreed):
        write(token, answered(question))
    with pytest.raises(NotAgreed):
        submit_answers(token=token)
    assert not ReferenceCheck.objects.exists()


def test_agreeing_is_noted_as_the_referees_own_act_once(token, remy):
    assert agree(token=token) == agree(token=token)
    consent = remy.consents.get(of="referee")
    assert consent.recorded_by is None
    assert AuditEvent.objects.filter(verb="reference.started", actor=None).count() == 1


def test_what_is_typed_is_saved_and_read_by_nobody_before_it_is_sent(token, begun, question, mara):
    assert write(token, answered(question)).revision == 1
    assert begun.answers.get().text == "Gladly."
    assert not ReferenceCheck.objects.visible_to(mara).exists()
    with pytest.raises((NotSubmitted, NotYourCall)):
        save_check(check=begun, changes={}, base_revision=0, client_id="a", seq=1, by=mara)


def test_two_devices_of_one_referee_overwrite_nothing(token, begun, question):
    write(token, answered(question, "First"))
    with pytest.raises(Conflict):
        write(token, answered(question, "Second"), client="laptop")


def test_a_referee_writes_answers_and_nothing_else(token, begun, question, criteria, candidacy, mara):
    hidden = add_follow_up(candidacy=candidacy, text="The panel doubts it", by=mara)
    shown = add_follow_up(candidacy=candidacy, text="Who had the idea?", by=mara, for_referee=True)
    for changes in (
        {"ratings": {criteria[0].uid: {"level": 4}}},
        {"to_verify": "x"},
        {"answers": {question.uid: {"hesitated": True}}},
        {"follow_ups": {hidden.uid: {"text": "x"}}},
    ):
        with pytest.raises(InvalidChanges):
            write(token, changes)
    write(token, {"follow_ups": {shown.uid: {"text": "Amara had it"}}})
    assert begun.follow_up_answers.get().text == "Amara had it"


def test_sending_is_once_and_the_sender_is_told(token, begun, question, mara):
    with pytest.raises(NothingToSend):
        submit_answers(token=token)
    write(token, answered(question))
    first = submit_answers(token=token)
    again = submit_answers(token=token)
    assert first.submitted_at == again.submitted_at
    assert OutboxMessage.objects.filter(to=mara.email).count() == 1
    assert AuditEvent.objects.filter(verb="reference.submitted").count() == 1
    with pytest.raises(LinkEnded):
        write(token, answered(question, "Late"), seq=2)
    assert begun.answers.get().text == "Gladly."


def test_whoever_checks_rates_what_was_sent_and_changes_none_of_it(token, begun, question, criteria, mara, save):
    write(token, answered(question))
    submit_answers(token=token)
    with pytest.raises(InvalidChanges) as refusal:
        save(begun, answered(question, "Sadly."))
    assert "stays as it is" in refusal.value.errors[f"answers.{question.uid}.text"]
    save(begun, {"answers": {question.uid: {"qualified": True}}})
    save(begun, {"ratings": {criterion.uid: {"level": 3} for criterion in criteria}})
    assert finish_check(check=begun, by=mara).is_finished
    assert begun.answers.get().text == "Gladly."


def test_declining_deletes_what_was_typed_and_ends_it(token, begun, question, remy, mara):
    write(token, answered(question))
    decline(token=token)
    decline(token=token)
    assert not ReferenceCheck.objects.exists()
    assert not remy.consents.in_force().filter(of="referee").exists()
    assert OutboxMessage.objects.filter(to=mara.email, subject__startswith="Declined").count() == 1
    with pytest.raises(LinkEnded):
        write(token, answered(question), seq=2)
    for again in (start_check, send_link):
        with pytest.raises(Declined):
            again(referee=remy, by=mara)
    record_consent(referee=remy, of="referee", how="Called us", by=mara)
    assert start_check(referee=remy, by=mara)


def test_who_has_sent_cannot_decline(token, begun, question):
    write(token, answered(question))
    submit_answers(token=token)
    with pytest.raises(LinkEnded):
        decline(token=token)
    assert ReferenceCheck.objects.exists()


def test_while_a_link_is_out_nobody_calls(link, remy, mara):
    with pytest.raises(WaitsForReferee):
        start_check(referee=remy, by=mara)
    revoke_link(referee=remy, by=mara)
    assert not start_check(referee=remy, by=mara).by_link


def test_a_revoked_link_opens_nothing_and_its_draft_is_gone(token, begun, question, remy, mara):
    write(token, answered(question))
    revoke_link(referee=remy, by=mara)
    with pytest.raises(LinkEnded):
        find_link(token=token)
    assert not ReferenceCheck.objects.exists()
    with pytest.raises(NoLink):
        revoke_link(referee=remy, by=mara)


def test_a_link_that_ended_takes_back_the_mail_that_is_not_out(link, remy, mara):
    revoke_link(referee=remy, by=mara)
    assert OutboxMessage.objects.get(to=remy.email).state == "cancelled"


def test_the_candidate_who_takes_back_consent_ends_the_link(token, begun, remy, mara):
    withdraw_consent(referee=remy, of="candidate", by=mara)
    with pytest.raises(LinkEnded):
        find_link(token=token)


def test_a_fresh_link_ends_the_earlier_one_and_keeps_what_was_typed(token, begun, question, remy, rosa):
    write(token, answered(question))
    send_link(referee=remy, by=rosa)
    with pytest.raises(LinkEnded):
        find_link(token=token)
    fresh = token_in_mail()
    assert find_link(token=fresh).sent_by == rosa
    assert agree(token=fresh).answers.get().text == "Gladly."
    assert RefereeLink.objects.count() == 1


def test_a_link_runs_out(token, begun, question):
    with time_machine.travel(timezone.now() + timedelta(days=15)), pytest.raises(LinkEnded):
        write(token, answered(question))


def test_a_link_ends_with_the_candidacy(token, begun, question):
    Candidacy.objects.update(state="withdrawn", ended_at=MONDAY)
    with pytest.raises(LinkEnded):
        write(token, answered(question))


def test_the_thanks_stay_for_a_month(token, begun, question):
    write(token, answered(question))
    submit_answers(token=token)
    assert find_link(token=token).submitted_at
    with time_machine.travel(timezone.now() + timedelta(days=31)), pytest.raises(LinkEnded):
        find_link(token=token)


def test_the_mail_names_the_candidate_and_nothing_of_the_panel(link, remy, candidacy):
    mail = OutboxMessage.objects.get(to=remy.email)
    for expected in ("Amara Nwosu", candidacy.role.title, SECRET, "decline"):
        assert expected in mail.text, expected
    for never in ("panel", "score", "interview"):
        assert never not in mail.text.lower(), never


@pytest.mark.parametrize("order", ["candidate first", "referee first"])
def test_the_candidates_own_device_is_noted_whoever_came_first(token, begun, candidacy, order):
    def hand_in():
        CandidateDevice.objects.create(candidacy=candidacy, mark="m" * 64, seen_at=timezone.now())

    if order == "candidate first":
        hand_in()
    agree(token=token, device="m" * 64)
    if order == "referee first":
        hand_in()
        compare_devices()
    assert RefereeLink.objects.get().same_device_at


def test_another_device_is_no_sign_and_marks_are_forgotten(token, begun, candidacy):
    CandidateDevice.objects.create(candidacy=candidacy, mark="m" * 64, seen_at=timezone.now())
    agree(token=token, device="n" * 64)
    compare_devices()
    assert not RefereeLink.objects.get().same_device_at
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert compare_devices() == 1
    assert not RefereeDevice.objects.exists()
