"""A debrief ends on hold, more interviews follow: what was sealed since waits for the second debrief."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import AuditEvent
from debriefs.models import Debrief
from debriefs.services import open_debrief, prepare_debrief
from hiring import services as hiring
from hiring.models import Candidacy, Interview, Panelist, StageDecision
from scorecards.models import Independence, Reveal, Revision, Scorecard
from scorecards.services import record_reading, revise
from scorecards.visibility import hidden_acts, may_see_progress, visible_scorecards
from tests.debriefs.deciding import decide
from tests.factories import InterviewFactory, PanelistFactory, UserFactory
from tests.independence.worlds import NOW, World, seal, steady_ids, write

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def clock():
    """A clock that is moved on by hand."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def world(clock):
    """Everybody in the first round has sealed or left, and its debrief has ended on hold."""
    with steady_ids("shared"):
        world = World()
    for user in world.others:
        write(world.technical, user, level=3, words="First round")
    for user in [*world.pending.values(), *world.others]:
        seal(world.technical, user)
    write(world.screening, world.others[1], level=3, words="First round")
    seal(world.screening, world.others[1])
    debrief_on_hold(world, clock, world.debrief)
    return world


def debrief_on_hold(world: World, clock, debrief: Debrief) -> None:
    later(clock)
    open_debrief(debrief=Debrief.objects.get(pk=debrief.pk), by=world.decider)
    later(clock)
    decide(debrief=Debrief.objects.get(pk=debrief.pk), outcome="hold", reason="We want to know more", by=world.decider)
    later(clock)


def later(clock, hours: int = 1) -> None:
    clock.shift(timedelta(hours=hours))


def second_interview(world: World, *panel) -> Interview:
    stage = world.role.stages.get(guide_stage__key="applied-ml")
    interview = InterviewFactory(candidacy=world.candidacy, stage=stage, starts_at=timezone.now())
    for user in panel:
        PanelistFactory(interview=interview, user=user)
    return interview


def sealed_on(interview: Interview, user) -> Scorecard:
    card = write(interview, user, level=4, words="Second round")
    seal(interview, user)
    card.refresh_from_db()
    return card


def another_debrief(world: World) -> Debrief:
    candidacy = Candidacy.objects.get(pk=world.candidacy.pk)
    return prepare_debrief(candidacy=candidacy, facilitator=world.decider, scheduled_at=None, by=world.decider)


def test_what_is_sealed_after_a_debrief_waits_for_the_next_one(world, clock):
    iris, ivan = world.hats["interviewer"], world.others[0]
    first_round = set(visible_scorecards(iris))
    assert len(first_round) == 8
    card = sealed_on(second_interview(world, ivan), ivan)
    assert set(visible_scorecards(iris)) == first_round
    assert card in visible_scorecards(world.decider)
    second = another_debrief(world)
    assert card not in visible_scorecards(iris)
    later(clock)
    open_debrief(debrief=second, by=world.decider)
    assert card in visible_scorecards(iris)
    assert Reveal.objects.filter(candidacy=world.candidacy).count() == 2


def test_what_is_sealed_while_the_second_debrief_is_open_is_read_by_who_owes_nothing(world, clock):
    iris, (ivan, olga) = world.hats["interviewer"], world.others
    interview = second_interview(world, ivan, olga)
    sealed_on(interview, olga)
    open_debrief(debrief=another_debrief(world), by=world.decider, override_reason="The offer cannot wait.")
    assert not visible_scorecards(ivan).exclude(panelist__user=ivan).exists()
    later(clock)
    card = sealed_on(interview, ivan)
    assert card.independence == Independence.LATE
    assert {card} <= set(visible_scorecards(iris))


def test_what_the_last_debrief_left_owed_and_is_sealed_after_it_waits_too(world, clock):
    iris, ivan = world.hats["interviewer"], world.others[0]
    interview = second_interview(world, ivan)
    open_debrief(debrief=(second := another_debrief(world)), by=world.decider, override_reason="The offer cannot wait.")
    later(clock)
    decide(debrief=Debrief.objects.get(pk=second.pk), outcome="hold", reason="Wait", by=world.decider)
    later(clock)
    card = sealed_on(interview, ivan)
    assert card not in visible_scorecards(iris)
    assert card.independence == Independence.LATE


def test_who_joins_after_a_debrief_has_closed_was_not_in_its_room(world, clock):
    newcomer = UserFactory(name="Noor Nassar")
    assert sealed_on(second_interview(world, newcomer), newcomer).independence == Independence.INDEPENDENT


