from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from core.models import AuditEvent, OutboxMessage
from hiring import services
from hiring.models import Interview, Panelist
from tests.factories import CandidacyFactory, RoleFactory, ScorecardFactory, UserFactory

from .conftest import NOW

BERLIN = ZoneInfo("Europe/Berlin")


def test_planning_stores_the_panel_invites_everybody_and_leaves_a_trace(candidacy, iris, ivan, plan):
    interview = plan(iris, ivan)
    assert set(interview.panelists.values_list("user__name", flat=True)) == {"Iris Ito", "Ivan Ivanov"}
    to = {"iris@example.org", "ivan@example.org", candidacy.candidate.email}
    assert set(OutboxMessage.objects.values_list("to", flat=True)) == to
    event = AuditEvent.objects.get(verb="interview.planned")
    assert (event.scope_uid, event.data["starts_at"]) == (candidacy.uid, "2026-11-21T08:00:00+00:00")


def test_learners_alone_are_no_panel(candidacy, stan, plan):
    with pytest.raises(services.PanelEmpty):
        plan(shadows=[stan])
    assert not candidacy.interviews.exists()


def test_whoever_comes_back_does_so_as_they_are_asked_to(stan, iris, rosa, plan):
    interview = plan(iris, shadows=[stan])
    place = interview.panelists.get(user=stan)
    services.release_panelist(panelist=place, reason="Ill", by=rosa)

    services.add_panelist(interview=interview, user=stan, override_reason="Agreed.", give_seats=True, by=rosa)

    place.refresh_from_db()
    assert (place.left_at, place.shadows) == (None, False)


@pytest.mark.parametrize("hours", [24, 24.5, 23.5])
def test_nobody_is_double_booked_and_the_refusal_tells_when(iris, ivan, plan, hours):
    plan(iris)
    other = CandidacyFactory()
    with pytest.raises(services.DoubleBooked) as refusal:
        plan(iris, ivan, hours=hours, candidacy=other)
    assert "Iris Ito has another interview with Amara Nwosu then: Sat 21 Nov, 09:00 to 10:00" in refusal.value.message
    assert Interview.objects.count() == 1


def test_back_to_back_is_fine(iris, plan):
    plan(iris)
    assert plan(iris, hours=25, candidacy=CandidacyFactory())


def test_a_refusal_tells_of_an_unseen_interview_no_more_than_that_somebody_is_not_available(iris, mara, plan):
    hidden = CandidacyFactory(role=RoleFactory(), candidate__name="Hidden Person")
    plan(iris, candidacy=hidden)
    with pytest.raises(services.DoubleBooked) as refusal:
        plan(iris, hours=24.5, by=mara)
    assert refusal.value.message == "Iris Ito is not available then. Choose another time."


def test_who_is_bound_is_refused_in_the_same_words_whatever_keeps_somebody_away(
    candidacy, iris, ivan, rosa, mara, plan
):
    """Rosa owes a scorecard: a later interview would tell her that the candidate went on, and with whom."""
    plan(rosa, hours=1)
    later = candidacy.role.stages.get(kind="culture")
    plan(ivan, stage=later, by=mara)
    with pytest.raises(services.DoubleBooked) as candidate_meets_ivan:
        plan(iris, stage=later)
    assert candidate_meets_ivan.value.message == "Amara Nwosu is not available then. Choose another time."
    with pytest.raises(services.DoubleBooked) as ivan_meets_somebody:
        plan(ivan, candidacy=CandidacyFactory())
    assert ivan_meets_somebody.value.message == "Ivan Ivanov is not available then. Choose another time."
    with pytest.raises(services.PanelRefused) as sits_there:
        plan(ivan, stage=later, hours=48)
    assert sits_there.value.message == "Ivan Ivanov is not available for this panel. Choose somebody else."
    with pytest.raises(services.PanelRefused, match="sits on this stage"):
        plan(ivan, stage=later, hours=48, by=mara)


def test_the_candidate_is_not_double_booked_over_two_roles(candidacy, iris, ivan, plan):
    plan(iris)
    again = CandidacyFactory(candidate=candidacy.candidate)
    with pytest.raises(services.DoubleBooked, match="Amara Nwosu has another interview then"):
        plan(ivan, candidacy=again)


def test_cancelled_released_ended_and_work_samples_book_nobody(candidacy, iris, rosa, mara, plan):
    first = plan(iris)
    services.cancel_interview(interview=first, reason="Ill.", by=rosa)
    second = plan(iris)
    services.release_panelist(panelist=second.panelists.get(), reason="Away.", by=rosa)
    third = CandidacyFactory()
    plan(iris, candidacy=third)
    services.withdraw(candidacy=third, reason="Left.", by=mara)
    sample = CandidacyFactory()
    sample.stage = sample.role.stages.get(kind="work_sample")
    window = {"ends_at": NOW + timedelta(days=7), "stage": sample.stage}
    plan(iris, candidacy=sample, **window)
    assert plan(iris, candidacy=CandidacyFactory())


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (NOW, NOW, "after the start"),
        (NOW, NOW + timedelta(hours=13), "12 hours"),
        (datetime(2026, 11, 21, 8), NOW + timedelta(days=1, hours=1), "time zone"),  # noqa: DTZ001
        (datetime(2027, 3, 28, 2, 30, tzinfo=BERLIN), datetime(2027, 3, 28, 4, tzinfo=BERLIN), "skip"),
    ],
)
def test_impossible_times_are_refused_in_words(iris, plan, start, end, words):
    with pytest.raises(services.BadTime, match=words):
        plan(iris, starts_at=start, ends_at=end)
    assert not Interview.objects.exists()


