"""Beat as it is deployed: a process that knows the names of what it rings for, and little else."""

import json
import subprocess
import sys

import pytest

from config.celery import wherever_it_runs
from core.models import Sign
from tests.rig.deadlines import until
from tests.rig.gunicorn import ROOT, environment
from tests.rig.published import database_url

QUICK = """
from config.clock import app
app.conf.beat_schedule = {name: entry | {"schedule": 0.2} for name, entry in app.conf.beat_schedule.items()}
app.start(["beat", "--loglevel", "INFO", "--pidfile="])
"""
LOADED = """
import sys, config.clock
loaded = {name.split(".")[0] for name in sys.modules}
print(*loaded & {"core", "accounts", "hiring", "allauth", "weasyprint", "ortools"})
"""
TASKS = {entry["task"] for entry in wherever_it_runs()["beat_schedule"].values()}


def variables(folder, **more):
    found = environment(folder, "config.settings", ALLOWED_HOSTS="localhost", LOG_LEVEL="INFO", LOG_FORMAT="json")
    return found | {"BASE_URL": "http://localhost", "REDIS_URL": "", "SECOND_FACTOR": "nobody"} | more


@pytest.mark.django_db(transaction=True)
def test_it_rings_for_everything_and_gives_a_sign_of_life(tmp_path):
    for part in ("queue", "processed", "control"):
        (tmp_path / "broker" / part).mkdir(parents=True)
    log = tmp_path / "beat.log"
    with log.open("wb") as out:
        beat = subprocess.Popen(
            [sys.executable, "-c", QUICK],
            cwd=ROOT,
            env=variables(tmp_path, DATABASE_URL=database_url()),
            stdout=out,
            stderr=out,
        )
    try:
        until(lambda: rung(tmp_path / "broker" / "queue") >= TASKS, f"beat to ring for everything: {log}")
        assert Sign.objects.get().of == Sign.Of.BEAT
    finally:
        beat.kill()
        beat.wait()
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    assert {line["logger"] for line in lines} == {"celery.beat"}


def rung(folder) -> set[str]:
    """The names of the tasks that lie in the embedded broker's folder."""
    found = set()
    for message in folder.iterdir():
        try:
            found.add(json.loads(message.read_bytes())["headers"]["task"])
        except ValueError:
            continue  # Being written.
    return found


def test_it_loads_no_app_but_the_floor(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, env=variables(tmp_path), capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["core"]
