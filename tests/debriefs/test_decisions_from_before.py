"""Decisions that were recorded when a debrief had one for good."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from debriefs import services
from debriefs.models import Debrief
from hiring.models import GateDecision, StageDecision
from scorecards.models import Reveal

BEFORE = [("debriefs", "0004_have_every_open_debrief_keep_its_version")]
REASON = "Explained the trade-off twice."


@pytest.mark.django_db(transaction=True)
def test_they_stand_with_what_they_moved_and_can_be_undone(candidacy, role, mara):
    now = timezone.now() - timedelta(minutes=10)
    executor = MigrationExecutor(connection)
    try:
        executor.migrate(BEFORE)
        before = executor.loader.project_state(BEFORE).apps
        debrief = before.get_model("debriefs", "Debrief").objects.create(
            candidacy_id=candidacy.pk,
            facilitator_id=mara.pk,
            opened_at=now,
            opened_by_id=mara.pk,
            guide_version_id=role.guide_version_id,
            closed_at=now,
        )
        reveal = Reveal.objects.create(candidacy=candidacy, at=now, by=mara, closed_at=now)
        made = {"candidacy": candidacy, "stage": candidacy.stage, "by": mara, "at": now}
        StageDecision.objects.create(decision=GateDecision.ADVANCE, reason="Debrief: of another", **made)
        hold = StageDecision.objects.create(decision=GateDecision.HOLD, reason=f"Debrief: {REASON}", **made)
        type(candidacy).objects.filter(pk=candidacy.pk).update(state="on_hold")
        old = before.get_model("debriefs", "Decision").objects.create(
            debrief=debrief, outcome="hold", reason=REASON, dissent="Ivan: too early.", by_id=mara.pk, at=now
        )
        before.get_model("debriefs", "NextStep").objects.create(debrief=debrief, text="Call", owner_id=mara.pk)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes("debriefs"))

    debrief = Debrief.objects.get()
    assert debrief.reveal == reveal
    assert (debrief.decision.pk, debrief.decision.effective_at) == (old.pk, now)
    assert debrief.decision.dissent == "Ivan: too early."
    assert list(debrief.decision.moves.all()) == [hold]
    assert debrief.next_steps.get().decision == debrief.decision
    services.undo_decision(debrief=debrief, by=mara)
    candidacy.refresh_from_db()
    assert candidacy.state == "active"
