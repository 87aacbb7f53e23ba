"""Thinking again: undone within the hour, reopened with a reason later. Every decision is kept."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, OutboxMessage
from debriefs import services
from debriefs.models import Decision, Dissent, Ground, SetAside
from hiring import services as hiring
from scorecards.models import Independence, Reveal
from scorecards.services import seal_scorecard
from scorecards.visibility import visible_scorecards
from tests.debriefs.deciding import decide
from tests.factories import InterviewFactory, PanelistFactory, RefereeFactory, ScorecardFactory

REASON = "Explained the trade-off twice, with numbers."


@pytest.fixture
def decided(opened, mara):
    """A hire: two stages moved at once."""
    decide(debrief=opened, outcome="hire", reason=REASON, departure_reason="Depth.", by=mara)
    opened.refresh_from_db()
    return opened


def later():
    """Once the hour is over."""
    return time_machine.travel(timezone.now() + timedelta(hours=2), tick=False)


def stands(candidacy):
    candidacy.refresh_from_db()
    return candidacy.state, candidacy.stage.kind


def test_undoing_takes_every_move_back_and_the_debrief_goes_on(decided, candidacy, mara):
    assert stands(candidacy) == ("active", "references")
    moved = decided.decision.moves.count()
    assert moved > 1

    services.undo_decision(debrief=decided, by=mara)

    decided.refresh_from_db()
    assert stands(candidacy) == ("active", "technical")
    assert candidacy.stage_decisions.exclude(undone_at=None).count() == moved
    assert (decided.closed_at, decided.decision) == (None, None)
    kept = decided.set_aside[0]
    assert (kept.outcome, kept.set_aside_as, kept.set_aside_by) == ("hire", SetAside.UNDONE, mara)
    assert AuditEvent.objects.filter(verb="debrief.undone").count() == 1


@pytest.mark.parametrize("outcome", ["no_hire", "hold", "hire"])
def test_after_undoing_another_decision_closes_it_again(opened, candidacy, mara, outcome):
    decide(debrief=opened, outcome=outcome, reason=REASON, departure_reason="Depth.", by=mara)
    services.undo_decision(debrief=opened, by=mara)

    decide(debrief=opened, outcome="no_hire", reason="On second thought.", by=mara)

    opened.refresh_from_db()
    assert opened.decision.reason == "On second thought."
    assert [made.outcome for made in opened.set_aside] == [outcome]
    assert stands(candidacy)[0] == "closed"
    assert Reveal.objects.filter(closed_at=None).count() == 0


def test_undoing_calls_interviews_to_come_again(opened, candidacy, mara):
    start = timezone.now() + timedelta(days=2)
    coming = InterviewFactory(candidacy=candidacy, starts_at=start, ends_at=start + timedelta(hours=1))
    decide(debrief=opened, outcome="no_hire", reason=REASON, by=mara)
    services.undo_decision(debrief=opened, by=mara)

    coming.refresh_from_db()
    assert coming.sequence == 2
    assert stands(candidacy)[0] == "active"


def test_after_an_hour_nothing_is_undone(decided, mara):
    with later(), pytest.raises(services.UndoneTooLate):
        services.undo_decision(debrief=decided, by=mara)
    assert decided.decision


def plans(candidacy, by):
    InterviewFactory(candidacy=candidacy, stage=candidacy.role.stages.get(kind="references"))


def names_a_referee(candidacy, by):
    RefereeFactory(candidacy=candidacy, added_by=by)


def decides_at_the_gate(candidacy, by):
    candidacy.refresh_from_db()
    hiring.hold(candidacy=candidacy, reason="Wait.", by=by)


@pytest.mark.parametrize("builds", [plans, names_a_referee, decides_at_the_gate])
def test_what_was_built_on_it_keeps_it(decided, candidacy, mara, rosa, builds):
    builds(candidacy, rosa)
    before = stands(candidacy)

    with pytest.raises(services.DecisionBuiltUpon):
        services.undo_decision(debrief=decided, by=mara)

    assert stands(candidacy) == before
    assert not candidacy.stage_decisions.exclude(undone_at=None).exists()
    decided.refresh_from_db()
    assert decided.closed_at


def test_the_gate_leaves_alone_what_the_debrief_did(decided, candidacy, mara):
    with pytest.raises(hiring.DecidedInDebrief):
        hiring.undo_decision(decision=decided.decision.moves.latest("pk"), by=mara)
    services.reopen_debrief(debrief=decided, reason="A reference differs.", by=mara)
    with pytest.raises(hiring.DecidedInDebrief):
        hiring.undo_decision(decision=candidacy.stage_decisions.latest("pk"), by=mara)


def test_reopening_keeps_both_and_brings_the_candidate_back(decided, candidacy, mara):
    candidacy.refresh_from_db()
    hiring.mark_hired(candidacy=candidacy, reason="Signed.", by=mara)

    with later():
        services.reopen_debrief(debrief=decided, reason="A reference differs.", by=mara)

    assert stands(candidacy) == ("active", "technical")
    decided.refresh_from_db()
    kept = decided.set_aside[0]
    assert (kept.set_aside_as, kept.set_aside_reason) == (SetAside.REOPENED, "A reference differs.")
    with later():
        decide(debrief=decided, outcome="no_hire", reason="The reference.", by=mara)
    assert stands(candidacy) == ("closed", "technical")
    assert decided.decisions.count() == 2


def test_a_hire_that_was_set_aside_lets_nobody_be_hired(decided, candidacy, role, mara):
    services.reopen_debrief(debrief=decided, reason="A reference differs.", by=mara)
    candidacy.refresh_from_db()
    with pytest.raises(hiring.DebriefFirst):
        hiring.mark_hired(candidacy=candidacy, reason="Signed.", by=mara)


def test_reopening_wants_a_reason_and_a_candidate(decided, candidacy, mara):
    with pytest.raises(services.ReopenReasonMissing):
        services.reopen_debrief(debrief=decided, reason=" ", by=mara)
    candidacy.refresh_from_db()
    hiring.withdraw(candidacy=candidacy, reason="Took another offer.", by=mara)
    with pytest.raises(services.CandidateWithdrew):
        services.reopen_debrief(debrief=decided, reason="A reference differs.", by=mara)


def test_only_the_last_debrief_is_taken_up_again(opened, candidacy, mara):
    decide(debrief=opened, outcome="hold", reason=REASON, by=mara)
    services.prepare_debrief(candidacy=candidacy, facilitator=mara, scheduled_at=None, by=mara)
    for again in (services.undo_decision, lambda **given: services.reopen_debrief(reason="More.", **given)):
        with pytest.raises(services.LaterDebrief):
            again(debrief=opened, by=mara)


@pytest.mark.parametrize("persona", ["rosa", "iris", "ada", "stan"])
def test_who_does_not_decide_does_not_think_again(decided, request, persona):
    user = request.getfixturevalue(persona)
    for again in (services.undo_decision, lambda **given: services.reopen_debrief(reason="More.", **given)):
        with pytest.raises(services.NotInTheRoom):
            again(debrief=decided, by=user)


def test_an_open_debrief_has_nothing_to_take_up(opened, mara):
    with pytest.raises(services.NothingDecided):
        services.reopen_debrief(debrief=opened, reason="More.", by=mara)


def test_one_decision_is_in_force(decided, mara):
    made = decided.decision
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(debrief=decided, outcome="hold", reason="Too.", by=mara, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=made.pk).update(set_aside_at=timezone.now())


def test_the_database_keeps_a_decision_and_its_parts(decided, mara, iris):
    services.reopen_debrief(debrief=decided, reason="A reference differs.", by=mara)
    services.record_dissent(debrief=decided, text="Too soon.", by=iris)
    decide(debrief=decided, outcome="hold", reason=REASON, by=mara)
    made, ground, dissent = Decision.objects.latest("pk"), Ground.objects.latest("pk"), Dissent.objects.latest("pk")
    now = timezone.now()
    standing = {"set_aside_at": None, "set_aside_by": None, "set_aside_as": "", "set_aside_reason": ""}
    changes = [
        (made, {"reason": "Another."}),
        (made, {"outcome": "hire"}),
        (made, {"effective_at": now}),
        (decided.set_aside[0], {"set_aside_reason": "Another."}),
        (decided.set_aside[0], standing),
        (ground, {"decision": decided.set_aside[0]}),
        (Dissent.objects.get(decision=made), {"text": "Another."}),
        (Dissent.objects.get(decision=made), {"decision": None}),
    ]
    for row, change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**change)
    card = ground.scorecard
    with pytest.raises(IntegrityError), transaction.atomic():
        Ground.objects.create(decision=made, scorecard=card, criterion=card.ratings.last().criterion)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dissent.objects.create(debrief=decided, decision=made, by=mara, text="Later.")
    assert dissent.text == "Too soon."


# --- What reopening reveals: nothing ---------------------------------------------------------------------------------


@pytest.fixture
def on_hold(opened, mara):
    decide(debrief=opened, outcome="hold", reason=REASON, by=mara)
    return opened


def joins(candidacy, user):
    """A scorecard that is owed, filled in."""
    place = PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=user)
    return ScorecardFactory(panelist=place, level=2, recommendation=2)


def joins_and_seals(candidacy, user):
    return seal_scorecard(scorecard=joins(candidacy, user), by=user)


def test_what_was_sealed_since_stays_closed_to_the_panel(on_hold, candidacy, mara, iris, stan):
    card = joins_and_seals(candidacy, stan)
    assert card not in visible_scorecards(iris)

    services.reopen_debrief(debrief=on_hold, reason="More to say.", by=mara)
    assert card not in visible_scorecards(iris)
    decide(debrief=on_hold, outcome="hold", reason="Still.", by=mara)
    assert card not in visible_scorecards(iris)

    second = services.prepare_debrief(candidacy=candidacy, facilitator=mara, scheduled_at=None, by=mara)
    services.open_debrief(debrief=second, by=mara)
    assert card in visible_scorecards(iris)


def test_with_nothing_sealed_since_the_meeting_goes_on_as_before(on_hold, candidacy, mara, iris, stan):
    draft = joins(candidacy, stan)
    services.undo_decision(debrief=on_hold, by=mara)

    seal_scorecard(scorecard=draft, by=stan)

    draft.refresh_from_db()
    assert draft.independence == Independence.LATE
    assert draft in visible_scorecards(iris)


def test_who_seals_while_it_goes_on_again_is_late_though_nothing_is_revealed(on_hold, candidacy, mara, iris, stan, ada):
    joins_and_seals(candidacy, ada)
    draft = joins(candidacy, stan)
    services.reopen_debrief(debrief=on_hold, reason="More to say.", by=mara)
    assert not visible_scorecards(stan).exclude(pk=draft.pk).exists()

    seal_scorecard(scorecard=draft, by=stan)

    draft.refresh_from_db()
    assert draft.independence == Independence.LATE
    assert draft not in visible_scorecards(iris)
    assert Reveal.objects.get(closed_at=None).override_reason == "More to say."


def test_whoever_owes_is_shown_nothing_of_a_reopened_debrief(client, on_hold, candidacy, mara, stan):
    joins(candidacy, stan)
    services.reopen_debrief(debrief=on_hold, reason="Quetzalcoatlus.", by=mara)
    client.force_login(stan)
    for step in ("", "?step=decision", "?step=evidence"):
        page = client.get(reverse("debrief_detail", args=[on_hold.uid]) + step).content.decode()
        assert "Quetzalcoatlus" not in page
        assert REASON not in page
        assert "Your scorecard comes first" in page


# --- The pages -------------------------------------------------------------------------------------------------------


def test_the_record_offers_both_says_what_follows_and_keeps_them(client, decided, mara, iris):
    client.force_login(mara)
    record = reverse("debrief_detail", args=[decided.uid])
    page = client.get(record).content.decode()
    assert "Undo decision" in page
    assert "comes back to Technical" in page

    refused = client.post(reverse("debrief_reopen", args=[decided.uid]), {"reason": " "})
    assert refused.status_code == 422
    assert "Write why the debrief is taken up again." in refused.content.decode()
    client.post(reverse("debrief_reopen", args=[decided.uid]), {"reason": "A reference differs."})
    page = client.get(record + "?step=decision").content.decode()
    assert "This debrief was reopened." in page
    assert "A reference differs." in page
    assert REASON in page
    client.force_login(iris)
    page = client.get(record).content.decode()
    assert "Undo decision" not in page
    assert "Reopen debrief" not in page


def test_undo_says_why_it_was_refused(client, decided, candidacy, mara):
    RefereeFactory(candidacy=candidacy, added_by=mara)
    client.force_login(mara)
    answer = client.post(reverse("decision_undo", args=[decided.uid]))
    assert answer.status_code == 422
    assert "Something was built on this decision since" in answer.content.decode()
    with later():
        page = client.get(reverse("debrief_detail", args=[decided.uid])).content.decode()
    assert "Undo decision" not in page
    assert "Reopen debrief" in page


def test_undoing_twice_is_undoing_once(client, decided, mara):
    client.force_login(mara)
    for _ in range(2):
        assert client.post(reverse("decision_undo", args=[decided.uid])).status_code == 302
    assert decided.decisions.count() == 1
    assert not OutboxMessage.objects.filter(text__contains=REASON).exists()
