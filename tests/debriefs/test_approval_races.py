"""Approvers at the same moment: each counts once, and the candidacy moves once."""

import pytest

from debriefs import services
from debriefs.models import Approval
from hiring.models import StageDecision
from tests.debriefs.deciding import decide
from tests.factories import UserFactory
from tests.rig.races import behind, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def approvers(opened, role, mara):
    people = [UserFactory(name=name) for name in ("Vera Voss", "Walt Wood")]
    services.set_debrief_policy(
        role=role, covers="all", approvers=people, needed=2, in_order=False, listeners=False, by=mara
    )
    decide(debrief=opened, outcome="no_hire", reason="The evidence.", by=mara)
    return people


def approves(debrief, user):
    return lambda: services.approve_decision(debrief=debrief, by=user)


def test_two_approvals_at_once_count_once_each_and_move_once(opened, candidacy, approvers):
    results = together(*(approves(opened, user) for user in approvers))

    assert all(isinstance(result, Approval) for result in results), results
    assert Approval.objects.filter(approved=True).count() == 2
    candidacy.refresh_from_db()
    assert candidacy.state == "closed"
    assert StageDecision.objects.filter(candidacy=candidacy).count() == 1


def test_the_same_approval_twice_at_once_counts_once(opened, candidacy, approvers):
    results = together(approves(opened, approvers[0]), approves(opened, approvers[0]))

    assert sum(isinstance(result, services.AnsweredAlready) for result in results) == 1, results
    candidacy.refresh_from_db()
    assert candidacy.state == "active"


def test_an_approval_behind_a_decline_moves_nothing(opened, candidacy, approvers):
    first = lambda: services.decline_decision(debrief=opened, words="Thin.", by=approvers[0])  # noqa: E731

    result = behind(first, approves(opened, approvers[1]))

    assert isinstance(result, services.NothingToApprove), result
    candidacy.refresh_from_db()
    assert candidacy.state == "active"
