"""What production installs: audited for known holes, and listed whole in a bill of materials."""

import json
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from threading import Thread
from types import ModuleType

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def script(name: str) -> ModuleType:
    """A command of ``bin/`` as a module."""
    loader = SourceFileLoader(f"bin_{name}", str(ROOT / "bin" / name))
    module = module_from_spec(spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


def command(name: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, ROOT / "bin" / name, *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )


# --- Known holes -----------------------------------------------------------------------------------------------------

SOUND = {"name": "django", "version": "5.2.19", "vulns": []}
HOLED = {"name": "pillow", "version": "1.0", "vulns": [{"id": "PYSEC-2020-1", "fix_versions": ["1.1", "2.0"]}]}
UNKNOWN = {"name": "rules", "skip_reason": "Dependency not found on PyPI and could not be audited: rules (3.5)"}


@pytest.mark.parametrize(
    ("packages", "code", "words"),
    [
        ([SOUND], 0, "1 packages, no known hole"),
        ([SOUND, HOLED], 1, "pillow 1.0: PYSEC-2020-1, mended in 1.1, 2.0"),
        ([HOLED, UNKNOWN], 1, "not audited: the service does not know rules"),
        ([SOUND, UNKNOWN], 3, "not audited: the service does not know rules"),
        ([UNKNOWN], 3, "not audited: the service could not be reached"),
        ([], 3, "not audited: the service could not be reached"),
    ],
)
def test_the_audit_is_judged(packages, code, words):
    got, said = script("audit").judge(json.dumps({"dependencies": packages}))
    assert got == code
    assert words in said


@pytest.mark.parametrize("answer", ["", "Traceback (most recent call last):", "{}", "[]"])
def test_no_answer_is_no_clean_bill(answer):
    assert script("audit").judge(answer)[0] == 3


def test_accepted_holes_have_a_reason():
    assert all(len(reason) > 20 for reason in script("audit").ACCEPTED.values())


@pytest.fixture
def service():
    """A service of known holes that knows one of Django."""

    class Holes(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["package"]["name"]
            hole = {
                "id": "PYSEC-2099-1",
                "summary": "Made up.",
                "aliases": [],
                "affected": [
                    {
                        "package": {"name": "django", "ecosystem": "PyPI"},
                        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "9.9"}]}],
                    }
                ],
            }
            body = json.dumps({"vulns": [hole]} if asked == "django" else {}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Holes)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()
    server.server_close()


@pytest.mark.slow
def test_a_known_hole_in_the_lock_fails_the_audit(service):
    result = command("audit", "-s", "osv", "--osv-url", service)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "1 known holes:" in result.stdout
    assert "django 5.2" in result.stdout
    assert "PYSEC-2099-1, mended in 9.9" in result.stdout


@pytest.mark.slow
def test_without_a_network_the_audit_says_so():
    nowhere = "http://127.0.0.1:9/v1/query"
    result = command("audit", "-s", "osv", "--osv-url", nowhere)
    assert (result.returncode, result.stdout) == (3, "not audited: the service could not be reached\n")


# --- The bill of materials -------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_bill_is_valid_whole_and_the_same_each_time(tmp_path):
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    for file in (first, second):
        result = command("sbom", str(file))
        assert result.returncode == 0, result.stdout + result.stderr
    assert first.read_text() == second.read_text()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(first.read_text()) is None
    bill = json.loads(first.read_text())
    assert bill["metadata"]["component"]["name"] == "evenhand"
    listed = {part["name"]: part for part in bill["components"]}
    for line in (ROOT / "requirements" / "prod.txt").read_text().splitlines():
        if "==" in line and not line.startswith((" ", "#")):
            name, _, version = line.split()[0].partition("==")
            assert listed[name]["version"] == version.rstrip(";")
            assert listed[name]["purl"].startswith(f"pkg:pypi/{name}@")
            assert any(reference.get("hashes") for reference in listed[name]["externalReferences"])


LOCK = {("django", "5.2.19"): {"a", "b"}, ("rules", "3.5"): {"c"}}


@pytest.mark.parametrize(
    ("bill", "words"),
    [
        (LOCK, []),
        ({("rules", "3.5"): {"c"}}, ["not in the bill: django 5.2.19"]),
        (LOCK | {("six", "1.17"): {"d"}}, ["not in the lock: six 1.17"]),
        (LOCK | {("rules", "3.5"): {"d"}}, ["other hashes: rules 3.5"]),
        (LOCK | {("rules", "3.5"): set()}, ["other hashes: rules 3.5"]),
    ],
)
def test_what_differs_from_the_lock_is_named(bill, words):
    assert script("sbom").differences(LOCK, bill) == words


def test_an_empty_lock_makes_no_bill():
    assert script("sbom").differences({}, {}) == ["the lock pins nothing"]


def test_the_lock_is_read_with_versions_markers_and_hashes():
    sbom = script("sbom")
    text = "amqp==5.4.2 \\\n    --hash=sha256:" + "1" * 64 + "\ncolorama==0.4 ; sys_platform == 'win32' \\\n"
    text += "    --hash=sha256:" + "2" * 64 + " \\\n    --hash=sha256:" + "3" * 64 + "\n    # via x\n"
    assert sbom.locked(text) == {("amqp", "5.4.2"): {"1" * 64}, ("colorama", "0.4"): {"2" * 64, "3" * 64}}
