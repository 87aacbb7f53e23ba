"""What opens and what stays shut as people leave, come back, seal, read, cancel and plan again."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core.models import AuditEvent
from debriefs.models import Debrief
from debriefs.services import open_debrief
from hiring import services as hiring
from hiring.models import Candidacy, Interview, Panelist, StageDecision
from hiring.queries.shown import shown_candidacies
from references.models import Referee
from scorecards.models import Independence, Scorecard
from scorecards.services import close_reveal, record_reading
from scorecards.visibility import hidden_acts, may_see_progress, visible_scorecards
from tests.factories import InterviewFactory, PanelistFactory, UserFactory
from tests.independence.worlds import CANARY, NOW, World, moved_on, seal, steady_ids, travelled, write

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def world():
    with travelled(), steady_ids("shared"):
        yield World()


def others_read(world, user) -> int:
    return visible_scorecards(user).exclude(panelist__user=user).count()


def shown(world, user) -> Candidacy:
    return shown_candidacies(user).get(pk=world.candidacy.pk)


def stands_still(world, user) -> bool:
    row = shown(world, user)
    return row.own_stage == world.technical.stage_id == row.shown_stage and row.shown_since is None


@pytest.mark.parametrize("hat", ["leaver", "leaving hiring manager", "recused recruiter"])
def test_who_is_off_the_panel_learns_nothing_before_the_debrief_has_closed(world, hat):
    moved_on(world, hat)
    user = world.hats[hat]
    assert stands_still(world, user)
    assert others_read(world, user) == 0
    assert not may_see_progress(user, world.candidacy)
    assert not StageDecision.objects.visible_to(user).exists()
    assert not Referee.objects.visible_to(user).exists()
    assert Interview.objects.visible_to(user).get(candidacy=world.candidacy) == world.technical
    assert "not on the panel any more" in page(user, world.candidacy)


@pytest.mark.parametrize(("hat", "reads"), [("leaving hiring manager", True), ("recused recruiter", False)])
def test_the_closed_debrief_opens_how_it_went_and_scores_to_leavers_only(world, hat, reads):
    moved_on(world, hat)
    user = world.hats[hat]
    close_reveal(candidacy=world.candidacy)
    assert not stands_still(world, user)
    assert StageDecision.objects.visible_to(user).exists()
    assert Referee.objects.visible_to(user).exists() is reads
    assert bool(others_read(world, user)) is reads
    assert may_see_progress(user, world.candidacy) is reads


@pytest.mark.parametrize("hat", ["leaver", "leaving hiring manager", "recused recruiter"])
def test_an_ended_candidacy_stands_still_for_nobody_and_opens_no_score(world, hat):
    moved_on(world, hat)
    candidacy = Candidacy.objects.get(pk=world.candidacy.pk)
    hiring.close_candidacy(candidacy=candidacy, reason="Another offer", by=world.decider)
    user = world.hats[hat]
    assert shown(world, user).own_stage is None
    assert shown(world, user).shown_state == "closed"
    assert others_read(world, user) == 0
    assert AuditEvent.objects.filter(hidden_acts(user), scope_uid=candidacy.uid).exists()


@pytest.mark.parametrize("hat", ["leaving hiring manager", "recused recruiter"])
def test_who_is_off_the_panel_is_refused_at_the_gate_without_learning_the_state(world, hat):
    user, words = world.hats[hat], []
    candidacy = Candidacy.objects.get(pk=world.candidacy.pk)
    for act in (hiring.hold, hiring.resume, hiring.advance):
        with pytest.raises(hiring.SteppedBack):
            act(candidacy=candidacy, reason="Because", by=user)
    hiring.hold(candidacy=candidacy, reason="Because", by=world.decider)
    for act in (hiring.hold, hiring.resume, hiring.advance):
        with pytest.raises(hiring.SteppedBack) as refusal:
            act(candidacy=candidacy, reason="Because", by=user)
        words.append(refusal.value.message)
    assert len(set(words)) == 1


def test_leaving_and_coming_back_opens_nothing(world):
    user = world.hats["leaving hiring manager"]
    for card in (write(world.technical, other, level=4, words=CANARY) for other in world.others):
        seal(world.technical, card.panelist.user)
    assert others_read(world, user) == 0
    hiring.add_panelist(interview=world.technical, user=user, give_seats=True, by=world.decider)
    assert others_read(world, user) == 0
    assert stands_still(world, user)
    assert shown(world, user).owes
    seal(world.technical, user)
    card = Scorecard.objects.get(panelist__user=user)
    assert card.independence == Independence.INDEPENDENT


def test_leaving_after_another_was_sealed_binds_too(world):
    user = UserFactory()
    PanelistFactory(interview=world.screening, user=user)
    place = PanelistFactory(interview=world.technical, user=user)
    write(world.screening, user, level=3, words="Mine")
    seal(world.screening, user)
    hiring.release_panelist(panelist=place, reason="On leave", by=world.decider)
    assert stands_still(world, user)


def test_who_has_sealed_reads_once_it_is_revealed(world):
    ivan, olga = world.others
    for user in world.others:
        write(world.technical, user, level=4, words=CANARY)
        seal(world.technical, user)
    write(world.screening, olga, level=3, words=CANARY)
    seal(world.screening, olga)
    assert others_read(world, ivan) == 0
    debrief = Debrief.objects.get(pk=world.debrief.pk)
    open_debrief(debrief=debrief, by=world.decider, override_reason="The offer cannot wait.")
    assert others_read(world, ivan) == 2
    assert others_read(world, world.hats["interviewer"]) == 0
    assert CANARY in page(ivan, world.candidacy, "scorecard_detail", Scorecard.objects.filter(panelist__user=olga)[0])


def test_a_decider_who_has_read_and_joins_later_is_marked(world):
    otto, olga = world.decider, world.others[1]
    write(world.screening, olga, level=3, words=CANARY)
    seal(world.screening, olga)
    card = visible_scorecards(otto).get()
    record_reading(user=otto, scorecards=[card], via="page")
    interview = plan(world, "applied-ml", otto, by=otto)
    assert others_read(world, otto) == 0
    write(interview, otto, level=3, words="Mine")
    seal(interview, otto)
    own = Scorecard.objects.get(panelist__user=otto)
    assert (own.independence, own.exposed_at) == (Independence.NOT_INDEPENDENT, NOW)


def plan(world, stage: str, user, *, by) -> Interview:
    start = NOW + timedelta(hours=30)
    return hiring.plan_interview(
        give_seats=True,
        candidacy=Candidacy.objects.get(pk=world.candidacy.pk), stage=world.role.stages.get(guide_stage__key=stage),
        starts_at=start, ends_at=start + timedelta(hours=1), timezone="UTC", place="", panel=[user],
        override_reason="Agreed.", by=by,
    )  # fmt: skip


def test_cancelling_after_a_draft_was_begun_counts_as_leaving(world):
    """A decider cannot cancel their own interview to read the stage, and plan it again."""
    otto, olga = world.decider, world.others[1]
    interview = InterviewFactory(candidacy=world.candidacy, stage=world.screening.stage, starts_at=NOW)
    PanelistFactory(interview=interview, user=otto)
    write(interview, otto, level=2, words="Mine")
    write(world.screening, olga, level=4, words=CANARY)
    seal(world.screening, olga)
    hiring.cancel_interview(interview=interview, reason="The candidate fell ill", by=otto)
    assert others_read(world, otto) == 0
    assert not may_see_progress(otto, world.candidacy)
    assert shown(world, otto).own_stage == world.screening.stage_id
    assert "not on the panel any more" in page(otto, world.candidacy)
    again = plan(world, "screening", otto, by=world.pending["recruiter"])
    assert others_read(world, otto) == 0
    write(again, otto, level=2, words="Mine")
    seal(again, otto)
    assert others_read(world, otto) == 1
    assert Scorecard.objects.get(panelist__interview=again).independence == Independence.INDEPENDENT


def test_cancelling_before_anything_was_written_binds_nobody(world):
    otto, olga = world.decider, world.others[1]
    interview = plan(world, "applied-ml", otto, by=otto)
    write(world.screening, olga, level=4, words=CANARY)
    seal(world.screening, olga)
    hiring.cancel_interview(interview=interview, reason="Planned too early", by=otto)
    assert others_read(world, otto) == 1
    assert shown(world, otto).own_stage is None


def test_every_place_that_binds_bars(world):
    moved_on(world, "leaver")
    binding = Panelist.objects.binding()
    assert {place.user for place in binding} == {*world.gone.values(), *world.others}, "the others have a new interview"
    assert not binding.exclude(pk__in=Panelist.objects.barring().values("pk")).exists()
    assert not Panelist.objects.owing().exclude(pk__in=binding.values("pk")).exists()


def page(user, candidacy, name: str = "candidacy_detail", obj=None) -> str:
    client = Client()
    client.force_login(user)
    return client.get(reverse(name, args=[(obj or candidacy).uid])).content.decode()


def test_gate_reasons_open_with_the_scorecards_that_they_may_speak_of(world):
    moved_on(world, "interviewer")
    iris = world.hats["interviewer"]
    seal(world.technical, iris)
    assert not stands_still(world, iris)
    assert not StageDecision.objects.visible_to(iris).exists()
    assert StageDecision.objects.visible_to(world.decider).exists()
    open_debrief(debrief=world.debrief, by=world.decider, override_reason="The offer cannot wait.")
    assert StageDecision.objects.visible_to(iris).exists()
