"""PostgreSQL is restarted at once and is away for seconds, while three people type."""

import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest
from django.db import connection

from tests.factories import InterviewFactory, PanelistFactory, UserFactory
from tests.rig.database import TemporaryPostgres
from tests.rig.deadlines import until
from tests.rig.published import database_url

from .site import cookies_of
from .typist import Typist

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def postgres():
    """A server of its own, which may be killed."""
    server = TemporaryPostgres(durable=True)
    yield server
    server.stop()


def copy_to(server: TemporaryPostgres) -> None:
    """Put everything of the test's database there."""
    programs = Path(server.server.bin_path)
    url = database_url().replace("postgres://", "postgresql://", 1)
    dump = subprocess.run([programs / "pg_dump", "--no-owner", url], capture_output=True, check=True)
    target = server.url.replace("postgres://", "postgresql://", 1)
    subprocess.run([programs / "psql", "-q", "-v", "ON_ERROR_STOP=1", target], input=dump.stdout, check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip


def crash(server: TemporaryPostgres) -> None:
    """End it as a power cut would: no checkpoint, every connection cut."""
    process = server.server.get_pid()
    os.kill(process, signal.SIGQUIT)
    until(lambda: not Path(f"/proc/{process}").exists() or not server.server.get_postmaster_info().is_running(),
          "PostgreSQL to end", within=20)  # fmt: skip


def has_started(server: TemporaryPostgres) -> bool:
    """Start it; its rig gives that ten seconds, which a busy machine may not keep."""
    try:
        server.server.ensure_postgres_running()
    except subprocess.SubprocessError:
        return False
    return True


def test_postgresql_restarted_or_away_for_seconds_loses_no_acknowledged_save(site, candidacy, postgres, long, noted):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server that could be away.")
    people = [UserFactory(name=f"Typist {number}") for number in range(3)]
    interview = InterviewFactory(candidacy=candidacy)
    for user in people:
        PanelistFactory(interview=interview, user=user)
        cookies_of(user)
    sessions = {user.pk: cookies_of(user) for user in people}
    copy_to(postgres)
    here = site(DATABASE_URL=postgres.url).open()
    typists = [Typist(here.web.url, interview, user) for user in people]
    for typist, user in zip(typists, people, strict=True):
        typist.session.cookies.update(sessions[user.pk])
    over, recovery, tries = threading.Event(), 0.0, 0
    history: list[list[str]] = [[] for _ in typists]

    def type_on(typist: Typist, said: list[str]) -> None:
        while not over.is_set():
            typist.save(f"{typist.tab}: {len(said)}")
            said.append(typist.acknowledged)

    threads = [threading.Thread(target=type_on, args=pair) for pair in zip(typists, history, strict=True)]
    for thread in threads:
        thread.start()
    for away in [0, 0, 0, 10] if long else [0, 2]:
        until(lambda: all(len(said) > 3 for said in history), "everybody to have typed")
        crash(postgres)
        back = time.monotonic() + away
        failed = [typist.failures for typist in typists]
        until(lambda back=back: time.monotonic() > back, "the outage to be over", within=away + 5)
        until(lambda: has_started(postgres), "PostgreSQL to be back", within=90)
        begun, counts = time.monotonic(), [len(said) for said in history]
        until(
            lambda counts=counts: all(len(said) > n + 2 for said, n in zip(history, counts, strict=True)),
            "everybody to save again by themselves",
            within=60,
        )
        recovery, tries = max(recovery, time.monotonic() - begun), tries + 1
        assert away == 0 or [typist.failures for typist in typists] != failed
    over.set()
    for thread in threads:
        thread.join(60)
    rows = postgres.server.psql("SELECT '[' || notes || ']' FROM scorecards_answer")
    assert sorted(re.findall(r"\[(.*)\]", rows)) == sorted(typist.acknowledged for typist in typists)
    assert not any(typist.conflicts for typist in typists)
    noted(tries=tries, recovery=recovery)
