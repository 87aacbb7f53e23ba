"""A real gunicorn on a port of its own: for tests and measures that need production's server and not a stand-in."""

import http.client
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

from tests.rig.redis import free_port

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN = 60
NO_COMPANY = """OIDC_ISSUER OIDC_CLIENT_ID OIDC_CLIENT_SECRET OIDC_ADMIN_GROUPS OIDC_RECRUITER_GROUPS OIDC_MEMBER_GROUPS
    OIDC_REQUIRED_FOR"""


def environment(folder: Path, module: str, **more: str) -> dict[str, str]:
    """What a process of production's gets of variables: PATH, and nothing else of the shell's."""
    variables = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": module,
        "SECRET_KEY": secrets.token_urlsafe(60),
        "VAR_DIR": str(folder),
        "LOG_LEVEL": "ERROR",
        **dict.fromkeys(NO_COMPANY.split(), ""),
    }
    return variables | more


class Gunicorn:
    """The server's processes; ``url`` is where it listens."""

    def __init__(self, folder: Path, variables: dict[str, str], *, port: int = 0, workers: int = 1) -> None:
        """Start in the ``environment`` given and wait for the first answer; ``folder`` takes the log.

        Raises TimeoutError with the end of the log.
        """
        self.port = port or free_port()
        self.log = folder / "web.log"
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--workers", str(workers), "--threads", "32", "--worker-class", "gthread", "--no-control-socket"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=variables,
                stdout=log,
                stderr=log,
            )
        self._wait()

    @property
    def url(self) -> str:
        """The address, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """End all its processes. Safe to call twice."""
        self.process.terminate()
        self.process.wait(30)

    def _wait(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline and self.process.poll() is None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                connection.request("GET", "/health/live")
                connection.getresponse()
            except OSError:
                time.sleep(0.05)
            else:
                return
            finally:
                connection.close()
        self.process.kill()
        raise TimeoutError(f"gunicorn did not answer.\n{self.log.read_text()[-3000:]}")
