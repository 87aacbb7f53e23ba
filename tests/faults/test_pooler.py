"""Evenhand behind the real PgBouncer, which gives each transaction another of few connections."""

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext

import environ
import psycopg2
import pytest
import requests
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from psycopg2.errors import LockNotAvailable

from accounts.models import User
from config.databases import described
from core import limits
from core.backups.target import default_database
from core.models import Packet
from core.statements import Statement
from debriefs.services import open_debrief, prepare_debrief
from hiring.models import Interview
from scorecards.models import Answer
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory, ScorecardFactory, UserFactory
from tests.rig.deadlines import until
from tests.rig.gunicorn import ROOT
from tests.rig.pgbouncer import MISSING, PgBouncer, find
from tests.rig.published import database_url

from .site import Site, cookies_of
from .typist import Typist

SIZE, READERS, TYPISTS = 4, 16, 6
pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has no pooler."),
    pytest.mark.skipif(not find(), reason=MISSING),
]


@pytest.fixture
def pooler(request, transactional_db) -> Iterator[PgBouncer]:
    """Before the test's own database; lines of its configuration by the mark's parameter."""
    pooler = PgBouncer(database_url(), size=SIZE, **getattr(request, "param", {}))
    yield pooler
    pooler.remove()


@pytest.fixture
def _limits_of_the_role(transactional_db) -> Iterator[None]:
    """What the operator is told to do once."""
    with connection.cursor() as cursor:
        cursor.execute(limits.remedy())
        yield
        cursor.execute("SELECT quote_ident(current_user), quote_ident(current_database())")
        role, database = cursor.fetchone()
        cursor.execute(f"ALTER ROLE {role} IN DATABASE {database} RESET ALL")


@pytest.fixture
def pages(candidacy, interview, iris, ivan, mara) -> list[str]:
    """What a hiring manager opens. An open debrief is among it, which tells its pages what moves."""
    discussed = InterviewFactory(candidacy=CandidacyFactory(role=candidacy.role))
    for user in (iris, ivan):
        ScorecardFactory(panelist=PanelistFactory(interview=discussed, user=user), sealed=True)
    debrief = prepare_debrief(candidacy=discussed.candidacy, facilitator=mara, scheduled_at=None, by=mara)
    open_debrief(debrief=debrief, by=mara)
    return [
        reverse("today"),
        reverse("role_detail", args=[candidacy.role.uid]),
        reverse("candidacy_detail", args=[candidacy.uid]),
        reverse("interview_detail", args=[interview.uid]),
        reverse("interview_create", args=[candidacy.uid]),
        reverse("debrief_detail", args=[debrief.uid]),
        reverse("debrief_stream", args=[debrief.uid]) + "?seen=0",
    ]


def run(here: Site, *command: str) -> subprocess.CompletedProcess:
    """A command of the operator's, with the site's variables."""
    return subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=here.variables, capture_output=True, text=True
    )


def read_all(here: Site, pages: list[str], user: User, rounds: int) -> Counter:
    """Many people who each open every page, beginning with another; how often which status was answered."""
    cookies = cookies_of(user)

    def read(number: int) -> Counter:
        order = pages[number % len(pages) :] + pages[: number % len(pages)]
        return Counter(
            requests.get(here.web.url + page, cookies=cookies, timeout=60).status_code
            for page in order * rounds
        )  # fmt: skip

    with ThreadPoolExecutor(READERS) as readers:
        return sum(readers.map(read, range(READERS)), Counter())


def compiled(here: Site, interview: Interview, user: User) -> None:
    """Ask for the interview's kit as its page does, and wait until the worker has compiled it."""
    with requests.Session() as session:
        session.cookies.update(cookies_of(user))
        page = here.web.url + reverse("interview_detail", args=[interview.uid])
        session.get(page, timeout=60)
        answer = session.post(
            here.web.url + reverse("kit_request", args=[interview.uid]), timeout=60,
            data={"csrfmiddlewaretoken": session.cookies["evenhand_csrf"]}, headers={"Referer": page},
        )  # fmt: skip
    assert answer.status_code == 200, answer.status_code
    until(lambda: Packet.objects.get(requested_by=user).is_ready, "the packet", within=90)


@contextmanager
def typing(typists: list[Typist]) -> Iterator[list[list[str]]]:
    """Let everybody type while the block runs, and save once more at the end; gives what was acknowledged so far."""
    over = threading.Event()
    history: list[list[str]] = [[] for _ in typists]

    def type_on(typist: Typist, said: list[str]) -> None:
        while not over.is_set():
            typist.save(f"{typist.tab}: {len(said)}")
            said.append(typist.acknowledged)

    threads = [threading.Thread(target=type_on, args=pair) for pair in zip(typists, history, strict=True)]
    for thread in threads:
        thread.start()
    try:
        yield history
    finally:
        over.set()
        for thread in threads:
            thread.join(60)


def all_save(history: list[list[str]]) -> None:
    """Wait until everybody has saved three times more."""
    counts = [len(said) for said in history]
    until(lambda: all(len(said) > n + 2 for said, n in zip(history, counts, strict=True)), "everybody to save")