def test_who_had_a_place_in_the_first_round_may_have_heard_and_a_decider_too(world, clock):
    iris, otto = world.hats["interviewer"], world.decider
    interview = second_interview(world, iris, otto)
    assert sealed_on(interview, iris).independence == Independence.LATE
    assert sealed_on(interview, otto).independence == Independence.LATE


def test_who_read_the_first_round_is_not_independent_in_the_second(world, clock):
    iris = world.hats["interviewer"]
    record_reading(user=iris, scorecards=visible_scorecards(iris), via="debrief")
    read_at = timezone.now()
    later(clock)
    card = sealed_on(second_interview(world, iris), iris)
    assert (card.independence, card.exposed_at) == (Independence.NOT_INDEPENDENT, read_at)


@pytest.mark.parametrize("hat", ["interviewer", "hiring manager"])
def test_leaving_the_second_panel_unlocks_nothing_until_its_debrief_has_closed(world, clock, hat):
    user, ivan = world.hats[hat], world.others[0]
    interview = second_interview(world, user, ivan)
    sealed_on(interview, ivan)
    place = Panelist.objects.get(interview=interview, user=user)
    hiring.release_panelist(panelist=place, reason="On leave", by=world.decider)
    assert not visible_scorecards(user).exclude(panelist__user=user).exists()
    assert not may_see_progress(user, world.candidacy)
    debrief_on_hold(world, clock, another_debrief(world))
    assert visible_scorecards(user).filter(panelist__interview=interview).exists()


def test_coming_back_and_leaving_again_waits_for_the_next_debrief(world, clock):
    hugo, ivan = world.hats["leaving hiring manager"], world.others[0]
    assert visible_scorecards(hugo).exclude(panelist__user=hugo).exists()
    hiring.add_panelist(interview=world.technical, user=hugo, give_seats=True, by=world.decider)
    sealed_on(second_interview(world, ivan), ivan)
    place = Panelist.objects.get(interview=world.technical, user=hugo)
    hiring.release_panelist(panelist=place, reason="On leave", by=world.decider)
    assert not visible_scorecards(hugo).exclude(panelist__user=hugo).exists()


def test_decisions_of_the_second_round_wait_and_those_of_the_first_stay(world, clock):
    iris, ivan = world.hats["interviewer"], world.others[0]
    candidacy = Candidacy.objects.get(pk=world.candidacy.pk)
    first = set(StageDecision.objects.visible_to(iris))
    assert {decision.shown_reason for decision in first} == {"Debrief: We want to know more"}
    sealed_on(second_interview(world, ivan), ivan)
    later(clock)
    hiring.resume(candidacy=candidacy, reason="Ivan gave fours", by=world.decider)
    assert set(StageDecision.objects.visible_to(iris)) == first
    assert StageDecision.objects.visible_to(world.decider).count() == 2
    open_debrief(debrief=another_debrief(world), by=world.decider)
    assert StageDecision.objects.visible_to(iris).count() == 2


def test_acts_of_the_second_round_wait_in_the_audit_trail_of_an_admin_on_the_panel(world, clock):
    ada, ivan = world.hats["admin"], world.others[0]
    shown = AuditEvent.objects.filter(scope_uid=world.candidacy.uid)
    before = shown.exclude(hidden_acts(ada)).count()
    assert before == shown.count()
    sealed_on(second_interview(world, ivan), ivan)
    assert shown.exclude(hidden_acts(ada)).count() == before
    open_debrief(debrief=another_debrief(world), by=world.decider)
    assert shown.exclude(hidden_acts(ada)).count() == shown.count()


def test_a_revision_tells_whether_its_own_scorecard_was_revealed(world, clock):
    ivan = world.others[0]
    interview = second_interview(world, ivan)
    card = sealed_on(interview, ivan)
    revise(scorecard=card, recommendation=2, reason="On reflection", by=ivan)
    open_debrief(debrief=another_debrief(world), by=world.decider)
    later(clock)
    revise(scorecard=card, recommendation=3, reason="Convinced", by=ivan)
    assert list(Revision.objects.order_by("at").values_list("after_reveal", flat=True)) == [False, True]


def test_a_candidacy_has_one_unclosed_reveal(world):
    values = {"candidacy": world.candidacy, "at": timezone.now(), "by": world.decider}
    Reveal.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reveal.objects.create(**values)
