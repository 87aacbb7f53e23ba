"""Preparing and opening."""

import pytest
from django.db import IntegrityError, transaction

from core.models import AuditEvent, OutboxMessage
from debriefs import services
from debriefs.models import Debrief
from hiring.services import recuse, release_panelist
from scorecards.models import Reveal
from scorecards.visibility import visible_scorecards
from tests.factories import PanelistFactory, ScorecardFactory, seat

from .conftest import WEDNESDAY


def test_a_debrief_can_be_prepared_before_anybody_has_interviewed(candidacy, rosa, mara):
    debrief = services.prepare_debrief(candidacy=candidacy, facilitator=rosa, scheduled_at=None, by=mara)

    assert debrief.opened_at is None
    assert AuditEvent.objects.get(verb="debrief.prepared").scope_uid == candidacy.uid


def test_one_unclosed_debrief_per_candidacy(prepared, candidacy, mara):
    with pytest.raises(services.AlreadyPrepared):
        services.prepare_debrief(candidacy=candidacy, facilitator=mara, scheduled_at=None, by=mara)
    with pytest.raises(IntegrityError), transaction.atomic():
        Debrief.objects.create(candidacy=candidacy, facilitator=mara)


def test_only_a_decider_leads(candidacy, mara, iris):
    with pytest.raises(services.FacilitatorDoesNotDecide):
        services.prepare_debrief(candidacy=candidacy, facilitator=iris, scheduled_at=None, by=mara)


def test_time_and_lead_can_change_until_it_closes(prepared, rosa, mara):
    changed = services.change_debrief(debrief=prepared, facilitator=rosa, scheduled_at=None, by=mara)

    assert (changed.facilitator, changed.scheduled_at) == (rosa, None)


def test_opening_reveals_to_the_panel(prepared, mara, iris, iris_sealed, ivan_sealed):
    assert visible_scorecards(iris).count() == 1

    services.open_debrief(debrief=prepared, by=mara)

    assert visible_scorecards(iris).count() == 2
    assert AuditEvent.objects.get(verb="debrief.opened").data == {"overridden": False}
    assert not OutboxMessage.objects.filter(subject__contains="Debrief").exists()


def test_opening_waits_for_owed_scorecards(prepared, mara, iris_sealed, ivan_sits):
    with pytest.raises(services.ScorecardsOwed):
        services.open_debrief(debrief=prepared, by=mara, override_reason="  ")

    prepared.refresh_from_db()
    assert prepared.opened_at is None
    assert not Reveal.objects.exists()


def test_a_released_panelist_owes_nothing(prepared, mara, rosa, iris_sealed, ivan_sits):
    release_panelist(panelist=ivan_sits, reason="Ill.", by=rosa)

    services.open_debrief(debrief=prepared, by=mara)


def test_an_override_is_kept_and_told_to_the_panel_without_scores(overridden, iris, ivan, mara):
    overridden.refresh_from_db()
    mails = OutboxMessage.objects.filter(subject__contains="opened early")

    assert overridden.override_reason == "The offer ends on Friday."
    assert Reveal.objects.get().override_reason == "The offer ends on Friday."
    assert {mail.to for mail in mails} == {iris.email, ivan.email}
    assert len({mail.text.replace("Iris", "").replace("Ivan", "") for mail in mails}) == 1
    assert "The offer ends on Friday." in mails[0].text


def test_after_an_override_the_pending_panelist_still_sees_nothing(overridden, ivan):
    assert not visible_scorecards(ivan).exists()


def test_a_reason_without_need_is_not_kept(prepared, mara, iris_sealed, ivan_sealed):
    opened = services.open_debrief(debrief=prepared, by=mara, override_reason="Just so.")

    assert opened.override_reason == ""


def test_whoever_owes_cannot_open_it_even_with_a_reason(prepared, mara, interview, iris_sealed):
    PanelistFactory(interview=interview, user=mara)

    with pytest.raises(services.OwnScorecardOwed):
        services.open_debrief(debrief=prepared, by=mara, override_reason="I know enough.")


def test_whoever_recused_cannot_open_it(prepared, mara, interview, iris_sealed):
    panelist = PanelistFactory(interview=interview, user=mara)
    recuse(panelist=panelist, reason="We are related.", by=mara)

    with pytest.raises(services.NotInTheRoom):
        services.open_debrief(debrief=prepared, by=mara)


@pytest.mark.parametrize("persona", ["rosa", "iris", "ada", "stan"])
def test_only_a_manager_or_the_lead_opens(prepared, iris_sealed, request, persona):
    with pytest.raises(services.NotInTheRoom):
        services.open_debrief(debrief=prepared, by=request.getfixturevalue(persona))


def test_a_recruiter_who_leads_opens(candidacy, rosa, mara, iris_sealed):
    debrief = services.prepare_debrief(candidacy=candidacy, facilitator=rosa, scheduled_at=WEDNESDAY, by=mara)

    assert services.open_debrief(debrief=debrief, by=rosa).opened_by == rosa


def test_a_second_manager_opens_too(prepared, role, stan, iris_sealed):
    seat(role, stan, "hiring_manager")

    services.open_debrief(debrief=prepared, by=stan)


def test_it_does_not_open_twice_nor_without_a_scorecard(prepared, mara, iris_sits):
    with pytest.raises(services.NobodyScored):
        services.open_debrief(debrief=prepared, by=mara, override_reason="Now.")
    ScorecardFactory(panelist=iris_sits, sealed=True)
    services.open_debrief(debrief=prepared, by=mara)
    with pytest.raises(services.AlreadyOpened):
        services.open_debrief(debrief=prepared, by=mara)


def test_nothing_is_prepared_or_opened_after_the_end(prepared, candidacy, mara, iris_sealed):
    from hiring.services import withdraw

    withdraw(candidacy=candidacy, reason="Took another offer.", by=mara)

    with pytest.raises(services.CandidacyEnded):
        services.open_debrief(debrief=prepared, by=mara)


def test_the_database_wants_who_and_when_together(prepared, mara):
    with pytest.raises(IntegrityError), transaction.atomic():
        Debrief.objects.filter(pk=prepared.pk).update(opened_by=mara)
    with pytest.raises(IntegrityError), transaction.atomic():
        Debrief.objects.filter(pk=prepared.pk).update(closed_at=WEDNESDAY)
