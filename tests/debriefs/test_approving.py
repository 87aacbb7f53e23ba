"""Approval as the role asks for it: the candidacy waits, enough say yes, one no sends it back."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.models import OutboxMessage
from debriefs import services
from debriefs.models import Approval, Decision
from debriefs.packets import may_read_file
from hiring.models import Candidacy, Document
from hiring.services import withdraw
from scorecards.models import Guest, Independence, Reveal
from scorecards.services import seal_scorecard
from scorecards.visibility import visible_scorecards
from tests.debriefs.deciding import decide
from tests.factories import InterviewFactory, PanelistFactory, ScorecardFactory, UserFactory

REASON = "Explained the trade-off twice, with numbers."


@pytest.fixture
def vera():
    return UserFactory(name="Vera Voss", email="vera@example.org")


@pytest.fixture
def walt():
    return UserFactory(name="Walt Wood", email="walt@example.org")


def asks(role, by, *approvers, covers="all", needed=1, in_order=False):
    return services.set_debrief_policy(
        role=role, covers=covers, approvers=approvers, needed=needed, in_order=in_order, listeners=False, by=by
    )


@pytest.fixture
def waiting(opened, role, mara, vera, walt):
    """No hire, both asked side by side, both needed."""
    asks(role, mara, vera, walt, needed=2)
    decide(debrief=opened, outcome="no_hire", reason=REASON, by=mara)
    opened.refresh_from_db()
    return opened


def state(candidacy):
    candidacy.refresh_from_db()
    return candidacy.state


def test_the_candidacy_waits_until_enough_have_approved(waiting, candidacy, mara, vera, walt):
    assert waiting.closed_at
    assert waiting.decision.waits
    assert state(candidacy) == "active"

    services.approve_decision(debrief=waiting, by=vera)
    assert state(candidacy) == "active"
    services.approve_decision(debrief=waiting, words="Agreed.", by=walt)

    assert state(candidacy) == "closed"
    assert candidacy.stage_decisions.get().by == mara
    waiting.refresh_from_db()
    assert not waiting.decision.waits
    assert not Reveal.objects.filter(closed_at=None).exists()
    services.undo_decision(debrief=waiting, by=mara)
    assert state(candidacy) == "active"


def test_one_of_two_is_enough_where_one_is_asked_for(opened, role, candidacy, mara, vera, walt):
    asks(role, mara, vera, walt)
    decide(debrief=opened, outcome="no_hire", reason=REASON, by=mara)
    services.approve_decision(debrief=opened, by=walt)
    assert state(candidacy) == "closed"
    with pytest.raises(services.NothingToApprove):
        services.approve_decision(debrief=opened, by=vera)


def test_in_order_they_are_asked_one_after_the_other(opened, role, candidacy, mara, vera, walt):
    asks(role, mara, walt, vera, needed=2, in_order=True)
    decide(debrief=opened, outcome="no_hire", reason=REASON, by=mara)

    assert [mail.to for mail in OutboxMessage.objects.filter(subject__contains="approval")] == ["walt@example.org"]
    with pytest.raises(services.NotYourTurn):
        services.approve_decision(debrief=opened, by=vera)
    assert not visible_scorecards(vera).exists()
    services.approve_decision(debrief=opened, by=walt)
    assert OutboxMessage.objects.filter(subject__contains="approval", to="vera@example.org").count() == 1
    services.approve_decision(debrief=opened, by=vera)
    assert state(candidacy) == "closed"


def test_a_policy_for_hires_asks_for_hires(opened, role, candidacy, mara, vera):
    asks(role, mara, vera, covers="hire")
    decide(debrief=opened, outcome="hold", reason=REASON, by=mara)
    assert state(candidacy) == "on_hold"
    services.undo_decision(debrief=opened, by=mara)
    decide(debrief=opened, outcome="hire", reason=REASON, departure_reason="Depth.", by=mara)
    assert (state(candidacy), candidacy.stage.kind) == ("active", "technical")
    services.approve_decision(debrief=opened, by=vera)
    candidacy.refresh_from_db()
    assert candidacy.stage.kind == "references"


def test_declining_sends_it_back_with_the_words(waiting, candidacy, mara, vera, walt):
    services.approve_decision(debrief=waiting, by=walt)
    with pytest.raises(services.DeclineWordsMissing):
        services.decline_decision(debrief=waiting, words=" ", by=vera)

    services.decline_decision(debrief=waiting, words="The evidence is thin.", by=vera)

    waiting.refresh_from_db()
    assert waiting.closed_at is None
    kept = waiting.set_aside[0]
    assert (kept.set_aside_as, kept.set_aside_reason, kept.set_aside_by) == ("declined", "The evidence is thin.", vera)
    assert kept.approvals.count() == 2
    assert Reveal.objects.get().closed_at is None
    assert not visible_scorecards(vera).exists()
    decide(debrief=waiting, outcome="hold", reason="More evidence.", by=mara)
    assert Approval.objects.waiting().count() == 2


def test_the_decider_takes_it_back_while_it_waits(waiting, candidacy, mara, vera):
    services.undo_decision(debrief=waiting, by=mara)
    waiting.refresh_from_db()
    assert waiting.closed_at is None
    with pytest.raises(services.NothingToApprove):
        services.approve_decision(debrief=waiting, by=vera)
    assert state(candidacy) == "active"


def test_the_deciders_own_approval_does_not_count(opened, role, mara, vera):
    asks(role, mara, mara)
    with pytest.raises(services.NotEnoughApprovers):
        decide(debrief=opened, outcome="no_hire", reason=REASON, by=mara)
    assert not Decision.objects.exists()
    asks(role, mara, mara, vera)
    decide(debrief=opened, outcome="no_hire", reason=REASON, by=mara)
    assert [one.approver for one in Approval.objects.all()] == [vera]
    with pytest.raises(services.NotAsked):
        services.approve_decision(debrief=opened, by=mara)


def test_a_decision_that_waits_keeps_what_it_was_asked_with(waiting, role, candidacy, mara, vera, walt):
    asks(role, mara, mara, covers="none")
    assert waiting.decision.needed == 2
    services.approve_decision(debrief=waiting, by=vera)
    with pytest.raises(services.AnsweredAlready):
        services.approve_decision(debrief=waiting, by=vera)
    assert state(candidacy) == "active"
    services.approve_decision(debrief=waiting, by=walt)
    assert state(candidacy) == "closed"


def test_nothing_else_follows_while_it_waits(waiting, candidacy, mara, vera):
    with pytest.raises(services.DecisionWaits):
        services.prepare_debrief(candidacy=candidacy, facilitator=mara, scheduled_at=None, by=mara)
    with pytest.raises(services.NotInForce):
        services.reopen_debrief(debrief=waiting, reason="More.", by=mara)
    with pytest.raises(services.DebriefClosed):
        services.record_dissent(debrief=waiting, text="No.", by=mara)
    candidacy.refresh_from_db()
    withdraw(candidacy=candidacy, reason="Took another offer.", by=mara)
    with pytest.raises(services.CandidacyEnded):
        services.approve_decision(debrief=waiting, by=vera)


def test_the_database_keeps_an_answer(waiting, vera):
    services.approve_decision(debrief=waiting, by=vera)
    for change in ({"approved": False, "words": "No."}, {"words": "Yes."}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Approval.objects.filter(approver=vera).update(**change)


# --- What an approver reads ------------------------------------------------------------------------------------------


def test_an_approver_reads_what_was_revealed_and_nothing_else(client, waiting, candidacy, vera, walt, iris_sealed):
    client.force_login(vera)
    page = client.get(reverse("debrief_detail", args=[waiting.uid]))
    assert REASON in page.content.decode()
    assert "Approve" in page.content.decode()
    assert client.get(reverse("debrief_detail", args=[waiting.uid]), {"step": "evidence"}).status_code == 200
    assert iris_sealed in visible_scorecards(vera)
    assert may_read_file(vera, waiting.uid)
    for name in ("candidacy_detail", "candidacy_history", "candidacy_scorecards_part", "candidacy_debriefs_part"):
        assert client.get(reverse(name, args=[candidacy.uid])).status_code == 404
    assert client.get(reverse("role_detail", args=[candidacy.role.uid])).status_code == 404
    assert not Candidacy.objects.visible_to(vera).exists()
    assert not Document.objects.visible_to(vera).exists()

    answer = client.post(reverse("decision_answer", args=[waiting.uid]), {"answer": "approve", "words": ""})
    assert answer.status_code == 302
    services.approve_decision(debrief=waiting, by=walt)
    assert client.get(reverse("debrief_detail", args=[waiting.uid])).status_code == 404
    assert not visible_scorecards(vera).exists()
    assert not may_read_file(vera, waiting.uid)


def test_declining_without_words_is_said_on_the_page(client, waiting, vera):
    client.force_login(vera)
    answer = client.post(reverse("decision_answer", args=[waiting.uid]), {"answer": "decline", "words": " "})
    assert answer.status_code == 422
    assert "Write why you decline" in answer.content.decode()
    answer = client.post(reverse("decision_answer", args=[waiting.uid]), {"answer": "decline", "words": "Thin."})
    assert answer.status_code == 302
    assert answer.url == reverse("today")


def test_today_and_a_mail_tell_an_approver_and_no_score(client, waiting, vera, stan):
    mail = OutboxMessage.objects.get(to="vera@example.org")
    assert REASON not in mail.text
    assert "No hire" not in mail.text
    client.force_login(vera)
    assert "waits for your approval" in client.get(reverse("today")).content.decode()
    client.force_login(stan)
    assert "waits for your approval" not in client.get(reverse("today")).content.decode()
    assert client.post(reverse("decision_answer", args=[waiting.uid]), {"answer": "approve"}).status_code == 404


def test_others_do_not_approve(client, waiting, iris, mara):
    for user in (iris, mara):
        client.force_login(user)
        assert client.post(reverse("decision_answer", args=[waiting.uid]), {"answer": "approve"}).status_code == 403
        with pytest.raises(services.NotAsked):
            services.approve_decision(debrief=waiting, by=user)


def test_a_bound_approver_is_shown_nothing_and_answers_once_free(client, overridden, role, candidacy, mara, ivan):
    asks(role, mara, ivan)
    decide(debrief=overridden, outcome="hold", reason=REASON, by=mara)
    assert not OutboxMessage.objects.filter(subject__contains="approval").exists()
    with pytest.raises(services.ApproverBound):
        services.approve_decision(debrief=overridden, by=ivan)
    client.force_login(ivan)
    page = client.get(reverse("debrief_detail", args=[overridden.uid])).content.decode()
    assert REASON not in page
    assert "waits for your approval" not in client.get(reverse("today")).content.decode()
    card = ScorecardFactory(panelist=candidacy.interviews.get().panelists.get(user=ivan), level=1, recommendation=2)
    seal_scorecard(scorecard=card, by=ivan)

    assert "waits for your approval" in client.get(reverse("today")).content.decode()
    services.approve_decision(debrief=overridden, by=ivan)
    assert state(candidacy) == "on_hold"


def test_an_approver_who_joins_a_panel_reads_no_more_and_is_marked(client, waiting, candidacy, vera, iris_sealed):
    client.force_login(vera)
    client.get(reverse("debrief_detail", args=[waiting.uid]), {"step": "evidence"})
    place = PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=vera)
    assert iris_sealed not in visible_scorecards(vera)
    page = client.get(reverse("debrief_detail", args=[waiting.uid]))
    assert REASON not in page.content.decode()
    card = ScorecardFactory(panelist=place, level=1, recommendation=2)
    seal_scorecard(scorecard=card, by=vera)
    card.refresh_from_db()
    assert card.independence == Independence.NOT_INDEPENDENT
    assert Guest.objects.filter(user=vera).exists()


# --- The policy's page -----------------------------------------------------------------------------------------------


def test_the_policy_is_set_on_its_page_by_hiring_managers(client, role, mara, rosa, vera, walt):
    address = reverse("debrief_policy", args=[role.uid])
    client.force_login(rosa)
    assert client.get(address).status_code == 403
    client.force_login(mara)
    assert address in client.get(reverse("role_detail", args=[role.uid])).content.decode()
    form = {"covers": "hire", "needed": "2", "in_order": "1", "approver_1": walt.uid, "listeners": "1"}
    refused = client.post(address, form)
    assert refused.status_code == 422
    assert "Choose at least as many approvers" in refused.content.decode()
    assert client.post(address, form | {"approver_2": walt.uid}).status_code == 422
    assert client.post(address, form | {"approver_2": vera.uid}).status_code == 302
    policy = role.debrief_policy
    assert [place.user for place in policy.approvers.in_order()] == [walt, vera]
    assert (policy.covers, policy.needed, policy.in_order, policy.listeners) == ("hire", 2, True, True)
    page = client.get(address).content.decode()
    assert "cannot answer until nothing binds them" in page
    assert page.count(" selected") == 5


def test_only_managers_set_it_and_accounts_are_active(role, mara, rosa, vera):
    with pytest.raises(services.NotInTheRoom):
        asks(role, rosa, vera)
    vera.is_active = False
    vera.save()
    with pytest.raises(services.ApproverGone):
        asks(role, mara, vera)
