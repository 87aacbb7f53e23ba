"""`python -m tests.bench.searching [sqlite|postgres]`: the search over 500 questions against that over 50,000.

Each search is the whole page of questions, asked within this process. Prints for both sizes the median of each search,
its queries, and the larger in relation to the smaller.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from tests.rig.database import TemporaryPostgres

SIZES = (500, 50_000)
GUIDES = 25
ROUNDS = 15
SEARCHES = [
    {},
    {"page": "20"},
    {"q": "w12"},
    {"q": "w700"},
    {"q": "w3 w5 w8"},
    {"q": "w"},
    {"q": "w1 follow"},
    {"competency": "skill-3"},
    {"type": "situational", "kind": "technical"},
    {"q": "w40", "competency": "skill-3", "type": "situational"},
    {"q": "w9", "guide": "guide-4"},
    {"q": "nowhere"},
    {"where": "bank"},
    {"where": "bank", "q": "w3 w5"},
    {"where": "guide", "tag": "tag-3", "level": "senior"},
    {"owner": "OWNER", "q": "w12"},
    {"use": "never", "level": "senior"},
    {"use": "overused", "q": "w5"},
]


def seed(size: int) -> None:
    """Make the bank hold ``size`` questions, half of them in ``GUIDES`` guides, in words used as unevenly as those of a
    language."""
    from django.db import connection, transaction
    from django.utils import timezone

    from question_bank.models import Competency, Guide, GuideStage, GuideVersion, Question, QuestionType
    from question_bank.services.indexing import index_guide

    chance = random.Random(size)  # noqa: S311
    words = [f"w{n}" for n in range(4_000)]
    weights = [1 / (n + 1) for n in range(4_000)]
    skills = [Competency.objects.get_or_create(key=f"skill-{n}", defaults={"name": f"Skill {n}"})[0] for n in range(10)]
    for number in range(GUIDES):
        guide = Guide.objects.get_or_create(key=f"guide-{number}", defaults={"name": f"Guide {number}"})[0]
        version = GuideVersion.objects.create(
            guide=guide,
            number=guide.versions.count() + 1,
            name=guide.name,
            state="published",
            published_at=timezone.now(),
            content_hash="",
        )
        own = [
            version.competencies.create(competency=skill, position=n, name=skill.name) for n, skill in enumerate(skills)
        ]
        kinds = ["screen", "technical", "culture", "applied_ml"]
        stages = [
            GuideStage.objects.create(version=version, key=kind, kind=kind, name=kind, position=n)
            for n, kind in enumerate(kinds)
        ]
        rows = Question.objects.bulk_create(
            Question(
                stage=stages[n % 4],
                key=f"q-{n}",
                position=n,
                text=" ".join(chance.choices(words, weights, k=18)) + "?",
                type=chance.choice(QuestionType.values),
                areas=["area " + " ".join(chance.choices(words, weights, k=20))],
                follow_ups=["follow " + " ".join(chance.choices(words, weights, k=15))],
                guidance=" ".join(chance.choices(words, weights, k=15)),
                level=chance.choice(["", "senior"]),
                tags=[f"tag-{chance.randrange(10)}"],
            )
            for n in range(size // 2 // GUIDES)
        )
        asks = Question.competencies.through
        asks.objects.bulk_create(asks(question=row, guidecompetency=chance.choice(own)) for row in rows)
        with transaction.atomic():
            index_guide(guide)
    seed_bank(size - size // 2, chance, lambda count: " ".join(chance.choices(words, weights, k=count)))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def seed_bank(size: int, chance: random.Random, say: Callable[[int], str]) -> None:
    """Put ``size`` questions into the bank alone, of two owners."""
    from django.db import transaction

    from accounts.models import User
    from question_bank.models import BankQuestion, Competency, QuestionType
    from question_bank.question_format import QuestionValues
    from question_bank.services.indexing import index_bank_questions

    owners = list(User.objects.filter(email__startswith="bench").order_by("pk"))
    types = [value for value, _ in QuestionType.asked_of_candidates()]
    made = BankQuestion.objects.bulk_create(
        BankQuestion(
            key=f"bank-{size}-{n}",
            owner=owners[n % 2],
            changed_by=owners[0],
            **QuestionValues(
                text=f"{say(18)} n{size}x{n}?",
                type=chance.choice(types),
                level=chance.choice(["", "senior"]),
                areas=(f"area {say(20)}",),
                follow_ups=(f"follow {say(15)}",),
                guidance=say(15),
                tags=(f"tag-{chance.randrange(10)}",),
            ).columns(),
        )
        for n in range(size)
    )
    skills = list(Competency.objects.filter(key__startswith="skill-"))
    asks = BankQuestion.competencies.through
    asks.objects.bulk_create(asks(bankquestion=row, competency=chance.choice(skills)) for row in made)
    with transaction.atomic():
        index_bank_questions(BankQuestion.objects.filter(key__startswith=f"bank-{size}-").whole())


def measured() -> dict[str, tuple[float, int]]:
    """Of each search the median in milliseconds on a machine that never slows down, and the number of queries."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from accounts.models import User

    from .asking import fixed_work

    owner = User.objects.get(email="bench-owner@example.org").uid
    searches = [{name: value.replace("OWNER", owner) for name, value in search.items()} for search in SEARCHES]
    client = Client()
    client.force_login(User.objects.get(email="bench@example.org"), backend="accounts.backends.EmailBackend")
    times: dict[str, list[float]] = {str(search): [] for search in searches}
    queries = {}
    for search in searches:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("question_list"), search).status_code == 200
        queries[str(search)] = len(captured)
    for _ in range(ROUNDS):
        for search in searches:
            before = fixed_work()
            started = time.perf_counter()
            client.get(reverse("question_list"), search)
            taken = (time.perf_counter() - started) * 1_000
            times[str(search)].append(taken / (before + fixed_work()) * 2)
    return {search: (median(each), queries[search]) for search, each in times.items()}


def main(database: str) -> None:
    """Seed, measure, print; times are in units of the fixed piece of work of ``asking``."""
    import os

    server = TemporaryPostgres() if database == "postgres" else None
    with tempfile.TemporaryDirectory(prefix="evenhand-bench-") as folder:
        os.environ["TEST_DATABASE_URL"] = server.url if server else f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        try:
            run()
        finally:
            if server:
                server.stop()


def run() -> None:
    """Measure both sizes in the database of the settings."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from accounts.models import User

    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0, interactive=False)
    for email in ("bench@example.org", "bench-owner@example.org"):
        User.objects.create_user(email=email, name="Bench", access_level="recruiter")
    found = []
    for size in SIZES:
        seed(size)
        found.append(measured())
    small, large = found
    for search, (large_time, queries) in large.items():
        times = small[search][0], large_time
        print(f"{times[0]:8.2f} {times[1]:8.2f} {times[1] / times[0]:6.2f} x {queries} queries  {search}")
    medians = [median(each for each, _ in sizes.values()) for sizes in found]
    print(f"{medians[0]:8.2f} {medians[1]:8.2f} {medians[1] / medians[0]:6.2f} x  median of all")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "sqlite")
