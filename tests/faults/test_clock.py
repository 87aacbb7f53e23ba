"""The server's clock is put forward and back by two hours: what was due stays due, and order is kept."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from core import jobs
from core.jobs import run
from core.models import Job
from scorecards.models import Answer, Independence
from scorecards.services import open_scorecard, reveal_candidacy, seal_scorecard
from tests.scorecards.conftest import fill, save

pytestmark = [pytest.mark.django_db]
NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
HOURS = timedelta(hours=2)
SHIFTS = pytest.mark.parametrize("shift", [HOURS, -HOURS], ids=["forward", "back"])


@SHIFTS
def test_a_job_that_was_due_is_due_after_the_clock_moved(shift, tmp_path):
    with time_machine.travel(NOON, tick=False):
        job = jobs.enqueue("tests.append_line", path=str(tmp_path / "out"))
    with time_machine.travel(NOON + shift, tick=False):
        assert run.claim(job.pk)


@SHIFTS
def test_a_job_whose_worker_died_is_taken_over_after_the_clock_moved(shift, tmp_path):
    with time_machine.travel(NOON, tick=False):
        job = jobs.enqueue("tests.append_line", path=str(tmp_path / "out"))
        run.claim(job.pk)
    with time_machine.travel(NOON + shift, tick=False):
        assert run.claim(job.pk)
        assert run.claim(job.pk) is None
    assert Job.objects.get().attempts == 2


def test_a_job_for_later_is_not_due_because_the_clock_was_put_back(tmp_path):
    with time_machine.travel(NOON, tick=False) as clock:
        job = jobs.enqueue("tests.append_line", path=str(tmp_path / "out"), run_after=NOON + timedelta(hours=1))
        clock.shift(-HOURS)
        assert run.claim(job.pk) is None


@SHIFTS
def test_saves_keep_their_order_when_the_clock_moves_between_them(interview, iris, shift):
    with time_machine.travel(NOON, tick=False):
        card = open_scorecard(interview=interview, by=iris)
        question = card.guide_stage.questions.in_order()[0].uid
        save(card, {"answers": {question: {"notes": "One."}}}, seq=1)
    with time_machine.travel(NOON + shift, tick=False):
        save(card, {"answers": {question: {"notes": "One and two."}}}, seq=2)
        assert save(card, {"answers": {question: {"notes": "One."}}}, seq=1).replayed
    assert Answer.objects.get().notes == "One and two."


@SHIFTS
def test_who_seals_after_the_reveal_is_late_whatever_the_clock_says(interview, candidacy, iris, mara, shift):
    with time_machine.travel(NOON, tick=False):
        card = fill(open_scorecard(interview=interview, by=iris))
        reveal_candidacy(candidacy=candidacy, by=mara, override_reason="The offer cannot wait.")
    with time_machine.travel(NOON + shift, tick=False):
        assert seal_scorecard(scorecard=card, by=iris).independence == Independence.LATE
