"""A release to come migrates while today's code serves: nobody loses a word, waits long, or has to stop."""

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
import requests
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from core import audit, jobs
from core.audit import chain
from core.audit.verification import verify
from core.models import AuditEvent, Job
from hiring.models import Interview, Panelist
from scorecards.models import Answer, Scorecard
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory
from tests.rig.deadlines import until
from tests.rig.gunicorn import ROOT
from tests.rig.settings_next import MIGRATION_MODULES

from .site import cookies_of
from .typist import Typist

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# For a save, in seconds. On SQLite everybody waits until a migration is through, and nobody is turned away.
LONGEST = {"postgresql": 3.0, "sqlite": 20.0}
LONG_TABLES = (Job, AuditEvent, Interview, Panelist, Scorecard, Answer)


@pytest.fixture(autouse=True)
def _own_database(transactional_db, tmp_path):
    """A copy of the test's database in its place, since what is migrated here is of no use to other tests."""
    usual = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        own = str(tmp_path / "own.sqlite3")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [own])
        connection.close()
    else:
        own = "upgraded"
        connection.close()
        _as_owner(f'CREATE DATABASE "{own}" TEMPLATE "{usual}"')
    connection.settings_dict["NAME"] = own
    yield
    connection.close()
    connection.settings_dict["NAME"] = usual
    if connection.vendor == "postgresql":
        _as_owner(f'DROP DATABASE "{own}" WITH (FORCE)')


def _as_owner(sql: str, database: str = "/postgres") -> None:
    server = psycopg2.connect(urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=database).geturl())
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(sql)
    server.close()


@pytest.fixture
def typists(site, interview, iris, ivan, stan):
    """A site that is open, and three who write."""
    PanelistFactory(interview=interview, user=stan)
    here = site().open()
    return here, [Typist(here.web.url, interview, user, tab=f"tab-{user.pk}") for user in (iris, ivan, stan)]


def migrate(site, *words: str, module: str = "tests.rig.settings_next") -> subprocess.Popen:
    """Start ``manage.py migrate``; what it says goes to a file in the site's folder."""
    variables = site.variables | {"DJANGO_SETTINGS_MODULE": module, "PYTHONUNBUFFERED": "1"}
    with said(site).open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "manage.py", "migrate", "--no-input", *words],
            cwd=ROOT, env=variables, stdout=log, stderr=log,
        )  # fmt: skip


def said(site) -> Path:
    return site.folder / "migrate.log"


def fill(user, many: int) -> None:
    """Let the tables that grow be long, with rows of another role."""
    now = timezone.now()
    Job.objects.bulk_create(Job(name="tests.append_line", state="done", finished_at=now) for _ in range(many))
    AuditEvent.objects.bulk_create(
        AuditEvent(actor=user, verb="person.calendar_added", object_type="user", object_uid=user.uid)
        for _ in range(many)
    )  # fmt: skip
    candidacy = CandidacyFactory()
    values = {"candidacy": candidacy, "stage": candidacy.stage, "guide_stage": candidacy.stage.guide_stage}
    interviews = Interview.objects.bulk_create(InterviewFactory.build(**values) for _ in range(many))
    places = Panelist.objects.bulk_create(Panelist(interview=each, user=user) for each in interviews)
    stage = candidacy.stage.guide_stage
    cards = Scorecard.objects.bulk_create(Scorecard(panelist=place, guide_stage=stage) for place in places)
    question = stage.questions.in_order()[0]
    Answer.objects.bulk_create(Answer(scorecard=card, question=question, notes=f"Note {card.pk}") for card in cards)
    chain.extend(everywhere=True)


def rows() -> dict[str, dict[int, tuple]]:
    """What the long tables hold, by their keys and column by column as today's code knows them."""
    found = {}
    for model in LONG_TABLES:
        columns = [field.attname for field in model._meta.concrete_fields]
        found[model._meta.db_table] = {row[0]: row for row in model.objects.values_list("pk", *columns)}
    return found


def triggers() -> set[str]:
    """The names of the database's triggers, which a table that is built anew would lose."""
    names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        names = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(names)
        return {name for (name,) in cursor.fetchall()}


class Traffic:
    """People who write, people who read, and a writer of jobs and audit events, until it is over."""

    def __init__(self, typists, pages: dict[str, dict[str, str]], by) -> None:
        self.over, self.by = threading.Event(), by
        self.saves: Counter = Counter()
        self.answers: Counter = Counter()
        self.jobs: list[int] = []
        self.events: list[int] = []
        self.slowest_write = 0.0
        self.broken: list[BaseException] = []
        self.threads = [self._thread(self._type, each) for each in typists]
        self.threads += [self._thread(self._read, page, cookies) for page, cookies in pages.items()]
        self.threads += [self._thread(self._write)]

    def _thread(self, act, *args) -> threading.Thread:
        def go() -> None:
            try:
                while not self.over.is_set():
                    act(*args)
            except BaseException as error:  # noqa: BLE001 - told by the test
                self.broken.append(error)
            finally:
                connection.close()

        thread = threading.Thread(target=go)
        thread.start()
        return thread

    def _type(self, typist: Typist) -> None:
        typist.save(f"From {typist.tab}: sentence {self.saves[typist]}.")
        self.saves[typist] += 1

    def _read(self, page: str, cookies: dict[str, str]) -> None:
        answer = requests.get(page, cookies=cookies, timeout=20)
        self.answers[page, answer.status_code] += 1

    def _write(self) -> None:
        begun = time.monotonic()
        self.jobs.append(jobs.enqueue("tests.append_line", path="/dev/null", by=self.by).pk)
        self.events.append(audit.record("person.calendar_added", by=self.by, obj=self.by, number=len(self.jobs)).pk)
        self.slowest_write = max(self.slowest_write, time.monotonic() - begun)
        self.over.wait(0.02)

    def end(self) -> None:
        """Let everybody finish what they are at."""
        self.over.set()
        for thread in self.threads:
            thread.join(60)
        assert not self.broken, self.broken