def test_a_panel_has_people_who_are_active_and_not_the_candidate(candidacy, iris, plan):
    with pytest.raises(services.PanelEmpty):
        plan()
    with pytest.raises(services.PanelRefused, match="once"):
        plan(iris, iris)
    with pytest.raises(services.PanelRefused, match="switched off"):
        plan(UserFactory(name="Olaf", is_active=False))
    with pytest.raises(services.PanelRefused, match="nobody interviews themselves"):
        plan(UserFactory(email=candidacy.candidate.email))
    plan(iris)
    with pytest.raises(services.PanelRefused, match="sits on this stage"):
        plan(iris, hours=48)


def test_only_running_candidacies_and_their_own_scored_stages(candidacy, iris, mara, plan):
    with pytest.raises(services.NotThisRole):
        plan(iris, stage=RoleFactory().stages.get(kind="technical"))
    with pytest.raises(services.NotThisRole):
        plan(iris, stage=candidacy.role.stages.get(kind="debrief"))
    services.withdraw(candidacy=candidacy, reason="Left.", by=mara)
    with pytest.raises(services.NotRunning):
        plan(iris)


def test_a_change_raises_the_sequence_and_no_change_sends_nothing(iris, rosa, plan):
    interview = plan(iris)
    values = {"starts_at": interview.starts_at, "ends_at": interview.ends_at, "timezone": "Europe/Berlin", "by": rosa}
    services.change_interview(interview=interview, place=interview.place, **values)
    assert interview.sequence == 0
    services.change_interview(interview=interview, place="Room 4", **values)
    interview.refresh_from_db()
    assert (interview.sequence, interview.place) == (1, "Room 4")
    assert OutboxMessage.objects.filter(subject__startswith="Changed").count() == 2


def test_an_interview_with_a_sealed_scorecard_is_not_cancelled(iris, rosa, plan):
    interview = plan(iris, hours=-2)
    ScorecardFactory(panelist=interview.panelists.get(), sealed=True)
    with pytest.raises(services.ScorecardSealed):
        services.cancel_interview(interview=interview, reason="Mistake.", by=rosa)


@pytest.mark.parametrize("sealed", [False, True])
def test_a_refusal_never_tells_an_owing_person_that_another_is_done(iris, rosa, plan, sealed):
    interview = plan(iris, rosa, hours=-2)
    panelist = interview.panelists.get(user=iris)
    ScorecardFactory(panelist=panelist, sealed=sealed)
    with pytest.raises(services.OwnScorecardFirst):
        services.cancel_interview(interview=interview, reason="Mistake.", by=rosa)
    with pytest.raises(services.OwnScorecardFirst):
        services.release_panelist(panelist=panelist, reason="Mistake.", by=rosa)


def test_joining_leaving_and_recusing_mark_the_row(iris, ivan, rosa, plan):
    interview = plan(iris)
    panelist = services.add_panelist(interview=interview, user=ivan, override_reason="Agreed.", by=rosa)
    services.release_panelist(panelist=panelist, reason="On leave.", by=rosa)
    assert panelist.left_at == NOW
    with pytest.raises(services.AlreadyGone):
        services.release_panelist(panelist=panelist, reason="Again.", by=rosa)
    services.add_panelist(interview=interview, user=ivan, override_reason="Agreed.", by=rosa)
    panelist.refresh_from_db()
    assert panelist.left_at is None
    services.recuse(panelist=panelist, reason="We are related.", by=ivan)
    assert not Panelist.objects.owing().filter(user=ivan).exists()
    with pytest.raises(services.PanelRefused, match="recused"):
        services.add_panelist(interview=interview, user=ivan, override_reason="Agreed.", by=rosa)
    to_iris = OutboxMessage.objects.filter(to="iris@example.org")
    assert to_iris.count() == 1


def test_the_database_keeps_ends_after_starts_and_people_once(candidacy, iris, plan):
    interview = plan(iris)
    with pytest.raises(IntegrityError), transaction.atomic():
        Panelist.objects.create(interview=interview, user=iris)
    with pytest.raises(IntegrityError), transaction.atomic():
        Interview.objects.filter(pk=interview.pk).update(ends_at=interview.starts_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Panelist.objects.filter(interview=interview).update(recused_at=datetime(2026, 11, 20, tzinfo=UTC))
