"""Running `seed_load`: killed, twice, with another seed, and where it refuses."""

from datetime import UTC, datetime
from hashlib import sha256
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from config.load import loader
from config.load.teams import DOMAIN
from hiring.models import Candidacy, Candidate, Interview
from scorecards.models import Rating

NOW = datetime(2026, 11, 17, 12, tzinfo=UTC)
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def demonstration(settings):
    settings.DEMO = True


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(loader, "CHUNK", 20)


def seed(candidates: int, **options: object) -> str:
    """Run the command, and return what it says."""
    said = StringIO()
    call_command("seed_load", candidates=candidates, stdout=said, **options)
    return said.getvalue()


def test_a_run_that_was_killed_goes_on_where_it_stopped(demonstration, small_chunks, monkeypatch):
    write, chunks = loader.Batch.write, []

    def die(batch: loader.Batch) -> int:
        written = write(batch)
        chunks.append(written)
        if len(chunks) == 2:
            raise KeyboardInterrupt
        return written

    monkeypatch.setattr(loader.Batch, "write", die)
    with pytest.raises(KeyboardInterrupt):
        seed(60)
    assert Candidacy.objects.count() == 20
    seed(60)
    assert Candidacy.objects.count() == Candidate.objects.count() == 60
    assert set(Candidate.objects.values_list("email", flat=True)) == {f"c{n}@{DOMAIN}" for n in range(60)}
    connection.check_constraints()


def told() -> str:
    """A digest of what was written, but for numbers that a sequence gives."""
    rows = [
        *Candidate.objects.order_by("email").values_list("uid", "name", "email"),
        *Rating.objects.order_by("scorecard__uid", "criterion__key").values_list("scorecard__uid", "level", "evidence"),
        *Interview.objects.order_by("uid").values_list("uid", "place", "panelists__uid", "panelists__user__email"),
    ]
    return sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()


def test_the_same_seed_tells_the_same_whatever_the_chunks(demonstration, small_chunks, monkeypatch):
    monkeypatch.setattr(loader.timezone, "now", lambda: NOW)
    digests = []
    for options, chunk in (({"seed": 7}, 20), ({"seed": 7}, 500), ({"seed": 8}, 500)):
        monkeypatch.setattr(loader, "CHUNK", chunk)
        with transaction.atomic():
            seed(40, **options)
            digests.append(told())
            transaction.set_rollback(True)
    assert digests[0] == digests[1]
    assert digests[0] != digests[2]


def test_how_many_queries_a_chunk_takes_does_not_depend_on_its_size(demonstration):
    seed(1)
    counts = []
    for total in (41, 300):
        with CaptureQueriesContext(connection) as queries:
            seed(total)
        counts.append(len(queries))
    # One for each block of numbers, or each thousand rows.
    assert counts[1] < counts[0] * 3


def test_it_refuses_production():
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("seed_load", candidates=1)
    assert not Candidacy.objects.exists()


def test_it_refuses_a_workspace_with_real_people(ada, demonstration):
    with pytest.raises(CommandError, match="real people"):
        call_command("seed_load", candidates=1)
    assert not Candidacy.objects.exists()
