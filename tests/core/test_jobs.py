"""The job table as the queue of record: written with the change, claimed once, finished with the token shown."""

import logging
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core import jobs
from core.jobs import JobStopped, queue, run
from core.models import Job

from . import sample_jobs


@pytest.fixture
def bell(monkeypatch):
    """The ids that the broker was told, instead of a broker."""
    rung = []
    monkeypatch.setattr(queue.JobTask, "apply_async", lambda self, args, **options: rung.append((args[0], options)))
    return rung


def work(job: Job) -> Job:
    run.run(job.pk, queue.find_task(job.name).job_function)
    job.refresh_from_db()
    return job


def be_due(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(run_after=timezone.now() - timedelta(seconds=1))


def lose_worker(job: Job) -> None:
    run.claim(job.pk)
    Job.objects.filter(pk=job.pk).update(leased_until=timezone.now() - timedelta(seconds=1))


def test_a_typo_fails_at_once(db):
    with pytest.raises(queue.UnknownJob):
        jobs.enqueue("tests.append_lien", path="x")
    with pytest.raises(queue.UnknownJob):
        jobs.enqueue("core.sweep_jobs")
    assert not Job.objects.exists()


def test_the_bell_rings_after_the_commit_with_the_id_only(db, bell, django_capture_on_commit_callbacks, ada):
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue("tests.append_line", by=ada, path="secret place")
        assert bell == []
    ((told, options),) = bell
    assert told == job.pk
    assert options == {"priority": Job.Priority.NORMAL, "retry": False}


def test_nothing_rings_after_a_rollback(db, bell, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        jobs.enqueue("tests.append_line", path="x")
        transaction.set_rollback(True)
    assert bell == []
    assert not Job.objects.exists()


def test_a_broker_that_is_down_costs_a_line_in_the_log(db, monkeypatch, caplog, django_capture_on_commit_callbacks):
    def refuse(*args, **options):
        raise ConnectionError("redis://:password@host")

    monkeypatch.setattr(queue.JobTask, "apply_async", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue("tests.append_line", path="x")
    assert job.uid in caplog.text
    assert "password" not in caplog.text


def test_a_job_for_later_is_not_rung_now(db, bell, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue("tests.append_line", path="x", run_after=timezone.now() + timedelta(hours=1))
    assert bell == []
    assert run.claim(job.pk) is None


def test_done(db, tmp_path, ada):
    job = work(jobs.enqueue("tests.append_line", by=ada, path=str(tmp_path / "out")))
    assert (job.state, job.progress, job.attempts, job.error) == ("done", 100, 1, "")
    assert job.finished_at
    assert job.lease_token == ""
    assert (tmp_path / "out").read_text() == "done\n"


def test_a_finished_job_is_not_done_again(db, tmp_path):
    job = work(jobs.enqueue("tests.append_line", path=str(tmp_path / "out")))
    work(job)
    assert (tmp_path / "out").read_text() == "done\n"


def test_a_refusal_is_final_and_says_why(db):
    job = work(jobs.enqueue("tests.refuse"))
    assert (job.state, job.error, job.attempts) == ("failed", "There is nothing to compile.", 1)


def test_an_error_is_tried_again_after_growing_pauses_and_then_fails(db, bell):
    job = jobs.enqueue("tests.break", secret="canary")
    pauses = []
    for _ in range(3):
        be_due(job)
        work(job)
        pauses.append(round((job.run_after - timezone.now()).total_seconds()))
    assert (job.state, job.attempts) == ("failed", 3)
    assert pauses[:2] == [5, 20]
    assert "canary" not in job.error


def test_the_log_has_the_place_of_an_error_but_not_its_words(db, bell, caplog):
    with caplog.at_level(logging.ERROR):
        work(jobs.enqueue("tests.break", secret="canary"))
    assert "sample_jobs.py" in caplog.text
    assert "ValueError" in caplog.text
    assert "canary" not in caplog.text


@pytest.mark.parametrize(("said", "stored"), [(50, 50), (-1, 0), (700, 100)])
def test_progress(db, said, stored):
    job = jobs.enqueue("tests.report", progress=said)
    running = run.claim(job.pk)
    sample_jobs.report(running, progress=said)
    job.refresh_from_db()
    assert (job.progress, job.note, job.state) == (stored, "Half way", "running")


def test_a_report_extends_the_lease(db):
    job = jobs.enqueue("tests.report", progress=1)
    running = run.claim(job.pk)
    Job.objects.filter(pk=job.pk).update(leased_until=timezone.now() + timedelta(seconds=1))
    running.report()
    job.refresh_from_db()
    assert job.leased_until > timezone.now() + run.LEASE / 2


def test_who_has_lost_the_lease_can_write_nothing(db):
    job = jobs.enqueue("tests.report", progress=1)
    first = run.claim(job.pk)
    Job.objects.filter(pk=job.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    second = run.claim(job.pk)
    for write in (first.finish, first.report, lambda: first.fail("x"), lambda: first.try_again("x")):
        with pytest.raises(JobStopped):
            write()
    second.finish()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def test_a_job_that_loses_its_worker_too_often_fails_with_a_reason(db):
    job = jobs.enqueue("tests.report", progress=1)
    for _ in range(3):
        lose_worker(job)
    assert run.claim(job.pk) is None
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", run.WORKER_LOST)


def test_a_cancelled_job_stops_at_its_next_report(db):
    job = jobs.enqueue("tests.report", progress=1)
    running = run.claim(job.pk)
    assert jobs.cancel(job)
    with pytest.raises(JobStopped):
        running.report(50)
    assert not jobs.cancel(job)
    job.refresh_from_db()
    assert (job.state, job.progress) == ("cancelled", 0)


def test_a_cancelled_job_is_never_started(db, tmp_path):
    job = jobs.enqueue("tests.append_line", path=str(tmp_path / "out"))
    jobs.cancel(job)
    assert work(job).state == "cancelled"
    assert not (tmp_path / "out").exists()


def test_the_sweep_rings_for_what_is_due_most_urgent_first(db, bell):
    waiting = jobs.enqueue("tests.append_line", path="x")
    urgent = jobs.enqueue("tests.append_line", path="x", priority=Job.Priority.SOON)
    lost = jobs.enqueue("tests.report", progress=1)
    lose_worker(lost)
    running = jobs.enqueue("tests.report", progress=1)
    run.claim(running.pk)
    jobs.enqueue("tests.append_line", path="x", run_after=timezone.now() + timedelta(hours=1))
    work(jobs.enqueue("tests.refuse", priority=Job.Priority.SOON))
    assert jobs.sweep() == 3
    assert [told for told, _ in bell] == [urgent.pk, waiting.pk, lost.pk]
    assert all(options["expires"] == 30 for _, options in bell)


def test_the_sweep_goes_on_when_a_job_has_lost_its_function(db, bell):
    Job.objects.create(name="tests.long_gone", run_after=timezone.now() - timedelta(hours=1))
    waiting = jobs.enqueue("tests.append_line", path="x")
    jobs.sweep()
    assert [told for told, _ in bell] == [waiting.pk]


def test_the_sweep_forgets_what_ended_long_ago(db, bell, tmp_path):
    old = work(jobs.enqueue("tests.append_line", path=str(tmp_path / "out")))
    Job.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=31))
    jobs.sweep()
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_hear_the_same_bell_do_it_once(bell, tmp_path):
    job = jobs.enqueue("tests.append_line", path=str(tmp_path / "out"))
    start = Barrier(4)

    def take() -> None:
        start.wait()
        run.run(job.pk, sample_jobs.append_line)
        connection.close()

    threads = [Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (tmp_path / "out").read_text() == "done\n"


@pytest.mark.parametrize(
    "values",
    [
        {"state": "lost"},
        {"progress": 101},
        {"max_attempts": 0},
        {"state": "running"},
        {"lease_token": "x"},
        {"state": "done"},
        {"finished_at": timezone.now()},
        {"state": "failed", "finished_at": timezone.now()},
    ],
)
def test_the_database_refuses_what_makes_no_sense(db, values):
    job = jobs.enqueue("tests.append_line", path="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**values)


def test_the_most_urgent_is_done_first_whatever_the_broker_says(db, bell, tmp_path):
    path = str(tmp_path / "out")
    later = jobs.enqueue("tests.append_line", priority=Job.Priority.NORMAL, path=path, line="later")
    soon = jobs.enqueue("tests.append_line", priority=Job.Priority.SOON, path=path, line="soon")
    assert work(later).state == "waiting"
    assert [told for told, _ in bell] == [later.pk]
    soon.refresh_from_db()
    assert soon.state == "done"
    assert work(later).state == "done"
    assert (tmp_path / "out").read_text() == "soon\nlater\n"


def test_what_is_not_due_yet_goes_before_nothing(db, tmp_path):
    path = str(tmp_path / "out")
    moment = timezone.now() + timedelta(hours=1)
    jobs.enqueue("tests.append_line", priority=Job.Priority.SOON, run_after=moment, path=path, line="soon")
    assert work(jobs.enqueue("tests.append_line", path=path, line="now")).state == "done"
