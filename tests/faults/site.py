"""A site of real processes on the test's database, in a temporary folder: web, workers with the clock, killed by id."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
from django.conf import settings
from django.test import Client

from accounts.models import User
from tests.rig.database import LONG
from tests.rig.deadlines import until
from tests.rig.gunicorn import ROOT, Gunicorn, environment
from tests.rig.published import database_url

MODULE = "tests.rig.settings_faults"


class Site:
    """What an operator starts. ``close`` ends everything that it has started."""

    def __init__(self, folder: Path, **variables: str) -> None:
        """Say where it lives and which variables are other than those of a site with the embedded broker."""
        self.folder = folder
        for part in ("queue", "processed", "control"):
            (folder / "broker" / part).mkdir(parents=True, exist_ok=True)
        own = {
            "SECRET_KEY": settings.SECRET_KEY,
            "ALLOWED_HOSTS": "127.0.0.1,testserver",
            "SECOND_FACTOR": "nobody",
            "DATABASE_URL": database_url(),
            "MEDIA_ROOT": str(settings.MEDIA_ROOT),
            "EMAIL_URL": "dummymail://",
            "REDIS_URL": "",
            "BASE_URL": "http://testserver",
        }
        self.variables = environment(folder, MODULE, **own | variables)
        self.web: Gunicorn | None = None
        self.workers: list[Worker] = []

    def open(self, *, workers: int = 1) -> "Site":
        """Start the web server."""
        self.web = Gunicorn(self.folder, self.variables, workers=workers)
        return self

    def work(self, *modules: str, clock: bool = True, **variables: str) -> "Worker":
        """Start one more worker, with a clock of its own unless told otherwise, and wait until it is ready.

        It loads the ``modules`` named, and ``variables`` are other for it than for the site.
        """
        worker = Worker(self, len(self.workers), *modules, clock=clock, **variables)
        self.workers.append(worker)
        return worker

    def close(self) -> None:
        """End everything."""
        for worker in self.workers:
            worker.kill()
        if self.web:
            self.web.stop()

    @property
    def web_worker(self) -> psutil.Process | None:
        """The process that answers; none while gunicorn starts the next."""
        children = psutil.Process(self.web.process.pid).children()
        return children[0] if children else None


class Worker:
    """A Celery worker with one child."""

    def __init__(self, site: Site, number: int, *modules: str, clock: bool, **variables: str) -> None:
        self.log = site.folder / f"worker-{number}.log"
        command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-c", "1", "--loglevel", "INFO"]
        command += ["-n", f"worker-{number}@%h", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        modules = modules or (() if LONG else ("tests.rig.quick_sweep",))
        command += ["-I", ",".join(["tests.core.sample_jobs", *modules])]
        if clock:
            command += ["--beat", "-s", str(site.folder / f"beat-{number}")]
        variables = site.variables | {"SHORT_LEASES": "1", "LOG_LEVEL": "INFO"} | variables
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=variables, stdout=log, stderr=log, start_new_session=True
            )
        until(lambda: "ready." in self.log.read_text(), f"worker {number} to start: {self.log}")

    def kill(self) -> None:
        """End it and its children at once, as a power cut would. Safe to call twice."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)


def cookies_of(user: User) -> dict[str, str]:
    """The cookies of a session of ``user``."""
    client = Client()
    client.force_login(user)
    return {name: morsel.value for name, morsel in client.cookies.items()}
