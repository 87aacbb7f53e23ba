"""Two at once, on PostgreSQL as well: sent once, one check, one reminder."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.models import AuditEvent, OutboxMessage
from question_bank.models import Question
from references.models import Consent, RefereeLink, ReferenceCheck
from references.services import (
    AlreadyFinished,
    LinkEnded,
    agree,
    decline,
    finish_check,
    record_consent,
    remind,
    revoke_link,
    save_own_answers,
    send_link,
    start_check,
    submit_answers,
)
from tests.factories import CandidacyFactory, RefereeFactory, ReferenceCheckFactory, UserFactory, seat
from tests.factories.references import let_link
from tests.rig.races import behind, together

from .conftest import token_in_mail

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rita():
    return UserFactory(name="Rita Rossi")


@pytest.fixture
def remy(rita):
    candidacy = CandidacyFactory()
    seat(candidacy.role, rita, "recruiter")
    let_link(candidacy)
    return RefereeFactory(candidacy=candidacy, added_by=rita)


@pytest.fixture
def token(remy, rita) -> str:
    """Remy has a link, and one answer stands on its page."""
    send_link(referee=remy, by=rita)
    token = token_in_mail()
    check = agree(token=token)
    write(token, check.guide_stage.questions.earliest("position"), 1)
    return token


def write(token: str, question: Question, seq: int, text: str = "Gladly.") -> object:
    changes = {"answers": {question.uid: {"text": text}}}
    return save_own_answers(token=token, changes=changes, base_revision=1, client_id="a", seq=seq)


def test_answers_sent_twice_at_once_are_sent_once(token):
    first, second = together(*[lambda: submit_answers(token=token)] * 2)
    assert first.submitted_at == second.submitted_at
    assert AuditEvent.objects.filter(verb="reference.submitted").count() == 1
    assert OutboxMessage.objects.filter(subject__startswith="Answers in").count() == 1


def test_of_sending_and_declining_the_first_counts(token):
    found = behind(lambda: submit_answers(token=token), lambda: decline(token=token))
    assert isinstance(found, LinkEnded), found
    assert RefereeLink.objects.get().declined_at is None
    assert ReferenceCheck.objects.get().submitted_at


def test_nothing_is_written_after_it_was_sent(token):
    question = ReferenceCheck.objects.get().guide_stage.questions.earliest("position")
    found = behind(lambda: submit_answers(token=token), lambda: write(token, question, 2, "Late"))
    assert isinstance(found, LinkEnded), found
    assert ReferenceCheck.objects.get().answers.get().text == "Gladly."


def test_a_link_ended_while_the_referee_types_takes_nothing_more(token, remy, rita):
    question = ReferenceCheck.objects.get().guide_stage.questions.earliest("position")
    found = behind(lambda: revoke_link(referee=remy, by=rita), lambda: write(token, question, 2))
    assert isinstance(found, LinkEnded), found
    assert not ReferenceCheck.objects.exists()


def test_two_who_start_a_call_get_the_same_check(remy, rita):
    first, second = together(*[lambda: start_check(referee=remy, by=rita)] * 2)
    assert first == second == ReferenceCheck.objects.get()
    assert AuditEvent.objects.filter(verb="reference.started").count() == 1


def test_of_a_call_and_a_link_one_is_begun(remy, rita):
    together(lambda: start_check(referee=remy, by=rita), lambda: send_link(referee=remy, by=rita))
    assert ReferenceCheck.objects.count() + RefereeLink.objects.count() == 1


def test_a_consent_noted_twice_at_once_is_noted_once(remy, rita):
    together(*[lambda: record_consent(referee=remy, of="referee", how="", by=rita)] * 2)
    assert Consent.objects.filter(of="referee").count() == 1


def test_a_check_is_finished_once(remy, rita):
    check = ReferenceCheckFactory(referee=remy, taken_by=rita, level=3)
    found = together(*[lambda: finish_check(check=check, by=rita)] * 2)
    assert sorted(type(each) for each in found if isinstance(each, Exception)) == [AlreadyFinished]
    assert AuditEvent.objects.filter(verb="reference.finished").count() == 1


def test_two_workers_send_one_reminder(remy, rita):
    send_link(referee=remy, by=rita)
    with time_machine.travel(timezone.now() + timedelta(days=5), tick=True):
        together(*[remind] * 2)
    assert OutboxMessage.objects.filter(subject__startswith="Reminder").count() == 1
