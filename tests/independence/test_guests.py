"""Listeners and approvers: they read what was revealed, while they are asked to, and nothing before or beside."""

import pytest

from accounts.models import User
from debriefs.models import Debrief
from debriefs.services import invite_listener, set_debrief_policy
from hiring.models import Panelist
from scorecards.models import Exposure
from tests.debriefs.deciding import decide
from tests.factories import PanelistFactory, UserFactory
from tests.independence.walker import canaries, differences, walk
from tests.independence.worlds import (
    World,
    all_sealed_at_four,
    every_uid,
    half_done,
    nothing,
    opened_early,
    steady_ids,
    travelled,
    undone,
)
from tests.test_independence import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def world():
    with travelled(), steady_ids("shared"):
        world = World()
        world.guest = UserFactory(name="Lou Lind", email="lou@example.org")
        asks = {"approvers": [world.guest], "needed": 1, "in_order": False, "listeners": True}
        set_debrief_policy(role=world.role, covers="all", by=world.decider, **asks)
        yield world


def debrief_of(world: World) -> Debrief:
    return Debrief.objects.get(pk=world.debrief.pk)


def listens(world: World) -> None:
    invite_listener(debrief=debrief_of(world), user=world.guest, by=world.decider)


def walked(user: User) -> dict:
    return walk(signed_in(user), every_uid(), writes=False)


def test_a_listener_learns_nothing_before_the_opening(world):
    """An approver neither: they are the same person here, and nothing has been decided."""
    listens(world)
    seen = []
    with undone(), steady_ids("others"):
        all_sealed_at_four(world, "interviewer")
        uids = every_uid()
    for variant in (nothing, half_done, all_sealed_at_four):
        with undone(), steady_ids("others"):
            variant(world, "interviewer")
            seen.append(walk(signed_in(world.guest), uids))
    assert not any(canaries(answers) for answers in seen)
    for answers in seen[1:]:
        found = differences(seen[0], answers)
        assert not found, "\n".join(found[:20])


def test_an_approver_learns_nothing_of_an_open_debrief_before_the_decision(world):
    with undone():
        opened_early(world)
        assert not canaries(walked(world.guest))


def test_a_listener_reads_in_the_debrief_and_on_no_other_page_of_the_candidate(world):
    """The oracle of these worlds: being a guest does open something."""
    listens(world)
    with undone():
        opened_early(world)
        found = canaries(walked(world.guest))
        assert any("/debriefs/" in url for url in found)
        assert not [url for url in found if "/debriefs/" not in url and "/scorecards/" not in url]


def test_an_approver_reads_it_once_it_is_decided(world):
    with undone():
        opened_early(world)
        decide(debrief=debrief_of(world), outcome="hold", reason="Because", by=world.decider)
        found = canaries(walked(world.guest))
        assert any("/debriefs/" in url for url in found)
        assert not [url for url in found if "/debriefs/" not in url and "/scorecards/" not in url]


def test_a_listener_who_joins_a_panel_is_shown_nothing_more_and_is_on_record(world):
    listens(world)
    with undone():
        opened_early(world)
        signed_in(world.guest).get(f"/debriefs/{world.debrief.uid}/?step=evidence")
        PanelistFactory(interview=world.technical, user=world.guest)
        assert not canaries(walked(world.guest))
        assert Exposure.objects.filter(user=world.guest, candidacy=world.candidacy).exists()
        assert Panelist.objects.barring().filter(user=world.guest).exists()


@pytest.mark.parametrize("hat", ["interviewer", "hiring manager"])
def test_an_approver_whom_a_panel_binds_is_shown_nothing(world, hat):
    asks = {"approvers": [world.hats[hat]], "needed": 1, "in_order": False, "listeners": True}
    set_debrief_policy(role=world.role, covers="all", by=world.decider, **asks)
    with undone():
        opened_early(world)
        decide(debrief=debrief_of(world), outcome="hold", reason="Because", by=world.decider)
        assert not canaries(walked(world.hats[hat]))
