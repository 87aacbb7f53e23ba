"""Sealing, revising and the reveal: once, marked, and never changed afterwards."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.errors import Refused
from core.models import AuditEvent, OutboxMessage
from scorecards.models import Answer, Exposure, Independence, Rating, Reveal, Revision, Scorecard
from scorecards.queries import evidence_matrix
from scorecards.services import (
    AlreadyRevealed,
    InvalidChanges,
    NothingToRevise,
    NotOnPanel,
    NotReadyToSeal,
    NotYours,
    StillOwed,
    close_reveal,
    record_reading,
    reveal_candidacy,
    revise,
    seal_scorecard,
)
from tests.factories import PanelistFactory, unpublish

from .conftest import fill, save, sealed

pytestmark = pytest.mark.django_db


def test_sealing_marks_it_independent_and_stands_in_the_audit_trail(card, iris):
    stored = seal_scorecard(scorecard=fill(card), by=iris)
    assert stored.sealed_at
    assert (stored.independence, stored.exposed_at) == (Independence.INDEPENDENT, None)
    event = AuditEvent.objects.get(verb="scorecard.sealed")
    assert (event.actor, event.scope_uid) == (iris, card.panelist.interview.candidacy.uid)


def test_submitting_twice_seals_once(card, iris):
    first = seal_scorecard(scorecard=fill(card), by=iris)
    again = seal_scorecard(scorecard=card, by=iris)
    assert (again.pk, again.sealed_at) == (first.pk, first.sealed_at)
    assert AuditEvent.objects.filter(verb="scorecard.sealed").count() == 1


def test_an_empty_scorecard_names_everything_that_is_missing(card, criteria, iris):
    with pytest.raises(NotReadyToSeal) as refused:
        seal_scorecard(scorecard=card, by=iris)
    assert list(refused.value.missing) == [*(f"ratings.{c.uid}.level" for c in criteria), "recommendation"]
    card.refresh_from_db()
    assert not card.is_sealed


def test_one_unrated_criterion_keeps_it_open(card, criteria, iris):
    fill(card)
    save(card, {"ratings": {criteria[1].uid: {"level": None}}}, seq=2)
    with pytest.raises(NotReadyToSeal) as refused:
        seal_scorecard(scorecard=card, by=iris)
    assert list(refused.value.missing) == [f"ratings.{criteria[1].uid}.level"]


def test_level_0_needs_its_reason(card, criteria, iris):
    fill(card)
    save(card, {"ratings": {criteria[0].uid: {"level": 0, "evidence": "  "}}}, seq=2)
    with pytest.raises(NotReadyToSeal) as refused:
        seal_scorecard(scorecard=card, by=iris)
    assert list(refused.value.missing) == [f"ratings.{criteria[0].uid}.evidence"]
    save(card, {"ratings": {criteria[0].uid: {"evidence": "We ran out of time."}}}, seq=3)
    assert seal_scorecard(scorecard=card, by=iris).is_sealed


def test_a_stage_that_asks_no_recommendation_seals_without_one(card, iris):
    guide_stage = card.panelist.interview.stage.guide_stage
    unpublish(guide_stage.version)
    guide_stage.asks_recommendation = False
    guide_stage.save()
    fill(card)
    save(card, {"recommendation": None}, seq=2)
    assert seal_scorecard(scorecard=card, by=iris).is_sealed


def test_nobody_else_seals_it(card, ada):
    with pytest.raises(NotYours):
        seal_scorecard(scorecard=fill(card), by=ada)


def test_an_ended_candidacy_takes_no_more_scorecards(card, iris, candidacy):
    fill(card)
    candidacy.state, candidacy.ended_at = "withdrawn", timezone.now()
    candidacy.save()
    with pytest.raises(NotOnPanel):
        seal_scorecard(scorecard=card, by=iris)


def test_whoever_had_read_another_one_is_marked_with_the_time(interview, ivan_sits, ivan, card, iris):
    theirs = sealed(interview, ivan)
    record_reading(user=iris, scorecards=[theirs], via="debrief")
    stored = seal_scorecard(scorecard=fill(card), by=iris)
    assert stored.independence == Independence.NOT_INDEPENDENT
    assert stored.exposed_at == Exposure.objects.get().at


def test_sealed_after_the_reveal_is_marked_late(interview, ivan_sits, ivan, card, iris, candidacy, mara):
    sealed(interview, ivan)
    reveal_candidacy(candidacy=candidacy, by=mara, override_reason="The offer cannot wait.")
    assert seal_scorecard(scorecard=fill(card), by=iris).independence == Independence.LATE


def test_reading_is_recorded_once_and_never_of_ones_own(interview, ivan_sits, ivan, mara):
    theirs = sealed(interview, ivan)
    for via in ("matrix", "debrief"):
        record_reading(user=mara, scorecards=[theirs], via=via)
    record_reading(user=ivan, scorecards=[theirs], via="page")
    assert Exposure.objects.values_list("user__email", "via").get() == ("mara@example.org", "matrix")
    event = AuditEvent.objects.get(verb="scorecard.read")
    assert (event.actor, event.object_uid, event.data) == (mara, theirs.uid, {"via": "matrix"})
    assert event.scope_uid == interview.candidacy.uid


def test_a_first_sight_takes_as_many_queries_for_one_as_for_two(
    interview, ivan_sits, ivan, iris_sits, iris, mara, rosa
):
    cards = [sealed(interview, ivan), sealed(interview, iris)]
    taken = []
    for reader, shown in [(mara, cards[:1]), (rosa, cards)]:
        with CaptureQueriesContext(connection) as queries:
            record_reading(user=reader, scorecards=shown, via="matrix")
        taken.append(len(queries))
    assert taken == [5, 5]
    assert AuditEvent.objects.filter(verb="scorecard.read").count() == 3


def test_recording_nothing_new_takes_one_query(interview, ivan_sits, ivan, mara, django_assert_num_queries):
    theirs = sealed(interview, ivan)
    record_reading(user=mara, scorecards=[theirs], via="matrix")
    with django_assert_num_queries(1):
        record_reading(user=mara, scorecards=[theirs], via="matrix")


def test_what_a_matrix_shows_again_takes_no_query(interview, ivan_sits, ivan, mara, django_assert_num_queries):
    sealed(interview, ivan)
    for _ in range(2):
        shown = evidence_matrix(mara, interview.candidacy).scorecards
        record_reading(user=mara, scorecards=shown, via="matrix")
    assert Exposure.objects.filter(user=mara).count() == 1

    again = evidence_matrix(mara, interview.candidacy).scorecards
    with django_assert_num_queries(0):
        record_reading(user=mara, scorecards=again, via="matrix")


@pytest.mark.parametrize("table", [Rating, Answer])
def test_the_database_refuses_changes_to_what_is_sealed(card, questions, iris, table):
    save(card, {"answers": {questions[0].uid: {"notes": "x"}}}, seq=1)
    seal_scorecard(scorecard=fill(card), by=iris)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        table.objects.filter(scorecard=card).update(written_at=timezone.now())


@pytest.mark.parametrize(
    "change", [{"summary": "Other."}, {"recommendation": 1}, {"sealed_at": None, "independence": ""}]
)
def test_the_database_refuses_changes_to_a_sealed_scorecard(card, iris, change):
    seal_scorecard(scorecard=fill(card), by=iris)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Scorecard.objects.filter(pk=card.pk).update(**change)


def test_the_database_takes_no_late_answer_or_rating(card, questions, iris):
    seal_scorecard(scorecard=fill(card), by=iris)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Answer.objects.create(scorecard=card, question=questions[0], notes="Late.")


def test_the_triggers_are_still_there():
    catalogue = "sqlite_master WHERE type = 'trigger'" if connection.vendor == "sqlite" else "pg_trigger"
    name = "name" if connection.vendor == "sqlite" else "tgname"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM {catalogue}")  # noqa: S608
        found = {row[0] for row in cursor.fetchall()}
    parts = {f"{part}_sealed_{act}" for part in ("rating", "answer") for act in ("insert", "update")}
    assert parts | {"scorecard_sealed_update"} <= found


def test_the_database_asks_what_a_sealed_scorecard_says_of_itself(card):
    with pytest.raises(DatabaseError), transaction.atomic():
        Scorecard.objects.filter(pk=card.pk).update(sealed_at=timezone.now(), independence="")


def test_a_revision_stands_beside_what_was_sealed(card, criteria, iris, candidacy, mara):
    seal_scorecard(scorecard=fill(card), by=iris)
    before = revise(scorecard=card, reason="I misread the anchor.", by=iris, criterion=criteria[0], level=2)
    reveal_candidacy(candidacy=candidacy, by=mara)
    after = revise(scorecard=card, reason="The discussion.", by=iris, recommendation=2)
    assert (before.after_reveal, after.after_reveal) == (False, True)
    card.refresh_from_db()
    assert (card.recommendation, Rating.objects.get(criterion=criteria[0]).level) == (3, 3)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"reason": " ", "recommendation": 2}, InvalidChanges),
        ({"reason": "x", "recommendation": 7}, InvalidChanges),
        ({"reason": "x"}, NothingToRevise),
    ],
)
def test_a_revision_needs_a_reason_and_a_change(card, iris, change, refusal):
    seal_scorecard(scorecard=fill(card), by=iris)
    with pytest.raises(refusal):
        revise(scorecard=card, by=iris, **change)
    assert not Revision.objects.exists()


def test_a_revised_level_is_0_to_4_and_of_a_criterion_on_the_scorecard(card, criteria, iris, candidacy):
    seal_scorecard(scorecard=fill(card), by=iris)
    foreign = candidacy.role.guide_version.stages.get(kind="culture").criteria.exclude(outcome="deploy").first()
    for criterion, level in [(criteria[0], 5), (foreign, 3)]:
        with pytest.raises(InvalidChanges):
            revise(scorecard=card, reason="x", by=iris, criterion=criterion, level=level)


def test_a_draft_is_changed_not_revised_and_only_by_its_author(card, iris, ivan):
    with pytest.raises(Refused):
        revise(scorecard=card, reason="x", by=iris, recommendation=2)
    seal_scorecard(scorecard=fill(card), by=iris)
    with pytest.raises(NotYours):
        revise(scorecard=card, reason="x", by=ivan, recommendation=2)


def test_the_reveal_waits_for_everybody_or_takes_a_reason(card, candidacy, mara):
    with pytest.raises(StillOwed):
        reveal_candidacy(candidacy=candidacy, by=mara, override_reason=" ")
    assert reveal_candidacy(candidacy=candidacy, by=mara, override_reason="Urgent.").override_reason == "Urgent."


def test_the_reveal_happens_once(candidacy, mara):
    reveal_candidacy(candidacy=candidacy, by=mara)
    with pytest.raises(AlreadyRevealed):
        reveal_candidacy(candidacy=candidacy, by=mara)


def test_closing_twice_keeps_the_first_time(candidacy, mara):
    reveal_candidacy(candidacy=candidacy, by=mara)
    first = close_reveal(candidacy=candidacy).closed_at
    assert first
    assert close_reveal(candidacy=candidacy).closed_at == first
    assert Reveal.objects.count() == 1


TELL = "scorecards.tell_recruiters"


def test_the_recruiter_is_told_that_it_is_in_and_who_still_owes(
    interview, iris, ivan, iris_sits, ivan_sits, rosa, run_jobs
):
    sealed(interview, iris, level=4)
    run_jobs(TELL)
    (mail,) = OutboxMessage.objects.all()
    assert (mail.to, mail.subject) == (rosa.email, "Iris Ito's scorecard on Amara Nwosu is in")
    assert "Still owed on this stage: Ivan Ivanov." in mail.text
    sealed(interview, ivan, level=1)
    run_jobs(TELL)
    assert "Nobody owes one on this stage any more." in OutboxMessage.objects.order_by("pk").last().text
    assert OutboxMessage.objects.count() == 2


def test_the_mail_is_the_same_whatever_was_rated(interview, iris, iris_sits, rosa, run_jobs):
    texts = []
    for level in (1, 4):
        with transaction.atomic():
            sealed(interview, iris, level=level)
            run_jobs(TELL)
            texts.append(OutboxMessage.objects.get().text)
            transaction.set_rollback(True)
    assert texts[0] == texts[1]


def test_a_recruiter_whom_a_panel_binds_is_not_told(interview, iris, iris_sits, rosa, run_jobs):
    PanelistFactory(interview=interview, user=rosa)
    sealed(interview, iris)
    run_jobs(TELL)
    assert not OutboxMessage.objects.exists()


def test_who_seals_and_whoever_has_left_the_company_is_not_told(interview, rosa, iris, iris_sits, run_jobs):
    PanelistFactory(interview=interview, user=rosa)
    sealed(interview, rosa)
    type(rosa).objects.filter(pk=rosa.pk).update(is_active=False)
    sealed(interview, iris)
    run_jobs(TELL)
    assert not OutboxMessage.objects.exists()
