"""Jobs on a real worker, over Redis and over the embedded broker: killed, restarted, with a broker that forgets."""

import time
from pathlib import Path

import psutil
import pytest
from celery import current_app

from core import jobs, packets
from core.models import Job, Packet
from tests.rig.database import once

from . import sample_jobs  # noqa: F401 - registers the jobs
from .worker import Worker, environment_for, ringing, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=["redis", once("filesystem")])
def broker(request, tmp_path, monkeypatch):
    """The broker that both this process and the worker use; a Redis server or None."""
    redis = request.getfixturevalue("redis_server") if request.param == "redis" else None
    folder = tmp_path / "broker"
    options = {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
        "processed_folder": str(folder / "processed"),
    }
    for path in options.values():
        (tmp_path / path).mkdir(parents=True, exist_ok=True)
    url = redis.url if redis else "filesystem://"
    with ringing(url, {"socket_timeout": 2, "socket_connect_timeout": 1} if redis else options):
        yield redis


@pytest.fixture
def worker(broker, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    worker = Worker(environment_for(tmp_path, broker.url if broker else ""), tmp_path / "worker.log")
    worker.start()
    yield worker
    worker.kill()


def state_of(job: Job) -> str:
    return Job.objects.get(pk=job.pk).state


def wait_for(job: Job, state: str, worker: Worker, *, sweep: bool = False) -> None:
    wait_until(lambda: state_of(job) == state, f"{job} to be {state}", worker, sweep=sweep)


def at_press(child: psutil.Process) -> list[psutil.Process]:
    """The zygote of the worker's ``child`` and what it has forked; not the tools that an import may call."""
    return [process for process in child.children(recursive=True) if "zygote.py" in command_of(process)]


def command_of(process: psutil.Process) -> str:
    """How it was called; empty once it has ended, as such a tool soon has."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def test_the_bell_alone_brings_a_job_to_the_worker(worker, tmp_path):
    job = jobs.enqueue("tests.append_line", path=str(tmp_path / "out"))
    wait_for(job, "done", worker)
    assert (tmp_path / "out").read_text() == "done\n"


def test_a_child_killed_in_the_middle_is_made_up_for(worker, tmp_path):
    job = jobs.enqueue("tests.hold", path=str(tmp_path / "out"), seconds=60)
    wait_for(job, "running", worker)
    wait_until(lambda: Job.objects.get(pk=job.pk).note != "", "the first report", worker)
    worker.kill_child()
    wait_for(job, "done", worker, sweep=True)
    assert Job.objects.get(pk=job.pk).attempts == 2
    assert (tmp_path / "out").read_text() == "done\n"


def test_a_worker_killed_in_the_middle_is_made_up_for_by_the_next(worker, tmp_path):
    job = jobs.enqueue("tests.hold", path=str(tmp_path / "out"), seconds=60)
    wait_until(lambda: Job.objects.get(pk=job.pk).note != "", "the first report", worker)
    worker.kill()
    worker.start()
    wait_for(job, "done", worker, sweep=True)
    assert (tmp_path / "out").read_text() == "done\n"


def test_a_job_that_kills_its_worker_each_time_fails_and_the_next_is_done(worker, tmp_path):
    poison = jobs.enqueue("tests.hang")
    for attempt in (1, 2):
        reported = Job.objects.filter(pk=poison.pk, attempts=attempt).exclude(note="")
        wait_until(reported.exists, f"attempt {attempt}", worker, sweep=True)
        Job.objects.filter(pk=poison.pk).update(note="")
        worker.kill_child()
    wait_for(poison, "failed", worker, sweep=True)
    job = jobs.enqueue("tests.append_line", path=str(tmp_path / "out"))
    wait_for(job, "done", worker, sweep=True)


def test_a_packet_is_compiled_in_the_worker_and_kept_once_through_a_kill(worker, iris):
    values = {"kind": "tests.kit", "subject_uid": "abcdefghjkmn", "title": "Kit", "content_key": "k"}
    packet = packets.request_packet(**values, task="tests.compile", by=iris)
    wait_until(lambda: Job.objects.get(pk=packet.job_id).note != "", "the first report", worker)
    (child,) = psutil.Process(worker.process.pid).children()
    wait_until(lambda: len(at_press(child)) == 2, "the renderer to start", worker)
    zygote_and_renderer = at_press(child)
    child.kill()
    _, alive = psutil.wait_procs(zygote_and_renderer, timeout=5)
    assert alive == []
    started = time.monotonic()
    wait_until(lambda: Packet.objects.get().is_ready, "the packet", worker, sweep=True)
    assert time.monotonic() - started < 60
    packet = Packet.objects.get()
    assert packet.file.read(5) == b"%PDF-"
    file = Path(packet.file.path)
    assert list(file.parent.iterdir()) == [file]


def test_a_long_job_keeps_its_lease(worker, tmp_path):
    job = jobs.enqueue("tests.hold", path=str(tmp_path / "out"), seconds=5)
    wait_for(job, "done", worker, sweep=True)
    assert Job.objects.get(pk=job.pk).attempts == 1
    assert (tmp_path / "out").read_text() == "done\n"


def test_a_redis_that_was_away_and_forgot_everything_loses_no_job(broker, worker, tmp_path):
    if broker is None:
        pytest.skip("The embedded broker keeps its messages in files.")
    broker.stop(kill=True)
    job = jobs.enqueue("tests.append_line", path=str(tmp_path / "out"))
    assert state_of(job) == "waiting"
    broker.start()
    broker.client.flushall()
    wait_for(job, "done", worker, sweep=True)
    assert (tmp_path / "out").read_text() == "done\n"
    assert current_app.conf.task_ignore_result


def test_a_hundred_packets_in_the_queue_let_a_single_one_pass(worker, tmp_path):
    path = str(tmp_path / "out")
    many = [jobs.enqueue("tests.append_line", path=path, line="many") for _ in range(100)]
    single = jobs.enqueue("tests.append_line", path=path, line="single", priority=Job.Priority.SOON)
    wait_for(single, "done", worker)
    assert (tmp_path / "out").read_text().splitlines().index("single") < 90
    wait_until(lambda: not Job.objects.unfinished().exists(), "all of them", worker, sweep=True)
    assert (tmp_path / "out").read_text().splitlines().count("many") == len(many)
