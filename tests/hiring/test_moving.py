"""A role that moves to a newer version of its guide: what comes along, and what keeps what it was begun with."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from core.models import AuditEvent, OutboxMessage
from hiring import services
from hiring.models import Interview, Material
from hiring.packets import kit
from hiring.queries.moving import newer_version as newer_version_of
from hiring.queries.moving import role_move
from question_bank.models import GuideVersion, VersionState
from scorecards.models import Scorecard
from scorecards.services import open_scorecard
from tests.factories import GuideVersionFactory, InterviewFactory, PanelistFactory, ScorecardFactory, unpublish
from tests.factories.question_bank import newer_version
from tests.permissions_world import material

from .conftest import NOW


@pytest.fixture
def newer(role):
    return newer_version(role.guide_version)


def held_by(interview):
    return Interview.objects.select_related("guide_stage__version").get(pk=interview.pk).guide_stage.version.number


# --- What moves and what stays ---------------------------------------------------------------------------------------


def test_the_role_its_stages_and_the_interviews_to_come_move(role, newer, plan, rosa, iris):
    interview = plan(iris)
    services.move_role(role=role, to=newer, by=rosa)
    role.refresh_from_db()
    assert role.guide_version == newer
    assert {stage.guide_stage.version_id for stage in role.stages.all()} == {newer.pk}
    assert [stage.guide_stage.name for stage in role.stages.in_order()] == [
        stage.name for stage in role.stages.in_order()
    ]
    assert held_by(interview) == 2


def test_what_is_planned_afterwards_is_held_by_the_new_version(role, candidacy, newer, plan, rosa, iris):
    stage = candidacy.stage
    assert stage.guide_stage.version.number == 1
    services.move_role(role=role, to=newer, by=rosa)
    assert held_by(plan(iris, stage=stage)) == 2


@pytest.mark.parametrize("seconds", [0, -1, -86_400])
def test_an_interview_that_has_started_stays(role, newer, candidacy, rosa, seconds):
    interview = InterviewFactory(candidacy=candidacy, starts_at=NOW + timedelta(seconds=seconds))
    services.move_role(role=role, to=newer, by=rosa)
    assert held_by(interview) == 1


def test_a_work_sample_whose_link_was_sent_stays(role, newer, plan, rosa, iris):
    sample = plan(iris, stage=role.stages.get(kind="work_sample"), hours=72)
    services.move_role(role=role, to=newer, by=rosa)
    assert held_by(sample) == 1


def test_a_cancelled_interview_stays(role, newer, plan, rosa, iris):
    interview = plan(iris)
    services.cancel_interview(interview=interview, reason="Ill", by=rosa)
    services.move_role(role=role, to=newer, by=rosa)
    assert held_by(interview) == 1


def test_an_interview_of_a_candidacy_that_may_be_taken_up_again_moves(role, newer, candidacy, plan, mara, iris):
    interview = plan(iris)
    services.close_candidacy(candidacy=candidacy, reason="No time.", by=mara)
    services.move_role(role=role, to=newer, by=mara)
    assert held_by(interview) == 2


def test_a_draft_keeps_what_it_was_begun_with_and_holds_nobody_else(role, newer, plan, rosa, iris, ivan):
    interview = plan(iris, ivan)
    draft = open_scorecard(interview=interview, by=iris)
    services.move_role(role=role, to=newer, by=rosa)
    draft.refresh_from_db()
    assert draft.guide_stage.version.number == 1
    assert held_by(interview) == 2, "whether Iris has begun must not show in what Ivan is given"
    interview.refresh_from_db()
    assert open_scorecard(interview=interview, by=ivan).guide_stage.version == newer
    assert kit(interview.uid, iris).context["version"].number == 1
    assert kit(interview.uid, ivan).context["version"].number == 2
    assert kit(interview.uid, rosa).context["version"].number == 2


def test_a_sealed_scorecard_keeps_what_it_was_begun_with(role, newer, plan, rosa, iris):
    place = plan(iris).panelists.get()
    card = ScorecardFactory(panelist=place, sealed=True)
    services.move_role(role=role, to=newer, by=rosa)
    card.refresh_from_db()
    assert card.guide_stage.version.number == 1
    assert {rating.criterion.version.number for rating in card.ratings.all()} == {1}


def test_interviews_of_other_roles_stay(role, newer, rosa):
    elsewhere = InterviewFactory(starts_at=NOW + timedelta(days=1))
    services.move_role(role=role, to=newer, by=rosa)
    assert held_by(elsewhere) == 1


def test_a_stage_stays_the_roles_own(role, newer, rosa):
    stage = role.stages.get(kind="work_sample")
    material(stage)
    kept = {"name": "Take-home", "weight": 3, "anonymous": True, "position": 20}
    role.stages.filter(pk=stage.pk).update(**kept)
    services.move_role(role=role, to=newer, by=rosa)
    stage.refresh_from_db()
    assert {name: getattr(stage, name) for name in kept} == kept
    assert stage.guide_stage.version == newer
    assert Material.objects.filter(stage=stage).exists()


def test_a_stage_that_the_version_lacks_stays_and_a_new_one_is_not_added(role, plan, rosa, iris):
    culture = role.stages.get(kind="culture")
    interview = plan(iris, stage=culture)
    newer = newer_version(role.guide_version, without=("culture",))
    move = role_move(rosa, role, newer)
    assert [stage.name for stage in move.staying] == ["Team & Culture Interview"]
    assert [stage.name for stage in move.new] == ["Case Study"]
    services.move_role(role=role, to=newer, by=rosa)
    culture.refresh_from_db()
    assert culture.guide_stage.version.number == 1
    assert held_by(interview) == 1
    assert role.stages.count() == 7


def test_a_stage_that_comes_back_is_compared_with_what_it_is_held_by(role, rosa):
    without = newer_version(role.guide_version, without=("culture",))
    services.move_role(role=role, to=without, by=rosa)
    again = newer_version(role.guide_version, number=3)
    assert newer_version_of(role) == again
    move = role_move(rosa, role, again)
    assert (move.staying, move.new) == ([], [])
    assert [stage.changes for stage in move.stages if stage.stage.kind == "culture"] == [[]]
    services.move_role(role=role, to=again, by=rosa)
    assert {stage.guide_stage.version_id for stage in role.stages.all()} == {again.pk}


def test_words_are_kept_and_new_ones_taken(role, newer, rosa):
    role.placeholder_values = {"company": "Northwind", "team_size": "five"}
    role.save()
    services.move_role(role=role, to=newer, by=rosa, placeholder_values={"office": " Berlin ", "unknown": "x"})
    role.refresh_from_db()
    assert role.placeholder_values == {"company": "Northwind", "team_size": "five", "office": "Berlin"}
    services.change_role(role=role, title="A", team="", location="", placeholder_values={"office": "Bonn"}, by=rosa)
    assert role.placeholder_values == {"team_size": "five", "office": "Bonn"}


def test_it_is_on_record_and_nobody_gets_a_mail(role, newer, plan, rosa, iris):
    plan(iris)
    mails = OutboxMessage.objects.count()
    services.move_role(role=role, to=newer, by=rosa)
    event = AuditEvent.objects.get(verb="role.moved")
    assert (event.actor, event.data) == (rosa, {"guide_version": newer.uid, "number": 2})
    assert OutboxMessage.objects.count() == mails


# --- What is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [VersionState.DRAFT, VersionState.RETIRED])
def test_only_to_a_published_version(role, newer, rosa, state):
    published = None if state == VersionState.DRAFT else newer.published_at
    GuideVersion.objects.filter(pk=newer.pk).update(state=state, published_at=published)
    refused(services.NotPublishedYet, role, newer, rosa)


def test_only_within_the_guide(role, rosa):
    refused(services.OtherGuide, role, GuideVersionFactory(number=2), rosa)


def test_only_forward(role, newer, rosa):
    earlier = role.guide_version
    refused(services.NotNewer, role, earlier, rosa)
    services.move_role(role=role, to=newer, by=rosa)
    refused(services.NotNewer, role, earlier, rosa)
    refused(services.NotNewer, role, newer, rosa)


def test_not_a_closed_role(role, newer, rosa):
    services.close_role(role=role, by=rosa)
    refused(services.RoleClosed, role, newer, rosa)


@pytest.mark.parametrize("kind", ["debrief", "references"])
def test_not_without_what_is_read_from_the_version(role, rosa, kind):
    refusal = refused(services.StageMissing, role, newer_version(role.guide_version, without=(kind,)), rosa)
    assert role.stages.get(kind=kind).name in refusal.message


def test_not_to_a_version_that_shares_no_scored_stage(role, rosa):
    without = ("screening", "work-sample", "technical", "applied-ml", "culture")
    refused(services.NoStageShared, role, newer_version(role.guide_version, without=without), rosa)


def refused(refusal, role, to, by):
    before, events = role.guide_version_id, AuditEvent.objects.count()
    with pytest.raises(refusal) as caught:
        services.move_role(role=role, to=to, by=by)
    role.refresh_from_db()
    assert role.guide_version_id == before
    assert {stage.guide_stage.version_id for stage in role.stages.all()} == {before}
    assert AuditEvent.objects.count() == events
    return caught.value


# --- What it would change --------------------------------------------------------------------------------------------


def test_the_changes_stand_by_stage(role, newer, rosa):
    move = role_move(rosa, role, newer)
    changed = {stage.stage.kind: [str(change) for change in stage.changes] for stage in move.stages}
    assert changed.pop("technical") == [
        "changed: Question 1",
        "changed: Technical Interview criterion 1 / level 3",
        *(f"added: Explaining / level {level}" for level in range(5)),
        *(f"removed: Technical Interview criterion 2 / level {level}" for level in range(5)),
        "added: Criteria",
        "removed: Criteria",
    ]
    assert set(map(len, changed.values())) == {0}
    assert [str(change) for change in move.profile] == ["changed: profile / overview"]
    assert (move.shared, move.count) == ([], 15)


def test_what_several_stages_rate_changes_once(role, rosa):
    newer = newer_version(role.guide_version)
    with drafted(newer):
        newer.criteria.filter(key="deploy").update(name="Deliver models")
    move = role_move(rosa, role, newer)
    assert [str(change) for change in move.shared] == ["changed: Deliver models / name"]


def test_what_the_roles_stages_keep_as_their_own_is_no_change(role, newer, rosa):
    with drafted(newer):
        newer.stages.filter(key="technical").update(name="Deep Dive", weight=5)
        newer.stages.filter(key="debrief").update(key="meeting")
    move = role_move(rosa, role, newer)
    assert [stage.stage.name for stage in move.stages if stage.changes] == ["Technical Interview"]
    assert not [change for stage in move.stages for change in stage.changes if change.where[-1] in {"name", "weight"}]
    assert move.new == [newer.stages.get(key="case")]


def test_a_question_that_comes_or_goes_has_its_number(role, newer, rosa):
    with drafted(newer):
        newer.stages.get(key="culture").questions.filter(key="culture-q1").update(key="culture-q9")
    move = role_move(rosa, role, newer)
    [culture] = [stage for stage in move.stages if stage.stage.kind == "culture"]
    texts = [str(change) for change in culture.changes if len(change.where) == 1]
    assert texts == ["added: Question 1", "removed: Question 1 until now"]
    assert "key" not in {change.where[-1] for change in culture.changes}


def test_counted_are_the_interviews_that_the_reader_sees(role, newer, candidacy, plan, rosa, mara, iris, ivan):
    plan(iris)
    plan(iris, stage=role.stages.get(kind="work_sample"), hours=72)
    InterviewFactory(candidacy=candidacy, stage=role.stages.get(kind="screen"), starts_at=NOW - timedelta(days=1))
    move = role_move(rosa, role, newer)
    counted = {stage.stage.kind: (stage.begun, stage.to_come) for stage in move.stages}
    assert (counted["screen"], counted["work_sample"], counted["technical"]) == ((1, 0), (1, 0), (0, 1))
    assert (move.begun, move.to_come) == (2, 1)
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy, starts_at=NOW - timedelta(hours=2)), user=mara)
    assert (role_move(mara, role, newer).begun, role_move(mara, role, newer).to_come) == (1, 0)


def test_a_draft_changes_no_count(role, newer, plan, rosa, mara, iris):
    interview = plan(iris)
    before = role_move(mara, role, newer)
    open_scorecard(interview=interview, by=iris)
    assert role_move(mara, role, newer) == before


def test_the_newest_published_version_is_offered(role, newer):
    assert newer_version_of(role) == newer
    third = newer_version(role.guide_version, number=3)
    assert newer_version_of(role) == third
    GuideVersion.objects.filter(pk=third.pk).update(state=VersionState.RETIRED)
    assert newer_version_of(role) == newer
    GuideVersionFactory(guide=newer.guide, number=4, state=VersionState.DRAFT, published_at=None)
    role.guide_version = newer
    assert newer_version_of(role) is None


@contextmanager
def drafted(version):
    """Let a test edit what stands in a published ``version``."""
    unpublish(version)
    yield
    GuideVersion.objects.filter(pk=version.pk).update(state=VersionState.PUBLISHED, published_at=version.published_at)


# --- Rows from before anything could move ----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_rows_from_before_are_held_by_what_their_role_was_opened_with():
    sealed = ScorecardFactory(sealed=True)
    targets = [("hiring", "0009_note_when_files_were_handed_in"), ("scorecards", "0007_count_time_per_question")]
    try:
        MigrationExecutor(connection).migrate(targets)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    card = Scorecard.objects.select_related("panelist__interview__stage").get()
    assert (card.pk, card.guide_stage_id) == (sealed.pk, sealed.guide_stage_id)
    assert card.panelist.interview.guide_stage_id == card.panelist.interview.stage.guide_stage_id
    with pytest.raises(DatabaseError, match="sealed scorecard"):
        Scorecard.objects.update(summary="Changed")
