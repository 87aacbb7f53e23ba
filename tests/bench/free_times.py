"""`python -m tests.bench.free_times`: the free times of five people over ten working days, among 200 interviewers with
20,000 booked interviews, on PostgreSQL.

Prints the queries and the fastest and median milliseconds of ``free_times`` and of the planning page, as it opens and
with the week shown; with ``plan`` the plans of the queries as well.
"""

import os
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from statistics import median
from typing import Any

from tests.rig.database import TemporaryPostgres

INTERVIEWERS, INTERVIEWS, WEEKS, PANEL = 200, 20_000, 52, 3
ROUNDS = 30
ZONES = ["Europe/Berlin", "Europe/London", "Asia/Kolkata", "America/St_Johns", "Europe/Lisbon"]


def seed() -> None:
    """Book everybody over half a year before and after now, each twice on most working days, in many roles."""
    from django.core.management import call_command
    from django.db import connection

    from accounts.models import PlanningLimits, TimeOff, User, WorkingStretch
    from hiring.models import Candidacy, Candidate, Role

    call_command("seed_demo", verbosity=0)
    chance = random.Random(7)  # noqa: S311
    people = User.objects.bulk_create(
        User(email=f"person{n}@bench.example", name=f"Person {n}", timezone=ZONES[n % len(ZONES)], password="!")
        for n in range(INTERVIEWERS)
    )
    PlanningLimits.objects.bulk_create(
        PlanningLimits(user=user, per_day=4, per_week=18, break_minutes=10, notice_hours=12) for user in people
    )
    stretches = [(clock(8), clock(12)), (clock(13), clock(18))]
    WorkingStretch.objects.bulk_create(
        WorkingStretch(user=user, weekday=day, starts=starts, ends=ends)
        for user in people
        for day in range(5)
        for starts, ends in stretches
    )
    today = datetime.now(UTC).date()
    TimeOff.objects.bulk_create(
        TimeOff(user=user, first_day=today + timedelta(days=30 * n), last_day=today + timedelta(days=30 * n + 3))
        for user in people
        for n in range(4)
    )
    role = Role.objects.get(title__contains="Forecasting")
    stages = list(role.stages.in_order().filter(kind__in=["screen", "technical", "applied_ml", "culture"]))
    candidates = Candidate.objects.bulk_create(
        Candidate(name=f"Candidate {n}", email=f"c{n}@bench.example", timezone="Europe/Lisbon")
        for n in range(INTERVIEWS // 4)
    )
    candidacies = Candidacy.objects.bulk_create(
        Candidacy(role=role, candidate=one, stage=stages[-1], stage_entered_at=datetime.now(UTC)) for one in candidates
    )
    book(people, candidacies, stages, chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def book(people: list, candidacies: list, stages: list, chance: random.Random) -> None:
    """Give each candidacy one interview in each of ``stages``, with three people who have nothing else at that hour."""
    from hiring.models import Booking, Interview, Panelist

    monday = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(weeks=WEEKS // 2)
    monday -= timedelta(days=monday.weekday())
    hours = [monday + timedelta(weeks=w, days=d, hours=h) for w in range(WEEKS) for d in range(5) for h in range(7, 18)]
    busy: dict[datetime, set[int]] = {hour: set() for hour in hours}
    held: dict[int, set[datetime]] = {one.pk: set() for one in candidacies}
    interviews, panels = [], []
    for candidacy in candidacies:
        for stage in stages:
            at = chance.choice(hours)
            while at in held[candidacy.pk] or len(busy[at]) + PANEL > INTERVIEWERS:
                at = chance.choice(hours)
            held[candidacy.pk].add(at)
            panel = chance.sample([user for user in people if user.pk not in busy[at]], PANEL)
            busy[at] |= {user.pk for user in panel}
            interviews.append(
                Interview(
                    candidacy=candidacy, stage=stage, guide_stage=stage.guide_stage, starts_at=at,
                    ends_at=at + timedelta(minutes=50), timezone="Europe/Berlin",
                )
            )  # fmt: skip
            panels.append(panel)
    Interview.objects.bulk_create(interviews, batch_size=5_000)
    places = [(interview, user) for interview, panel in zip(interviews, panels, strict=True) for user in panel]
    Panelist.objects.bulk_create((Panelist(interview=one, user=user) for one, user in places), batch_size=5_000)
    times = [(one, {"starts_at": one.starts_at, "ends_at": one.ends_at}) for one in interviews]
    Booking.objects.bulk_create(
        (Booking(interview=one, user=user, starts_at=one.starts_at, ends_at=one.ends_at) for one, user in places),
        batch_size=5_000,
    )
    Booking.objects.bulk_create(
        (Booking(interview=one, candidate=one.candidacy.candidate, **when) for one, when in times), batch_size=5_000
    )


def measure(name: str, act: Callable[[], object], *, plans: bool) -> None:
    """Run ``act`` again and again and print what it took."""
    from django.db import connection

    asked: list[tuple[float, str, Any]] = []

    def note(execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        started = time.perf_counter()
        result = execute(sql, params, many, context)
        asked.append(((time.perf_counter() - started) * 1_000, sql, params))
        return result

    act()
    with connection.execute_wrapper(note):
        act()
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        act()
        taken.append((time.perf_counter() - started) * 1_000)
    print(f"{name:32} {len(asked):3} queries  fastest {min(taken):7.1f} ms  median {median(taken):7.1f} ms")
    for lasted, sql, params in sorted(asked, key=lambda query: -query[0]) if plans else []:
        print(f"\n{lasted:.1f} ms  {sql[:1_000]}")
        if sql.startswith("SELECT") and lasted >= 2:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN (ANALYZE, COSTS OFF) " + sql, params)
                print("\n".join(f"    {line}" for (line,) in cursor.fetchall()))


def run(*, plans: bool) -> None:
    """Seed, then measure the function and the page."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from accounts.models import User
    from hiring.models import Booking, Candidacy, Interview
    from hiring.queries.free_times import free_times

    settings.ALLOWED_HOSTS = ["*"]
    settings.DEMO = True
    call_command("migrate", verbosity=0, interactive=False)
    seed()
    near = User.objects.filter(email__endswith="bench.example").exclude(timezone="America/St_Johns")
    panel = list(near.order_by("pk")[:5])
    candidacy = Candidacy.objects.select_related("candidate").filter(candidate__name="Candidate 7").get()
    monday = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())
    people = User.objects.filter(is_active=True).count()
    print(f"{people} people, {Interview.objects.count()} interviews, {Booking.objects.count()} bookings")

    planner = User.objects.get(name="Ruth Adeyemi")

    def found() -> object:
        return free_times(
            panel, candidate=candidacy.candidate, minutes=45, first_day=monday, days=14, zone=panel[0].zone, by=planner,
        )  # fmt: skip

    print(f"{len(found().starts)} free starts for {len(panel)} people over ten working days")
    measure("free_times", found, plans=plans)
    client = Client()
    client.force_login(planner, backend="accounts.backends.EmailBackend")
    url = reverse("interview_create", args=[candidacy.uid])
    typed = {
        "stage": candidacy.stage.uid, "day": monday.isoformat(), "minutes": "45", "free-show": "1",
        "panel": [user.uid for user in panel],
    }  # fmt: skip
    assert client.post(url, typed).status_code == 200
    measure("planning page", lambda: client.get(url), plans=plans)
    measure("planning page, free times shown", lambda: client.post(url, typed), plans=plans)


def main() -> None:
    """Measure in a server of its own."""
    server = TemporaryPostgres()
    os.environ["TEST_DATABASE_URL"] = server.url
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    try:
        run(plans="plan" in sys.argv[1:])
    finally:
        server.stop()


if __name__ == "__main__":
    main()
