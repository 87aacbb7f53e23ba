"""Whoever may change a role cannot open its scorecards by a seat: not for themselves, and not for a friend."""

import pytest

from accounts.models import User
from core.models import AuditEvent
from hiring import services
from hiring.models import Candidacy, Role, Seat, SeatKind
from scorecards.visibility import visible_scorecards
from tests.factories import PanelistFactory, ScorecardFactory, UserFactory

DECIDING = SeatKind.deciders()


@pytest.fixture
def recruiter(db: None) -> User:
    """A recruiter by access level, without a seat."""
    return UserFactory(access_level="recruiter")


@pytest.mark.parametrize("kind", DECIDING)
@pytest.mark.parametrize("giver", ["ada", "recruiter"])
@pytest.mark.parametrize("receiver", ["giver", "stan"])
def test_no_seat_that_reads_scorecards_from_who_cannot(request, candidacy: Candidacy, kind, giver, receiver):
    by = request.getfixturevalue(giver)
    user = by if receiver == "giver" else request.getfixturevalue(receiver)
    with pytest.raises(services.NotYoursToGive):
        services.give_seat(role=candidacy.role, user=user, kind=kind, by=by)
    assert not Seat.objects.filter(role=candidacy.role, user=user).exists()
    assert not AuditEvent.objects.filter(verb="seat.given").exists()


def test_the_page_says_why_and_the_scorecards_stay_shut(client, interview, iris_sits, ada):
    ScorecardFactory(panelist=iris_sits, sealed=True)
    role = interview.candidacy.role
    client.force_login(ada)
    address = f"/roles/{role.uid}/seats/"
    answer = client.post(address, {"user": ada.uid, "kind": "hiring_manager"}, follow=True)
    assert services.NotYoursToGive.message in answer.content.decode().replace("&#x27;", "'")
    assert not visible_scorecards(ada).exists()


@pytest.mark.parametrize("kind", DECIDING)
def test_who_decides_gives_it_on(candidacy: Candidacy, mara, stan, kind):
    assert services.give_seat(role=candidacy.role, user=stan, kind=kind, by=mara).kind == kind


def test_an_interviewers_seat_opens_nothing_and_is_given_by_all(candidacy: Candidacy, ada, stan):
    services.give_seat(role=candidacy.role, user=stan, kind="interviewer", by=ada)
    assert not visible_scorecards(stan).exists()


def test_before_the_first_candidate_a_team_is_put_together_freely(role: Role, ada, recruiter):
    services.give_seat(role=role, user=recruiter, kind="recruiter", by=recruiter)
    services.give_seat(role=role, user=ada, kind="hiring_manager", by=ada)


def test_a_role_whose_deciders_have_gone_is_not_stuck(candidacy: Candidacy, mara, rosa, ada, recruiter):
    User.objects.filter(pk__in=[mara.pk, rosa.pk]).update(is_active=False)
    services.give_seat(role=candidacy.role, user=recruiter, kind="recruiter", by=ada)
    with pytest.raises(services.NotYoursToGive):
        services.give_seat(role=candidacy.role, user=ada, kind="hiring_manager", by=ada)


def test_a_decider_on_a_panel_gains_nothing_by_a_second_seat(interview, iris_sits, mara, rosa):
    PanelistFactory(interview=interview, user=rosa)
    ScorecardFactory(panelist=iris_sits, sealed=True)
    services.give_seat(role=interview.candidacy.role, user=rosa, kind="hiring_manager", by=rosa)
    assert not visible_scorecards(rosa).exists()
