"""Adds candidacies, chunk by chunk, each in a transaction of its own."""

from collections.abc import Iterator

from django.db import connection, transaction
from django.utils import timezone

from hiring.models import Candidate

from .aftermath import hold_debrief
from .days import Days
from .story import Telling, finish, tell
from .tables import TABLES, Batch
from .teams import DOMAIN, SHARE, department, first_run
from .words import Words

CHUNK = 500


def loaded() -> int:
    """How many candidacies were made so far."""
    return Candidate.objects.filter(email__endswith=f"@{DOMAIN}").count()


def load(total: int, *, seed: int = 1) -> Iterator[tuple[int, int]]:
    """Add what is missing to ``total``; yield after each chunk the candidacies there are, and the rows it wrote."""
    start = loaded()
    words = Words(seed)
    while start < total:
        end = min(total, start + CHUNK - start % CHUNK)
        with transaction.atomic():
            written = _chunk(range(start, end), seed, words)
        start = end
        yield end, written


def _chunk(numbers: range, seed: int, words: Words) -> int:
    # The moment of the first run, whole seconds: instants are compared as text.
    now = first_run() or timezone.now().replace(microsecond=0)
    days, batch = Days(now), Batch()
    team = department(numbers[0] // SHARE, now)
    for number in numbers:
        telling = Telling(number, seed=seed, team=team, days=days, words=words, batch=batch)
        if tell(telling, f"c{number}@{DOMAIN}"):
            hold_debrief(telling)
        finish(telling)
    return batch.write()


def analyse() -> None:
    """Let the database look at what these tables hold now: at no others, since it locks what it looks at."""
    names = [table.name for table in TABLES.values()]
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'ANALYZE "{name}"')
