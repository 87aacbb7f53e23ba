"""The commands and the environment: what they refuse, and that their lists are complete."""

import os
import re
import secrets
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from ruamel.yaml import YAML

pytestmark = pytest.mark.slow

ROOT = Path(settings.BASE_DIR)
NO_COMPANY = """OIDC_ISSUER OIDC_CLIENT_ID OIDC_CLIENT_SECRET OIDC_ADMIN_GROUPS OIDC_RECRUITER_GROUPS OIDC_MEMBER_GROUPS
    OIDC_REQUIRED_FOR"""
GOOD = {
    "SECRET_KEY": secrets.token_urlsafe(60),
    "DEBUG": "0",
    "DEMO": "0",
    "ALLOWED_HOSTS": "interviews.example.org",
    "BASE_URL": "https://interviews.example.org",
    "EMAIL_URL": "smtp://mail.example.org:25",
    "CSRF_TRUSTED_ORIGINS": "",
    "REDIS_URL": "",
    "BEHIND_PROXY": "0",
} | dict.fromkeys(NO_COMPANY.split(), "")


SHOW_SETTINGS = "import config.settings as s; print('secure' if s.SESSION_COOKIE_SECURE else 'plain', s.SECOND_FACTOR)"


def settings_with(tmp_path: Path, *, code: str = SHOW_SETTINGS, **changes: str) -> subprocess.CompletedProcess:
    """Read the settings in a process of their own and print what ``code`` prints."""
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path)} | GOOD | changes
    environment["DATABASE_URL"] = f"sqlite:///{tmp_path}/none.sqlite3"
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)


def test_settings_for_production_are_accepted_and_secure(tmp_path):
    assert settings_with(tmp_path).stdout == "secure admins\n"


def test_only_a_demonstration_asks_nobody_for_a_second_step_by_itself(tmp_path):
    here = {"ALLOWED_HOSTS": "localhost", "BASE_URL": "http://localhost:8000"}
    assert settings_with(tmp_path, **here).stdout == "plain admins\n"
    assert settings_with(tmp_path, DEMO="1", **here).stdout == "plain nobody\n"
    assert settings_with(tmp_path, SECOND_FACTOR="everyone").stdout == "secure everyone\n"


@pytest.mark.parametrize(
    ("changes", "told"),
    [({}, "False True\n"), ({"POOLED": "1"}, "True False\n"), ({"PREPARED_STATEMENTS": "0"}, "False False\n")],
)
def test_a_pooler_is_one_variable(tmp_path, changes, told):
    code = "import config.settings as s; print(s.POOLED, s.PREPARED_STATEMENTS)"
    assert settings_with(tmp_path, code=code, **changes).stdout == told


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": secrets.token_urlsafe(60)[:49]}, "SECRET_KEY"),
        ({"SECRET_KEY": "abcabcabc" * 10}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + secrets.token_urlsafe(60)}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "interviews.example.org,*"}, "ALLOWED_HOSTS"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"SECOND_FACTOR": "some"}, "SECOND_FACTOR"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
        ({"METRICS_TOKEN": "short"}, "METRICS_TOKEN"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "localhost:4318"}, "OTEL_EXPORTER_OTLP_ENDPOINT"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:port"}, "OTEL_EXPORTER_OTLP_ENDPOINT"),
        ({"DEMO": "1"}, "DEMO"),
        ({"OIDC_ISSUER": "https://id.example.org"}, "OIDC_CLIENT_ID, OIDC_CLIENT_SECRET"),
        ({"DEMO": "1", "ALLOWED_HOSTS": "localhost,interviews.example.org"}, "DEMO"),
    ],
)
def test_settings_refuse_what_is_unsafe(tmp_path, changes, reason):
    result = settings_with(tmp_path, **changes)
    assert result.returncode != 0
    last_line = result.stderr.strip().splitlines()[-1]
    assert last_line.startswith("django.core.exceptions.ImproperlyConfigured")
    assert reason in last_line


def test_every_variable_is_explained_in_the_example():
    read = set()
    for app in ("accounts", "config", "core", "debriefs", "hiring", "question_bank", "references", "scorecards"):
        for path in (ROOT / app).rglob("*.py"):
            read |= set(re.findall(r"\benv(?:iron)?(?:\.\w+)?[(\[]\s*\"([A-Z][A-Z_]+)\"", path.read_text()))
    compose = (ROOT / "docker-compose.yml").read_text()
    read |= set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", compose))
    explained = set(re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    # Set by us, not read.
    read -= {"DJANGO_SETTINGS_MODULE", "PROMETHEUS_MULTIPROC_DIR"}
    assert read - explained == set(), "not in .env.example"
    assert explained - read == set(), "in .env.example, but nothing reads it"


def test_every_make_target_says_what_it_does():
    lines = (ROOT / "Makefile").read_text().splitlines()
    targets = [line for line in lines if re.match(r"^[a-z-]+:", line)]
    assert [line for line in targets if " ## " not in line] == []
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert all(f"make {line.split(':')[0]}" in listed for line in targets)


def test_a_taken_port_is_named_before_anything_starts(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        command = [sys.executable, "bin/demo", "--port", str(port), "--var-dir", str(tmp_path / "demo")]
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 1
    assert result.stderr == f"Port {port} is in use. Choose another one: make demo PORT={port + 1}\n"
    assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize("name", ["prod", "dev"])
def test_locks_carry_hashes_and_name_no_index(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    pinned = re.findall(r"^([a-z0-9-]+)==", text, re.M)
    assert len(pinned) > 40
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_locks_agree():
    pins = [
        dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", (ROOT / "requirements" / name).read_text(), re.M))
        for name in ("prod.txt", "dev.txt")
    ]
    assert {name: version for name, version in pins[0].items() if pins[1].get(name) != version} == {}


def test_compose_file_has_everything_and_opens_nothing_to_the_world():
    compose = YAML(typ="safe").load(ROOT / "docker-compose.yml")
    services = compose["services"]
    assert services.keys() == {"migrate", "web", "worker", "beat", "postgres", "redis"}
    assert [name for name, service in services.items() if name != "migrate" and "healthcheck" not in service] == []
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert all(port.startswith("127.0.0.1:") for port in ports)
    used = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])}
    assert used == compose["volumes"].keys()


def test_the_image_leaves_out_what_production_does_not_need():
    left_out = set((ROOT / ".dockerignore").read_text().split())
    assert left_out >= {".git", ".env", ".venv", "tests", "docs", "var"}
    assert 'lock="requirements/prod.txt"' in (ROOT / "bin" / "setup").read_text()
    assert "RUN bin/setup &&" in (ROOT / "Dockerfile").read_text()


@pytest.mark.slow
def test_what_compose_runs_is_what_the_project_has():
    compose = YAML(typ="safe").load(ROOT / "docker-compose.yml")
    commands = " ".join(str(service.get("command", "")) for service in compose["services"].values())
    for name in re.findall(r"manage\.py (\w+)", commands):
        help_text = subprocess.run(
            [sys.executable, "manage.py", name, "--help"],
            cwd=ROOT,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
            capture_output=True,
            text=True,
        )
        assert help_text.returncode == 0, help_text.stderr
