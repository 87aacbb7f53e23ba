"""Figures for Prometheus: there only with a token, counted over all processes, and silent about everybody."""

import re
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from core.live import _places, tell_places
from tests.rig.gunicorn import Gunicorn, environment

TOKEN = "t" * 40
SEED = """
import django; django.setup()
from datetime import timedelta
from django.core.management import call_command
from django.utils import timezone
call_command("migrate", verbosity=0, interactive=False)
call_command("collectstatic", verbosity=0, interactive=False)
from core import jobs
from core.models import Job, OutboxMessage
jobs.enqueue("core.deliver_mail", message_id=7)
jobs.enqueue("core.deliver_mail", message_id=8, run_after=timezone.now() + timedelta(days=1))
Job.objects.filter(args={"message_id": 7}).update(run_after=timezone.now() - timedelta(hours=1))
OutboxMessage.objects.create(to="dana@example.org", subject="Dana Doe", text="x", message_id="<1@x>")
"""


def read(url: str, token: str = TOKEN, path: str = "/metrics") -> tuple[int, str]:
    request = urllib.request.Request(url + path, headers={"Authorization": f"Bearer {token}"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def figures(text: str) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    return environment(
        tmp_path, "config.settings", DEBUG="0", DEMO="0", ALLOWED_HOSTS="localhost,127.0.0.1", REDIS_URL="",
        BASE_URL="http://127.0.0.1:8000", EMAIL_URL="dummymail://", METRICS_TOKEN=TOKEN, CSRF_TRUSTED_ORIGINS="",
        DATABASE_URL=f"sqlite:///{tmp_path}/app.sqlite3", BEHIND_PROXY="0",
    )  # fmt: skip


@pytest.mark.slow
def test_all_processes_of_a_server_count_together_and_go_on_after_a_restart(variables, tmp_path):
    subprocess.run([sys.executable, "-c", SEED], env=variables, check=True)
    for asked_before in (0, 30):
        server = Gunicorn(tmp_path, variables, workers=2)
        try:
            for _ in range(30):
                read(server.url, path="/health/ready")
            read(server.url, path="/people/dana-doe/")
            told = [read(server.url) for _ in range(6)]
            refused = [read(server.url, wrong)[0] for wrong in ("", "wrong", TOKEN[:-1])]
        finally:
            server.stop()
        assert refused == [401] * 3
        assert {status for status, _ in told} == {200}
        for _, text in told:
            found = figures(text)
            assert found["evenhand_requests_total", "GET", "health_ready", "200"] == 30 + asked_before
            assert found["evenhand_request_seconds_count", "GET", "health_ready"] == 30 + asked_before
            assert found["evenhand_jobs", "core.deliver_mail", "waiting"] == 2
            assert 3500 < found["evenhand_oldest_due_job_seconds",] < 4500
            assert found["evenhand_mails", "waiting"] == 1
            assert found["evenhand_live_streams",] == 0
            assert not re.search("dana|Dana|example.org|people/", text)


@pytest.mark.django_db
def test_without_a_token_there_is_nothing(client, iris, settings):
    client.force_login(iris)
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    settings.METRICS_TOKEN = TOKEN
    for header in ("", "Bearer", "Bearer ", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer \xfc"):
        assert client.get("/metrics", headers={"Authorization": header}).status_code == 401
    assert "core.metrics" not in sys.modules


def test_the_number_of_streams_is_told(monkeypatch):
    told: list[int] = []
    before = _places.tell
    tell_places(told.append)
    try:
        assert _places.take()
        _places.give_back()
    finally:
        tell_places(before)
    assert told == [1, 0]
