from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from core.models import AuditEvent, OutboxMessage
from hiring import services
from hiring.models import Candidacy, CandidacyState, StageDecision
from tests.factories import ScorecardFactory

from .conftest import NOW


def seal(interview, user):
    return ScorecardFactory(panelist=interview.panelists.get(user=user), sealed=True)


def test_advance_moves_to_the_next_stage_and_keeps_the_reason(candidacy, mara):
    decision = services.advance(candidacy=candidacy, reason=" Clear examples. ", by=mara)
    candidacy.refresh_from_db()
    assert candidacy.stage.kind == "applied_ml"
    assert candidacy.stage_entered_at == NOW
    assert (decision.reason, decision.stage.kind) == ("Clear examples.", "technical")
    assert AuditEvent.objects.get(verb="decision.made").scope_uid == candidacy.uid


def test_advance_waits_for_every_scorecard_of_the_stage(candidacy, mara, iris, ivan, plan):
    interview = plan(iris, ivan)
    seal(interview, iris)
    with pytest.raises(services.ScorecardsOwed):
        services.advance(candidacy=candidacy, reason="Now.", by=mara)
    assert not StageDecision.objects.exists()
    seal(interview, ivan)
    services.advance(candidacy=candidacy, reason="Now.", by=mara)


def test_a_decider_who_owes_cannot_judge_but_can_note_a_withdrawal(candidacy, mara, plan):
    plan(mara)
    for act in (services.advance, services.close_candidacy, services.mark_hired):
        with pytest.raises(services.OwnScorecardOwed):
            act(candidacy=candidacy, reason="Sure.", by=mara)
    services.withdraw(candidacy=candidacy, reason="Took another post.", by=mara)
    assert candidacy.state == CandidacyState.WITHDRAWN


@pytest.mark.parametrize("act", ["advance", "hold", "close_candidacy", "withdraw", "mark_hired"])
def test_every_decision_needs_a_reason(candidacy, mara, act):
    with pytest.raises(services.ReasonMissing) as refusal:
        getattr(services, act)(candidacy=candidacy, reason="  ", by=mara)
    assert refusal.value.field == "reason"


def test_hold_and_resume(candidacy, mara):
    services.hold(candidacy=candidacy, reason="Budget.", by=mara)
    with pytest.raises(services.NotFromHere):
        services.advance(candidacy=candidacy, reason="Go.", by=mara)
    services.resume(candidacy=candidacy, reason="Budget is here.", by=mara)
    assert candidacy.state == CandidacyState.ACTIVE


def test_the_last_stage_has_no_next(candidacy, mara):
    candidacy.stage = candidacy.role.stages.get(kind="references")
    candidacy.save()
    with pytest.raises(services.NoNextStage):
        services.advance(candidacy=candidacy, reason="Go.", by=mara)


def test_closing_calls_coming_interviews_off_and_undo_calls_them_again(candidacy, mara, iris, plan):
    interview = plan(iris)
    decision = services.close_candidacy(candidacy=candidacy, reason="Another was stronger.", by=mara)
    interview.refresh_from_db()
    assert (candidacy.state, candidacy.ended_at) == (CandidacyState.CLOSED, NOW)
    assert (interview.sequence, interview.cancelled_at) == (1, None)
    assert OutboxMessage.objects.filter(subject__startswith="Cancelled", to="iris@example.org").count() == 1
    services.undo_decision(decision=decision, by=mara)
    candidacy.refresh_from_db()
    assert (candidacy.state, candidacy.ended_at) == (CandidacyState.ACTIVE, None)
    assert OutboxMessage.objects.filter(subject__startswith="Changed", to="iris@example.org").count() == 1


def test_undo_puts_stage_and_time_back(candidacy, mara):
    first = services.advance(candidacy=candidacy, reason="Go.", by=mara)
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        second = services.advance(candidacy=candidacy, reason="Go on.", by=mara)
        services.undo_decision(decision=second, by=mara)
    candidacy.refresh_from_db()
    assert candidacy.stage == first.to_stage
    assert candidacy.stage_entered_at == NOW


def test_undo_is_refused_after_an_hour_twice_or_out_of_order(candidacy, mara):
    first = services.advance(candidacy=candidacy, reason="Go.", by=mara)
    second = services.hold(candidacy=candidacy, reason="Wait.", by=mara)
    with pytest.raises(services.BuiltUpon):
        services.undo_decision(decision=first, by=mara)
    services.undo_decision(decision=second, by=mara)
    with pytest.raises(services.TooLateToUndo):
        services.undo_decision(decision=second, by=mara)
    with time_machine.travel(NOW + timedelta(minutes=61), tick=False), pytest.raises(services.TooLateToUndo):
        services.undo_decision(decision=first, by=mara)


def test_undo_is_refused_once_an_interview_was_planned_on_it(candidacy, mara, iris, plan):
    decision = services.advance(candidacy=candidacy, reason="Go.", by=mara)
    plan(iris)
    with pytest.raises(services.BuiltUpon):
        services.undo_decision(decision=decision, by=mara)


def test_the_database_wants_a_reason_and_who_undid(candidacy, mara):
    common = {"candidacy": candidacy, "stage": candidacy.stage, "decision": "hold", "by": mara, "at": NOW}
    for values in ({"reason": ""}, {"reason": "x", "undone_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StageDecision.objects.create(**common, **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Candidacy.objects.filter(pk=candidacy.pk).update(state="closed")