def test_a_release_that_expands_is_migrated_under_traffic(typists, interview, iris, ada, mara, long, noted):
    here, people = typists
    fill(mara, 30_000 if long else 1_500)
    before, guards = rows(), triggers()
    url = here.web.url
    pages = {
        f"{url}/": cookies_of(iris),
        f"{url}/interviews/{interview.uid}/": cookies_of(iris),
        f"{url}/candidacies/{interview.candidacy.uid}/": cookies_of(ada),
        f"{url}/jobs/": cookies_of(ada),
    }
    traffic = Traffic(people, pages, ada)
    try:
        until(lambda: min((traffic.saves[each] for each in people), default=0) >= 2, "everybody to write")
        for typist in people:
            typist.slowest = 0  # A server that has just begun is slow at first.
        process = migrate(here)
        until(lambda: process.poll() is not None, "the migration", within=300)
        after = dict(traffic.saves)
        until(lambda: all(traffic.saves[each] >= after[each] + 2 for each in people), "everybody to go on writing")
    finally:
        traffic.end()
    assert process.returncode == 0, said(here).read_text()
    assert said(here).read_text().count(" OK") == 10

    now = rows()
    for table, known in before.items():
        assert [pk for pk, row in known.items() if now[table].get(pk) != row] == [], table
    written = {answer.scorecard.panelist.user_id: answer.notes for answer in answers_of(interview)}
    assert sorted(written.values()) == sorted(typist.acknowledged for typist in people)
    assert not any(typist.conflicts for typist in people)
    assert set.union(*(typist.statuses for typist in people)) <= {200, 503}
    assert {status for _, status in traffic.answers} == {200}
    assert Job.objects.filter(pk__in=traffic.jobs).count() == len(traffic.jobs) > 0
    assert AuditEvent.objects.filter(pk__in=traffic.events).count() == len(traffic.events)
    chain.extend(everywhere=True)
    assert verify().broken == ""
    assert triggers() == guards
    slowest = max([typist.slowest for typist in people] + [traffic.slowest_write])
    assert slowest < LONGEST[connection.vendor]
    noted(tries=sum(traffic.saves.values()), recovery=slowest)
    steps_back(here, people, pages)


def answers_of(interview):
    found = Answer.objects.filter(scorecard__panelist__interview=interview)
    return found.select_related("scorecard__panelist")


def steps_back(here, people, pages) -> None:
    """Today's code starts anew on what the release to come has left: its migrate has nothing to do, and it serves."""
    here.web.stop()
    process = migrate(here, module="tests.rig.settings_faults")
    assert process.wait(60) == 0, said(here).read_text()
    assert "No migrations to apply" in said(here).read_text()
    here.open()
    assert requests.get(f"{here.web.url}/health/ready", timeout=20).status_code == 200
    for typist in people:
        typist.page = typist.page.replace(typist.url, here.web.url)
        typist.save("One step back.")
    assert {answer.notes for answer in Answer.objects.filter(notes="One step back.")} == {"One step back."}
    for page, cookies in pages.items():
        path = urlsplit(page).path
        assert requests.get(here.web.url + path, cookies=cookies, timeout=20).status_code == 200
    pk = jobs.enqueue("tests.append_line", path="/dev/null").pk
    assert Job.objects.get(pk=pk).note == ""


def test_a_migration_gives_way_to_whoever_holds_a_table(typists, noted):
    """Somebody reads a table for long, as a backup does: who writes waits a second for the migration, and no longer."""
    if connection.vendor != "postgresql":
        pytest.skip("On SQLite nobody holds a table by reading.")
    here, people = typists
    connection.close()
    holder = psycopg2.connect(here.variables["DATABASE_URL"])
    with holder.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM scorecards_answer")
    process = migrate(here)
    tries, saves = 0, 0
    try:
        while (tries := said(here).read_text().count("Giving way")) < 2:
            assert process.poll() is None, said(here).read_text()
            people[saves % 3].save(f"While it waits, {saves}.")
            saves += 1
    finally:
        holder.close()
    begun = time.monotonic()
    until(lambda: process.poll() is not None, "the migration", within=120)
    assert process.returncode == 0, said(here).read_text()
    slowest = max(typist.slowest for typist in people)
    assert slowest < LONGEST[connection.vendor]
    assert tries >= 2
    noted(tries=tries, recovery=time.monotonic() - begun)


def test_an_index_that_was_left_unfinished_is_built_by_the_next_try(typists):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite builds an index as a whole or not at all.")
    here, _ = typists
    assert migrate(here).wait(120) == 0
    forgotten = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'answer_written'::regclass"
    with connection.cursor() as cursor:
        cursor.execute(forgotten)
        cursor.execute("DELETE FROM django_migrations WHERE name = '0013_find_notes_by_time'")
    assert migrate(here).wait(120) == 0, said(here).read_text()
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = 'answer_written'::regclass")
        assert cursor.fetchall() == [(True,)]


def test_an_older_backup_is_migrated_within_the_transaction_of_its_restore(settings):
    if connection.vendor != "postgresql":
        pytest.skip("On SQLite a restore is a file of its own.")
    settings.MIGRATION_MODULES = MIGRATION_MODULES
    with transaction.atomic():
        call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = 'answer_written'::regclass")
        assert cursor.fetchall() == [(True,)]
