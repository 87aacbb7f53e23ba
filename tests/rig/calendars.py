"""`radicale`: a real CalDAV server on a free port of this machine. `stranger`: a web server that answers as told."""

import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.rig.redis import free_port

COLLECTION = """<?xml version="1.0" encoding="utf-8"?><create xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<set><prop><resourcetype><collection/><C:calendar/></resourcetype></prop></set></create>"""


class Radicale:
    """The server, with one person on it who has calendars."""

    login = ("iris", "a secret of hers: ünïcode")

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="evenhand-radicale-"))
        (self.folder / "people").write_text(":".join(self.login) + "\n")
        self.root = f"http://127.0.0.1:{free_port()}/"
        options = {
            "server-hosts": self.root.removeprefix("http://").rstrip("/"),
            "auth-type": "htpasswd",
            "auth-htpasswd-filename": str(self.folder / "people"),
            "auth-htpasswd-encryption": "plain",
            "auth-delay": "0",
            "storage-filesystem-folder": str(self.folder / "data"),
            "logging-level": "error",
        }
        command = [sys.executable, "-m", "radicale", "--config", ""]
        command += [word for name, value in options.items() for word in (f"--{name}", value)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while not self._answers():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise TimeoutError("Radicale did not answer within 30 seconds.")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            self.ask("OPTIONS", "")
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> None:
        """Send something to the server as Iris; raises for an answer that says no."""
        token = b64encode(":".join(self.login).encode()).decode()
        headers = {"Authorization": f"Basic {token}", "Content-Type": "text/calendar; charset=utf-8"} | headers
        request = urllib.request.Request(self.root + path, body.encode() or None, headers, method=method)  # noqa: S310
        urllib.request.urlopen(request, timeout=10).close()  # noqa: S310

    def make(self, name: str) -> str:
        """Make a calendar; return its address."""
        self.ask("MKCOL", f"iris/{name}/", COLLECTION, **{"Content-Type": "application/xml"})
        return f"{self.root}iris/{name}/"

    def put(self, name: str, uid: str, lines: str) -> None:
        """Put an entry into a calendar, or another in its place."""
        entry = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:{uid}\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n"
        self.ask("PUT", f"iris/{name}/{uid}.ics", entry.replace("\n", "\r\n"))

    def empty(self) -> None:
        """Take everything away."""
        try:
            self.ask("DELETE", "iris/")
        except urllib.error.HTTPError:
            return

    def close(self) -> None:
        """End the server."""
        self.process.terminate()
        self.process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _radicale_process():
    server = Radicale()
    yield server
    server.close()


@pytest.fixture
def radicale(_radicale_process):
    """A CalDAV server without calendars."""
    _radicale_process.empty()
    return _radicale_process


class Asked(BaseHTTPRequestHandler):
    """One question to the stranger."""

    server: "Stranger"

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        words = self.rfile.read(length).decode()
        self.server.asked.append((self.command, self.path, dict(self.headers.items()), words))
        try:
            self.server.answer(self)
        except OSError:
            # Whoever asked had enough.
            self.close_connection = True

    do_GET = do_PROPFIND = do_REPORT = _answer  # noqa: N815

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Answer."""
        self.send_response(status)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in ({"Content-Length": str(len(body))} | named).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class Stranger(ThreadingHTTPServer):
    """A server that answers each question with ``answer``, and remembers the questions."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.asked: list[tuple[str, str, dict[str, str], str]] = []
        self.answer: Callable[[Asked], None] = lambda asked: asked.say(404)
        self.over = threading.Event()
        self.tls: ssl.SSLContext | None = None
        self.root = f"http://127.0.0.1:{self.server_port}/"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def get_request(self):
        """Take a connection, encrypted once there is a certificate."""
        connection, where = super().get_request()
        return (self.tls.wrap_socket(connection, server_side=True) if self.tls else connection), where

    def close(self) -> None:
        """End the server, and whoever waits in it."""
        self.over.set()
        self.shutdown()
        self.server_close()


@pytest.fixture
def stranger():
    """A web server of somebody else; it ends with the test."""
    server = Stranger()
    yield server
    server.close()


@pytest.fixture
def loopback(settings):
    """Calendars on this machine may be read."""
    from ipaddress import ip_network

    settings.CALENDAR_NETWORKS = [ip_network("127.0.0.0/8")]
