"""Redis is stopped, restarted empty, flushed and paused, while people save and ask for mails."""

import os
import signal
import time
from itertools import count

import pytest
import requests

from config.broker import NO_PATIENCE, SILENCE, transport_options
from core import jobs
from core.models import Job
from tests.core.worker import ringing
from tests.rig.deadlines import until

from .site import cookies_of
from .typist import Typist

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SLOWER = 2.0


@pytest.fixture
def redis(redis_server):
    """Running again afterwards, whatever was done to it."""
    yield redis_server
    if redis_server.process is None:
        redis_server.start()
    os.kill(redis_server.process.pid, signal.SIGCONT)


class Stopped:
    def begin(self, redis) -> None:
        redis.stop(kill=True)

    def end(self, redis) -> None:
        redis.start()


class RestartedEmpty(Stopped):
    def end(self, redis) -> None:
        redis.start()
        redis.client.flushall()


class Flushed:
    def begin(self, redis) -> None:
        redis.client.flushall()

    def end(self, redis) -> None:
        redis.client.flushall()


class Paused:
    def begin(self, redis) -> None:
        os.kill(redis.process.pid, signal.SIGSTOP)

    def end(self, redis) -> None:
        os.kill(redis.process.pid, signal.SIGCONT)


def test_redis_can_stop_forget_and_hang_and_nobody_notices(site, redis, interview, ada, iris, long, noted):
    here = site(REDIS_URL=redis.url).open()
    here.work()
    typist = Typist(here.web.url, interview, iris)
    people = f"{here.web.url}/people/new/"
    admin = requests.Session()
    admin.cookies.update(cookies_of(ada))
    token = admin.get(people, timeout=20).text.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
    numbers = count()

    def ask_for_mail() -> float:
        """Invite somebody, who gets a mail by a job."""
        person = {"email": f"nora{next(numbers)}@example.org", "name": "Nora New", "access_level": "member"}
        body = person | {"csrfmiddlewaretoken": token}
        begun = time.monotonic()
        answer = admin.post(people, data=body, timeout=20, allow_redirects=False, headers={"Referer": people})
        assert answer.status_code == 302, answer.status_code
        return time.monotonic() - begun

    usual = min(ask_for_mail() for _ in range(2))
    until(lambda: not Job.objects.unfinished().exists(), "the first jobs to end")
    recovery, tries = 0.0, 0
    for fault in [Stopped(), RestartedEmpty(), Flushed(), Paused()] * (3 if long else 1):
        name = type(fault).__name__
        fault.begin(redis)
        typist.save(f"Typed while Redis was: {name}, {tries}.")
        slowest = max([typist.slowest, ask_for_mail(), ask_for_mail()])
        assert slowest < usual + SLOWER, name
        assert typist.session.get(here.web.url, timeout=20, allow_redirects=False).status_code == 200, name
        assert not typist.failures
        fault.end(redis)
        begun = time.monotonic()
        until(lambda: not Job.objects.unfinished().exists(), f"all jobs to end after: {name}", within=90)
        recovery, tries = max(recovery, time.monotonic() - begun), tries + 1
    assert not Job.objects.exclude(state="done").exists()
    noted(tries=tries, recovery=recovery)


def test_a_worker_that_ends_a_job_while_redis_is_paused_goes_on(site, redis, tmp_path, noted):
    """Its acknowledgement would meet silence."""
    worker = site(REDIS_URL=redis.url).work()
    with ringing(redis.url, transport_options(redis.url, tmp_path)):
        go = tmp_path / "go"
        job = jobs.enqueue("tests.wait_for", path=str(go))
        until(lambda: Job.objects.get(pk=job.pk).note, "the job to begin")
        os.kill(redis.process.pid, signal.SIGSTOP)
        go.touch()
        until(lambda: Job.objects.get(pk=job.pk).state == "done", "the job to end")
        ended = time.monotonic()
        until(lambda: time.monotonic() > ended + 3 * SILENCE, "the worker to lose patience")
        os.kill(redis.process.pid, signal.SIGCONT)
        begun = time.monotonic()
        jobs.enqueue("tests.append_line", path=str(tmp_path / "out"))
        until(lambda: not Job.objects.unfinished().exists(), f"the next job to end: {worker.log}")
    noted(tries=1, recovery=time.monotonic() - begun)


@pytest.mark.parametrize("how", ["stopped", "paused"])
def test_whoever_writes_ten_mails_waits_for_a_silent_broker_once(redis, tmp_path, how):
    with ringing(redis.url, {"socket_timeout": 1, "socket_connect_timeout": 1, **NO_PATIENCE}):
        if how == "stopped":
            redis.stop(kill=True)
        else:
            os.kill(redis.process.pid, signal.SIGSTOP)
        begun = time.monotonic()
        for _ in range(10):
            jobs.enqueue("tests.append_line", path=str(tmp_path / "out"))
        assert time.monotonic() - begun < SLOWER
        assert Job.objects.filter(state="waiting").count() == 10
