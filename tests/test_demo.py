"""`make demo` as a person runs it: real processes, a real queue, Ctrl-C, a crash, a second start."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
pytestmark = pytest.mark.slow


class Demo:
    """A started demonstration in its own folder."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "bin/demo", "--port", "0", "--var-dir", str(folder)]
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder.parent)}
        self.folder = folder
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.words = ""
        for line in self.process.stdout:
            self.words += line
            if line.startswith("Ctrl-C ends it"):
                break
        assert "Evenhand is at" in self.words, self.words
        self.url = re.search(r"http://localhost:\d+", self.words)[0]
        self.children = psutil.Process(self.process.pid).children(recursive=True)

    def get(self, path: str) -> str:
        with urlopen(self.url + path, timeout=10) as answer:  # noqa: S310
            return answer.read().decode()

    def end(self, sent: signal.Signals) -> int:
        self.process.send_signal(sent)
        code = self.process.wait(20)
        self.process.stdout.close()
        return code

    def survivors(self, within: float = 15) -> list[psutil.Process]:
        """The children that are still there after so many seconds."""
        return psutil.wait_procs(self.children, timeout=within)[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("demo") / "var"


@pytest.fixture
def start(folder):
    started = []

    def go() -> Demo:
        started.append(Demo(folder))
        return started[-1]

    yield go
    for demo in started:
        if demo.process.poll() is None:
            demo.end(signal.SIGTERM)


@pytest.fixture
def prepared(folder, start):
    """A folder in which the demonstration has run before."""
    if not (folder / "done" / "static").exists():
        start().end(signal.SIGTERM)


def test_it_serves_pages_and_ends_whole(start, folder):
    shutil.rmtree(folder, ignore_errors=True)
    demo = start()
    assert "Loading the guides" in demo.words
    assert re.search(r"\S+@\S+", demo.words), "the sign-ins are printed"
    assert '"database": "ok"' in demo.get("/health/ready")
    assert "Sign in" in demo.get("/sign-in/")
    assert demo.end(signal.SIGINT) == 0
    assert demo.survivors() == []


def test_a_second_start_does_nothing_again(prepared, start):
    demo = start()
    assert "Migrating" not in demo.words
    assert "Collecting" not in demo.words
    assert "Seeding" not in demo.words
    assert demo.end(signal.SIGTERM) == 0
    assert demo.survivors() == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_a_killed_starter_leaves_nothing_behind_and_starts_again(start):
    demo = start()
    demo.end(signal.SIGKILL)
    assert demo.survivors() == []
    again = start()
    assert '"broker": "ok"' in again.get("/health/ready")


def test_a_dead_worker_ends_everything_with_a_reason(start):
    demo = start()
    worker = next(child for child in demo.children if child.is_running() and "celery" in " ".join(child.cmdline()))
    worker.kill()
    rest = demo.process.communicate(timeout=30)[0]
    assert "The worker process ended by itself" in rest
    assert demo.process.returncode == 1
    assert demo.survivors() == []


def test_a_command_runs_against_it(folder):
    command = [sys.executable, "bin/demo", "--port", "0", "--var-dir", str(folder), "--"]
    ask = "import os, urllib.request as u; print('answer', u.urlopen(os.environ['BASE_URL'] + '/health/live').status)"
    began = time.monotonic()
    result = subprocess.run([*command, sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, timeout=90)
    assert "answer 200" in result.stdout, result.stderr
    assert result.returncode == 0
    assert time.monotonic() - began < 60
