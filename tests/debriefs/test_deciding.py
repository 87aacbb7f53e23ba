"""The decision and where it leads."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from debriefs import services
from debriefs.models import Decision, NextStep
from debriefs.queries import departs_from, ground_groups, grounds_of
from hiring.models import CandidacyState
from hiring.services import hold
from scorecards.models import Reveal
from scorecards.queries import evidence_matrix
from tests.debriefs.deciding import decide

REASON = "Explained the trade-off twice, with numbers."


@pytest.mark.parametrize(
    ("composite", "outcome", "departs"),
    [
        ("2.49", "hire", True),
        ("2.50", "hire", False),
        ("2.50", "no_hire", True),
        ("2.49", "no_hire", False),
        ("1.00", "hold", False),
        ("4.00", "other_role", False),
    ],
)
def test_when_a_decision_departs(composite, outcome, departs):
    assert departs_from(Decimal(composite), outcome) is departs
    assert departs_from(None, outcome) is False


def test_a_hire_moves_on_to_the_references(opened, candidacy, mara):
    decision = decide(debrief=opened, outcome="hire", reason=REASON, departure_reason="Depth.", by=mara)

    candidacy.refresh_from_db()
    opened.refresh_from_db()
    assert candidacy.stage.kind == "references"
    assert candidacy.state == CandidacyState.ACTIVE
    assert opened.closed_at == decision.at
    assert Reveal.objects.get().closed_at is not None


def test_a_hire_after_the_references_is_a_hire(opened, candidacy, role, mara):
    candidacy.stage = role.stages.get(kind="references")
    candidacy.save()

    decide(debrief=opened, outcome="hire", reason=REASON, departure_reason="Depth.", by=mara)

    candidacy.refresh_from_db()
    assert candidacy.state == CandidacyState.HIRED


def test_a_hire_in_a_role_without_references_is_a_hire(opened, candidacy, role, mara):
    role.stages.get(kind="references").delete()

    decide(debrief=opened, outcome="hire", reason=REASON, departure_reason="Depth.", by=mara)

    candidacy.refresh_from_db()
    assert candidacy.state == CandidacyState.HIRED


@pytest.mark.parametrize(("outcome", "state"), [("no_hire", "closed"), ("hold", "on_hold")])
def test_the_other_outcomes_move_the_candidacy_too(opened, candidacy, mara, outcome, state):
    decide(debrief=opened, outcome=outcome, reason=REASON, by=mara)

    candidacy.refresh_from_db()
    assert candidacy.state == state


def test_a_hire_takes_a_candidacy_off_hold(opened, candidacy, mara):
    hold(candidacy=candidacy, reason="Wait.", by=mara)

    decide(debrief=opened, outcome="hire", reason=REASON, departure_reason="Depth.", by=mara)

    candidacy.refresh_from_db()
    assert (candidacy.state, candidacy.stage.kind) == ("active", "references")


def test_the_composite_is_kept_as_it_stood(opened, mara):
    decision = decide(debrief=opened, outcome="no_hire", reason=REASON, by=mara)

    assert decision.composite == Decimal("2.00")
    assert not decision.departs_from_composite


def test_departing_needs_its_own_reason(opened, mara):
    with pytest.raises(services.DepartureReasonMissing):
        decide(debrief=opened, outcome="hire", reason=REASON, by=mara)
    assert not Decision.objects.exists()

    decision = decide(debrief=opened, outcome="hire", reason=REASON, departure_reason="Depth.", by=mara)
    assert (decision.departs_from_composite, decision.departure_reason) == (True, "Depth.")


def test_a_reason_is_needed(opened, mara):
    with pytest.raises(services.ReasonMissing):
        decide(debrief=opened, outcome="hold", reason=" ", by=mara)


def test_next_steps_are_kept(opened, mara, iris):
    steps = [services.NextStepInput("Call the second referee", iris, date(2026, 11, 27))]

    decision = decide(debrief=opened, outcome="hold", reason=REASON, next_steps=steps, by=mara)

    assert NextStep.objects.get(decision=decision).owner == iris


def test_a_decision_rests_on_evidence(opened, mara, iris_sealed):
    keys = [option.key for group in ground_groups(evidence_matrix(mara, opened.candidacy)) for option in group.options]
    for none in ([], ["no.such"], [keys[0], "no.such"]):
        with pytest.raises(services.GroundsMissing):
            services.decide(debrief=opened, outcome="hold", reason=REASON, grounds=none, by=mara)

    decision = services.decide(debrief=opened, outcome="hold", reason=REASON, grounds=keys[:2], by=mara)

    assert decision.grounds.count() == 2
    shown = grounds_of(decision, evidence_matrix(mara, opened.candidacy))
    assert [option.key for option in shown] == keys[:2]


def test_a_next_step_belongs_to_somebody_of_the_team(opened, mara, stan):
    steps = [services.NextStepInput("Call", stan, date(2026, 11, 27))]

    with pytest.raises(services.BadNextStep):
        decide(debrief=opened, outcome="hold", reason=REASON, next_steps=steps, by=mara)

    opened.refresh_from_db()
    assert opened.closed_at is None


@pytest.mark.parametrize("persona", ["rosa", "iris", "ada", "stan"])
def test_only_a_manager_or_the_lead_decides(opened, request, persona):
    with pytest.raises(services.NotInTheRoom):
        decide(debrief=opened, outcome="hold", reason=REASON, by=request.getfixturevalue(persona))


def test_nothing_is_decided_before_opening_or_twice(prepared, mara, iris_sealed):
    with pytest.raises(services.NotOpened):
        decide(debrief=prepared, outcome="hold", reason=REASON, by=mara)
    opened = services.open_debrief(debrief=prepared, by=mara)
    decide(debrief=opened, outcome="hold", reason=REASON, by=mara)
    with pytest.raises(services.DebriefClosed):
        decide(debrief=opened, outcome="hold", reason=REASON, by=mara)


def test_after_a_hold_another_debrief_can_follow(opened, candidacy, mara):
    decide(debrief=opened, outcome="hold", reason=REASON, by=mara)

    second = services.prepare_debrief(candidacy=candidacy, facilitator=mara, scheduled_at=None, by=mara)
    services.open_debrief(debrief=second, by=mara)
    decide(debrief=second, outcome="no_hire", reason=REASON, by=mara)

    assert Decision.objects.count() == 2


def test_the_database_wants_reasons(opened, mara):
    decision = decide(debrief=opened, outcome="no_hire", reason=REASON, by=mara)
    for change in ({"reason": ""}, {"departs_from_composite": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(**change)
