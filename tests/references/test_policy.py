"""The role's policy, the debrief's questions, calls that were tried, and signs to look at."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import AuditEvent
from references.models import Attempt, RefereeLink, ReferencePolicy
from references.queries import overview, policy_of, shown_follow_ups, signs_of
from references.services import (
    AlreadyTakenBack,
    BadFollowUp,
    BadPolicy,
    BadTime,
    NoConsent,
    NotYourCall,
    NotYourPolicy,
    add_follow_up,
    log_attempt,
    set_policy,
    take_back_follow_up,
)
from tests.factories import InterviewFactory, PanelistFactory, RefereeFactory, ReferenceCheckFactory, ScorecardFactory

STRICT = {"referees": 3, "told": "nothing", "by_link": True}


def test_a_role_asks_for_two_by_phone_until_somebody_says_otherwise(role, mara):
    policy = policy_of(role)
    assert (policy.referees, policy.told, policy.by_link) == (2, "questions", False)
    set_policy(role=role, by=mara, **STRICT)
    set_policy(role=role, by=mara, **STRICT)
    assert policy_of(role).referees == 3
    assert AuditEvent.objects.filter(verb="reference_policy.changed").count() == 2


@pytest.mark.parametrize("who", ["iris", "stan"])
def test_who_may_not_change_the_role_sets_no_policy(role, who, request):
    with pytest.raises(NotYourPolicy):
        set_policy(role=role, by=request.getfixturevalue(who), **STRICT)


@pytest.mark.parametrize("wrong", [{"referees": 0}, {"referees": 11}, {"told": "everything"}])
def test_a_policy_that_makes_no_sense_is_refused(role, mara, wrong):
    with pytest.raises(BadPolicy):
        set_policy(role=role, by=mara, **STRICT | wrong)
    assert not ReferencePolicy.objects.exists()


def test_the_database_refuses_it_too(role):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReferencePolicy.objects.create(role=role, referees=0)


def test_how_many_are_missing_follows_the_policy(role, candidacy, mara, finished):
    assert overview(mara, candidacy).checks_missing == 1
    set_policy(role=role, by=mara, referees=1, told="nothing", by_link=False)
    assert overview(mara, candidacy).state == "1 reference is in."


def test_a_question_of_the_debrief_is_for_every_referee(candidacy, mara, rosa):
    asked = add_follow_up(candidacy=candidacy, text=" Who had the idea? ", by=mara)
    assert [row.text for row in shown_follow_ups(rosa, candidacy)] == ["Who had the idea?"]
    take_back_follow_up(follow_up=asked, by=rosa)
    assert shown_follow_ups(rosa, candidacy) == []
    with pytest.raises(AlreadyTakenBack):
        take_back_follow_up(follow_up=asked, by=rosa)


def test_where_nothing_is_told_only_what_a_referee_may_read_is_shown(role, candidacy, mara, rosa):
    set_policy(role=role, by=mara, **STRICT)
    add_follow_up(candidacy=candidacy, text="The panel doubts it", by=mara)
    add_follow_up(candidacy=candidacy, text="Who had the idea?", by=mara, for_referee=True)
    assert [row.text for row in shown_follow_ups(rosa, candidacy)] == ["Who had the idea?"]
    assert len(shown_follow_ups(mara, candidacy)) == 2


def test_a_panelist_who_sealed_may_ask_and_one_who_owes_may_not(candidacy, iris, ivan):
    interview = InterviewFactory(candidacy=candidacy)
    ScorecardFactory(panelist=PanelistFactory(interview=interview, user=iris), sealed=True)
    PanelistFactory(interview=interview, user=ivan)
    asked = add_follow_up(candidacy=candidacy, text="Why?", by=iris)
    with pytest.raises(NotYourCall):
        add_follow_up(candidacy=candidacy, text="Why?", by=ivan)
    with pytest.raises(NotYourCall):
        take_back_follow_up(follow_up=asked, by=ivan)
    assert take_back_follow_up(follow_up=asked, by=iris).taken_back_by == iris


@pytest.mark.parametrize("text", ["", "  ", "x" * 1001])
def test_a_question_has_words_and_not_too_many(candidacy, mara, text):
    with pytest.raises(BadFollowUp):
        add_follow_up(candidacy=candidacy, text=text, by=mara)


def test_calls_are_noted_with_who_and_when(remy, mara):
    later = timezone.now() + timedelta(hours=3)
    log_attempt(referee=remy, outcome="not_reached", by=mara)
    log_attempt(referee=remy, outcome="call_again", call_again_at=later, by=mara)
    last = log_attempt(referee=remy, outcome="reached", call_again_at=later, by=mara)
    assert last.call_again_at is None
    assert [(a.outcome, a.by) for a in Attempt.objects.order_by("pk")] == [
        ("not_reached", mara), ("call_again", mara), ("reached", mara),
    ]  # fmt: skip


@pytest.mark.parametrize("hours", [None, -1, 24 * 91])
def test_a_call_is_agreed_on_for_a_time_to_come(remy, mara, hours):
    when = None if hours is None else timezone.now() + timedelta(hours=hours)
    with pytest.raises(BadTime):
        log_attempt(referee=remy, outcome="call_again", call_again_at=when, by=mara)
    assert not Attempt.objects.exists()


def test_nobody_is_called_without_the_candidates_consent(candidacy, mara):
    with pytest.raises(NoConsent):
        log_attempt(
            referee=RefereeFactory(candidacy=candidacy, added_by=mara, agreed=False), outcome="reached", by=mara
        )


@pytest.mark.parametrize(
    ("referee", "candidate", "says"),
    [
        ("amara@nwosu.example", "amara@nwosu.example", "the candidate's own."),
        ("Amara+ref@NWOSU.example", "amara@nwosu.example", "the candidate's own."),
        ("ref@nwosu.example", "amara@nwosu.example", "own mail domain, nwosu.example."),
        ("amara@gmail.com", "amara@gmail.com", "the candidate's own."),
        ("ref@gmail.com", "amara@gmail.com", ""),
        ("ref@nwosu.example.org", "amara@nwosu.example", ""),
        ("", "amara@nwosu.example", ""),
    ],
)
def test_an_address_like_the_candidates_is_a_sign(candidacy, mara, referee, candidate, says):
    candidacy.candidate.email = candidate
    found = signs_of(RefereeFactory(candidacy=candidacy, added_by=mara, email=referee, phone="1"), [])
    assert len(found) == bool(says)
    assert says in "".join(found)


def test_the_same_device_is_a_sign_and_no_obstacle(candidacy, mara):
    check = ReferenceCheckFactory(referee__candidacy=candidacy, referee__added_by=mara, finished=True)
    now = timezone.now()
    RefereeLink.objects.create(
        referee=check.referee, sent_by=mara, expires_at=now, submitted_at=now, same_device_at=now
    )
    (referee,) = overview(mara, candidacy).referees
    assert any("same network address" in sign for sign in referee.signs)
    assert referee.state == "finished"
