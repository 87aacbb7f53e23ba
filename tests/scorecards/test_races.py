"""Sealing, saving and the reveal at the same time, in threads, on whichever database the run uses."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from core.models import AuditEvent
from scorecards.models import Exposure, Independence, Reveal, Scorecard
from scorecards.services import (
    AlreadySealed,
    open_scorecard,
    record_reading,
    reveal_candidacy,
    save_scorecard,
    seal_scorecard,
)
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory
from tests.rig.database import LONG

from .conftest import fill

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROUNDS = 300 if LONG else 15


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts at the same moment, each with its own connection; results or exceptions in order."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait(10)
        try:
            return act()
        except Exception as error:  # noqa: BLE001  the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_a_seal_against_the_reveal_is_independent_or_late_and_says_which(role, iris, ivan, mara):
    seen = set()
    for _ in range(ROUNDS):
        interview = InterviewFactory(candidacy=CandidacyFactory(role=role))
        PanelistFactory(interview=interview, user=iris)
        PanelistFactory(interview=interview, user=ivan)
        card = fill(open_scorecard(interview=interview, by=iris))
        candidacy = interview.candidacy
        results = together(
            lambda card=card: seal_scorecard(scorecard=card, by=iris),
            lambda candidacy=candidacy: reveal_candidacy(candidacy=candidacy, by=mara, override_reason="Urgent."),
        )
        assert not [result for result in results if isinstance(result, Exception)]
        card.refresh_from_db()
        revealed_at = Reveal.objects.get(candidacy=candidacy).at
        late = card.sealed_at > revealed_at
        assert card.independence == (Independence.LATE if late else Independence.INDEPENDENT)
        seen.add(card.independence)
    assert seen


def test_twenty_submissions_seal_once(role, iris):
    interview = InterviewFactory(candidacy=CandidacyFactory(role=role))
    PanelistFactory(interview=interview, user=iris)
    card = fill(open_scorecard(interview=interview, by=iris))
    results = together(*[lambda: seal_scorecard(scorecard=card, by=iris)] * 20)
    assert {result.sealed_at for result in results} == {Scorecard.objects.get().sealed_at}
    assert AuditEvent.objects.filter(verb="scorecard.sealed").count() == 1


def test_ten_pages_opened_at_once_are_one_reading(role, iris, mara):
    interview = InterviewFactory(candidacy=CandidacyFactory(role=role))
    PanelistFactory(interview=interview, user=iris)
    card = fill(open_scorecard(interview=interview, by=iris))
    seal_scorecard(scorecard=card, by=iris)
    results = together(*[lambda: record_reading(user=mara, scorecards=[card], via="scorecard")] * 10)
    assert results == [None] * 10
    assert Exposure.objects.count() == AuditEvent.objects.filter(verb="scorecard.read").count() == 1


def test_saves_of_many_tabs_at_once_are_all_stored(role, iris):
    interview = InterviewFactory(candidacy=CandidacyFactory(role=role))
    PanelistFactory(interview=interview, user=iris)
    card = open_scorecard(interview=interview, by=iris)
    criteria = list(interview.stage.guide_stage.criteria.values_list("uid", flat=True))

    def save(uid: str) -> Any:
        changes = {"ratings": {uid: {"level": 2}}}
        return save_scorecard(scorecard=card, changes=changes, base_revision=0, client_id=uid, seq=1, by=iris)

    results = together(*[lambda uid=uid: save(uid) for uid in criteria])
    assert sorted(result.revision for result in results) == [1, 2, 3]
    assert card.ratings.filter(level=2).count() == 3


def test_a_save_against_the_seal_is_stored_before_it_or_refused(role, iris):
    for number in range(ROUNDS):
        interview = InterviewFactory(candidacy=CandidacyFactory(role=role))
        PanelistFactory(interview=interview, user=iris)
        card = fill(open_scorecard(interview=interview, by=iris))
        card.refresh_from_db()
        words = f"Last words {number}."

        def save(card: Scorecard = card, words: str = words) -> Any:
            base = card.revision
            changes = {"summary": words}
            return save_scorecard(scorecard=card, changes=changes, base_revision=base, client_id="t", seq=1, by=iris)

        saved, _ = together(save, lambda card=card: seal_scorecard(scorecard=card, by=iris))
        card.refresh_from_db()
        assert card.is_sealed
        assert card.summary == ("" if isinstance(saved, AlreadySealed) else words)
