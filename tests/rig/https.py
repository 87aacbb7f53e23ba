"""`https_site`: a real gunicorn with the settings of production, asked as the proxy in front of it would ask."""

import http.client
import os
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.rig.redis import free_port

ROOT = Path(__file__).resolve().parents[2]
HOST = "interviews.example.org"


@dataclass(frozen=True)
class Answer:
    """Status, headers (names in lower case; a name that came twice has its values joined by a line break) and body."""

    status: int
    headers: dict[str, str]
    body: str


class HttpsSite:
    """The server's process and a way to ask it."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--workers", "1", "--threads", "4", "--worker-class", "gthread", "--no-control-socket"]
        environment = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "tests.rig.settings_https",
            "SECRET_KEY": secrets.token_urlsafe(60),
            "ALLOWED_HOSTS": HOST,
            "BASE_URL": f"https://{HOST}",
            "BEHIND_PROXY": "1",
            "DATABASE_URL": f"sqlite:///{folder}/empty.sqlite3",
            "VAR_DIR": str(folder),
            "LOG_LEVEL": "CRITICAL",
        }
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait()

    def ask(
        self, method: str, path: str, *, body: object = None, host: str = HOST, scheme: str = "https", **headers: str
    ) -> Answer:
        """Make one request as the proxy passes it on. ``headers`` are named with underscores."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {"Host": host, "X-Forwarded-Proto": scheme}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body=body, headers=sent)  # type: ignore[arg-type]
            answer = connection.getresponse()
            found: dict[str, str] = {}
            for name, value in answer.getheaders():
                found[name.lower()] = "\n".join(filter(None, [found.get(name.lower()), value]))
            return Answer(answer.status, found, answer.read().decode(errors="replace"))
        finally:
            connection.close()

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait(10)

    def _wait(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if self.ask("GET", "/health/live").status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError("gunicorn did not answer within 30 seconds.")


@pytest.fixture(scope="session")
def https_site(tmp_path_factory):
    """A site served over HTTPS, with an empty database: for whatever needs nobody signed in."""
    site = HttpsSite(tmp_path_factory.mktemp("https"))
    yield site
    site.stop()