@pytest.mark.usefixtures("_limits_of_the_role")
def test_many_who_share_few_connections_lose_nothing_while_the_pooler_is_restarted(
    site, pooler, interview, pages, mara, rosa, long, noted, tmp_path
):
    people = [UserFactory(name=f"Typist {number}") for number in range(TYPISTS)]
    for user in people:
        PanelistFactory(interview=interview, user=user)
    here = site(DATABASE_URL=pooler.url, POOLED="1", MOST_AT_ONCE="32", LIVE_SECONDS="1").open(workers=2)
    here.work()
    typists = [Typist(here.web.url, interview, user, tab=f"tab-{number}") for number, user in enumerate(people)]
    rounds, tries = 3 if long else 1, 3 if long else 1

    with typing(typists) as history:
        assert read_all(here, pages, mara, rounds) == {200: READERS * len(pages) * rounds}
        compiled(here, interview, rosa)
        all_save(history)
        assert sum(typist.failures for typist in typists) == 0
        assert pooler.count("clients") > 3 * SIZE
        assert pooler.count("servers") <= SIZE

        for _ in range(tries):
            failed = [typist.failures for typist in typists]
            pooler.stop()
            until(
                lambda failed=failed: all(typist.failures > n for typist, n in zip(typists, failed, strict=True)),
                "everybody to fail",
            )
            pooler.start()
            all_save(history)
        assert read_all(here, pages, mara, 1) == {200: READERS * len(pages)}
        compiled(here, interview, mara)
        assert requests.get(f"{here.web.url}/health/ready", timeout=60).json()["limits"] == "ok"
        for command in ("migrate --check", f"backup {tmp_path / 'backup.zip'}"):
            done = run(here, *command.split())
            assert done.returncode == 0, done.stderr
        all_save(history)

    stored = Answer.objects.filter(scorecard__panelist__interview=interview).values_list("notes", flat=True)
    assert sorted(stored) == sorted(typist.acknowledged for typist in typists)
    assert not any(typist.conflicts for typist in typists)
    assert pooler.count("servers") <= SIZE
    noted(tries=tries, recovery=max(typist.slowest for typist in typists))


def test_a_pooler_that_is_not_named_refuses_the_first_connection(site, pooler):
    done = run(site(DATABASE_URL=pooler.url), "migrate", "--check")
    assert done.returncode != 0
    assert "unsupported startup parameter: options" in done.stderr


def test_migrate_refuses_a_role_without_limits_and_says_what_to_do(site, pooler):
    here = site(DATABASE_URL=pooler.url, POOLED="1")
    done = run(here, "migrate", "--no-input")
    assert done.returncode != 0
    for name, value in settings.DATABASE_LIMITS.items():
        assert f"no {name}" in done.stderr
        assert f"SET {name} = '{value}';" in done.stderr


@pytest.mark.usefixtures("_limits_of_the_role")
def test_the_limits_of_the_role_hold_behind_it(pooler, iris):
    first, second = psycopg2.connect(pooler.url), psycopg2.connect(pooler.url)
    try:
        for one in (first, second):
            with one.cursor() as cursor:
                for name, value in (settings.DATABASE_LIMITS | settings.DATABASE_PLANNER).items():
                    cursor.execute(f"SHOW {name}")
                    assert cursor.fetchone() == (value,)
                if one is second:
                    with pytest.raises(LockNotAvailable):
                        cursor.execute("SELECT 1 FROM accounts_user FOR UPDATE")
                else:
                    cursor.execute("SELECT 1 FROM accounts_user FOR UPDATE")
    finally:
        first.close()
        second.close()


@contextmanager
def somebody_else(pooler: PgBouncer) -> Iterator[None]:
    """Let another client hold the connection to the server that was used last."""
    other = psycopg2.connect(pooler.url)
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT 1")
        yield
    finally:
        other.close()


@pytest.mark.parametrize("pooler", [{"ignore_startup_parameters": "options"}], indirect=True)
@pytest.mark.parametrize("pooled", [True, False])
def test_what_a_connection_keeps_to_itself_would_be_lost(pooler, settings, pooled):
    people = [UserFactory() for _ in range(3)]
    statement = Statement(lambda kind, user: User.objects.filter(pk=user).values_list("pk"), user=int)
    settings.PREPARED_STATEMENTS = not pooled

    def lost(what: str) -> AbstractContextManager:
        return (
            nullcontext()
            if pooled
            else pytest.raises((DatabaseError, psycopg2.Error), match=f"{what} .* does not exist")
        )

    through = described(environ.Env.db_url_config(pooler.url), pooled=pooled)
    with default_database(connection.settings_dict | through):
        choices = User.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=1)
        next(choices)
        with somebody_else(pooler), lost("cursor"):
            assert list(choices) == [user.pk for user in people[1:]]
        connection.close()

        assert statement.all(user=people[0].pk) == [(people[0].pk,)]
        with somebody_else(pooler), lost("prepared statement"), transaction.atomic():
            assert statement.all(user=people[0].pk) == [(people[0].pk,)]
