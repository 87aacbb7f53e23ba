"""Reminders: on time, once, however late or often the worker runs, and none after the end."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.models import OutboxMessage
from hiring.models import Candidacy
from references.models import ReferenceCheck
from references.services import (
    agree,
    decline,
    find_link,
    forget_unsent,
    log_attempt,
    remind,
    revoke_link,
    save_own_answers,
    send_link,
    submit_answers,
    withdraw_consent,
)
from tests.factories import InterviewFactory, PanelistFactory
from tests.factories.hiring import MONDAY

from .conftest import token_in_mail


def days_later(days, act=remind):
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        return act()


def mails(to):
    return OutboxMessage.objects.filter(to=to, state="waiting")


def send_answers(token, question):
    agree(token=token)
    changes = {"answers": {question.uid: {"text": "Gladly."}}}
    save_own_answers(token=token, changes=changes, base_revision=0, client_id="a", seq=1)
    submit_answers(token=token)


def test_two_reminders_at_most_each_once(link, remy):
    assert [days_later(day) for day in (1, 3.9)] == [0, 0]
    assert [days_later(day) for day in (4.1, 4.1, 8, 9.1, 9.2, 13)] == [1, 0, 0, 1, 0, 0]
    assert mails(remy.email).count() == 3


def test_a_worker_that_was_late_sends_one_not_two(link, remy):
    assert days_later(12) == 1
    assert days_later(13) == 0
    assert mails(remy.email).count() == 2


def test_each_reminder_opens_the_same_page_with_a_secret_of_its_own(token, link):
    days_later(5)
    assert token_in_mail() != token
    assert find_link(token=token_in_mail()) == find_link(token=token) == link


@pytest.mark.parametrize("end", ["sent", "declined", "revoked", "consent", "candidacy"])
def test_nothing_more_is_sent_after_the_end(token, link, remy, mara, question, end):
    {
        "sent": lambda: send_answers(token, question),
        "declined": lambda: decline(token=token),
        "revoked": lambda: revoke_link(referee=remy, by=mara),
        "consent": lambda: withdraw_consent(referee=remy, of="candidate", by=mara),
        "candidacy": lambda: Candidacy.objects.update(state="withdrawn", ended_at=MONDAY),
    }[end]()
    before = OutboxMessage.objects.filter(to=remy.email).count()
    for day in (5, 10, 13):
        days_later(day)
    assert OutboxMessage.objects.filter(to=remy.email).count() == before


def test_after_the_link_has_run_out_the_sender_hears_it_once_and_the_referee_nothing(link, remy, mara):
    assert days_later(14.1) == 1
    assert days_later(15) == 0
    assert mails(mara.email).get().subject == "No answer: reference from Remy Roth on Amara Nwosu"
    assert mails(remy.email).count() == 1


def test_an_old_end_is_not_told_any_more(link, mara):
    assert days_later(22) == 0
    assert not mails(mara.email).exists()


def test_a_fresh_link_starts_anew(link, remy, mara):
    days_later(5)
    days_later(10, lambda: send_link(referee=remy, by=mara))
    assert days_later(14.5) == 1


def test_answers_that_wait_to_be_rated_are_told_once(token, link, question, mara):
    send_answers(token, question)
    assert mails(mara.email).count() == 1
    assert [days_later(day) for day in (2, 3.1, 4)] == [0, 1, 0]
    assert mails(mara.email).count() == 2


def test_a_rated_reference_is_not_told(token, link, question, mara):
    send_answers(token, question)
    ReferenceCheck.objects.update(finished_at=timezone.now())
    assert days_later(3.1) == 0


def test_a_call_that_was_agreed_on_is_told_when_it_is_due(remy, mara):
    when = timezone.now() + timedelta(hours=5)
    log_attempt(referee=remy, outcome="call_again", call_again_at=when, by=mara)
    assert [days_later(hours / 24) for hours in (4, 5.1, 6)] == [0, 1, 0]
    log_attempt(referee=remy, outcome="call_again", call_again_at=when, by=mara)
    log_attempt(referee=remy, outcome="not_reached", by=mara)
    assert days_later(5.1 / 24) == 0


def test_whoever_a_panel_binds_hears_nothing(token, link, question, candidacy, mara, rosa):
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=mara)
    send_answers(token, question)
    assert not mails(mara.email).filter(subject__contains="Remy").exists()
    assert mails(rosa.email).filter(subject__contains="Remy").count() == 1


def test_what_was_never_sent_is_forgotten_a_month_after_the_link_ran_out(token, link):
    agree(token=token)
    assert days_later(43, forget_unsent) == 0
    assert days_later(45, forget_unsent) == 1
    assert not ReferenceCheck.objects.exists()
