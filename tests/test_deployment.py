"""What starts Evenhand on a server: the compose file, the image, and systemd's units as the other way."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from ruamel.yaml import YAML

from core.middleware import MOST_WAITING

ROOT = Path(settings.BASE_DIR)
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
HARDENED = """NoNewPrivileges=yes ProtectSystem=strict ProtectHome=yes PrivateTmp=yes PrivateDevices=yes
    CapabilityBoundingSet= RestrictSUIDSGID=yes RestrictNamespaces=yes SystemCallFilter=@system-service"""
ENVIRONMENT = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": "/usr/bin:/bin"}


def read(unit: Path) -> list[tuple[str, str]]:
    """The lines of a unit, long ones put together."""
    text = unit.read_text().replace("\\\n", " ")
    return re.findall(r"^(\w+)=(.*)$", text, re.M)


def commands() -> list[list[str]]:
    return [shlex.split(value) for unit in UNITS for name, value in read(unit) if name == "ExecStart"]


def seconds(value: str) -> int:
    return int(value.removesuffix("s"))


def option(command: list[str], name: str) -> str:
    return command[command.index(name) + 1]


def image_command() -> list[str]:
    found = re.search(r"^CMD (\[.*?\])", (ROOT / "Dockerfile").read_text().replace("\\\n", ""), re.M | re.S)
    assert found
    return json.loads(found[1])


def test_the_compose_file_is_one_by_the_schema_of_compose():
    command = [Path(sys.executable).with_name("check-jsonschema"), "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*command, "docker-compose.yml"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_there_is_a_unit_for_each_part():
    assert [unit.stem for unit in UNITS] == ["evenhand-beat", "evenhand-migrate", "evenhand-web", "evenhand-worker"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_may_do_little(unit):
    lines = unit.read_text().splitlines()
    assert [line for line in HARDENED.split() if line not in lines] == []
    assert "User=evenhand" in lines


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_understands_the_units():
    done = subprocess.run(["systemd-analyze", "verify", *UNITS], capture_output=True, text=True)
    # Evenhand is not installed at /opt on the machine that tests.
    told = [line for line in done.stderr.splitlines() if "evenhand" in line and "is not executable" not in line]
    assert told == []


@pytest.mark.slow
def test_units_run_what_the_project_has():
    for command in commands():
        program = Path(command[0])
        assert program.parent == Path("/opt/evenhand/.venv/bin")
        assert Path(sys.executable).with_name(program.name).exists()
        if program.name == "python":
            known = subprocess.run(
                [sys.executable, *command[1:3], "--help"], cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True
            )
            assert known.returncode == 0, known.stderr


def test_units_and_containers_run_the_same():
    [web] = [command for command in commands() if Path(command[0]).name == "gunicorn"]
    image, ours = image_command(), [Path(web[0]).name, *web[1:]]
    differ = {"0.0.0.0:8000", "127.0.0.1:8000"}
    assert set(image) ^ set(ours) == differ
    compose = YAML(typ="safe").load(ROOT / "docker-compose.yml")["services"]
    for part in ("worker", "beat"):
        assert [Path(command[0]).name for command in commands()].count("celery") == 2
        assert any(command[1:] == compose[part]["command"][1:] for command in commands())
    migrations = compose["migrate"]["command"]
    for command in commands():
        if command[1] == "manage.py":
            assert " ".join(["python", *command[1:]]) in migrations


def test_a_full_house_has_threads_left_to_say_so():
    assert int(option(image_command(), "--threads")) > settings.MOST_AT_ONCE + MOST_WAITING


def test_figures_are_counted_on_in_the_next_container():
    web = YAML(typ="safe").load(ROOT / "docker-compose.yml")["services"]["web"]
    assert web["hostname"] == "web"


def test_whoever_stops_is_given_the_time_it_takes():
    compose = YAML(typ="safe").load(ROOT / "docker-compose.yml")["services"]
    graceful = int(option(image_command(), "--graceful-timeout"))
    assert settings.LIVE_SECONDS < graceful < seconds(compose["web"]["stop_grace_period"])
    stops = {unit.stem.removeprefix("evenhand-"): dict(read(unit)).get("TimeoutStopSec") for unit in UNITS}
    assert graceful < int(stops["web"])
    assert seconds(compose["worker"]["stop_grace_period"]) == int(stops["worker"])
