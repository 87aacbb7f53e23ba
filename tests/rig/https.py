"""`https_site`: a real gunicorn with the settings of production, asked as the proxy in front of it would ask."""

import http.client
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.rig.gunicorn import Gunicorn, environment

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
        variables = environment(
            folder,
            "tests.rig.settings_https",
            ALLOWED_HOSTS=HOST,
            BASE_URL=f"https://{HOST}",
            BEHIND_PROXY="1",
            DATABASE_URL=f"sqlite:///{folder}/empty.sqlite3",
            LOG_LEVEL="CRITICAL",
        )
        self.server = Gunicorn(folder, variables)

    def ask(
        self, method: str, path: str, *, body: object = None, host: str = HOST, scheme: str = "https", **headers: str
    ) -> Answer:
        """Make one request as the proxy passes it on. ``headers`` are named with underscores."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
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
        self.server.stop()


@pytest.fixture(scope="session")
def https_site(tmp_path_factory):
    """A site served over HTTPS, with an empty database: for whatever needs nobody signed in."""
    site = HttpsSite(tmp_path_factory.mktemp("https"))
    yield site
    site.stop()
