"""What the measured database holds: the demonstration's story, as many more candidacies as a size asks for (by
``seed_load``), and interviews under way to save in.
"""

from datetime import timedelta

from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from hiring.models import Candidacy, Candidate, Interview, Panelist, Role

PEOPLE = {
    "interviewer": "yuki@demo.evenhand.example",
    "manager": "marcus@demo.evenhand.example",
    "recruiter": "ruth@demo.evenhand.example",
    "admin": "nadia@demo.evenhand.example",
}
WRITERS = 50
EVIDENCE = "Asked for the loss first, then drew both curves and said where they part, and why that matters to a shop."


def seed(size: int) -> None:
    """Fill up to ``size`` made-up candidacies."""
    if not User.objects.exists():
        call_command("seed_demo", verbosity=0)
    call_command("seed_load", candidates=size)
    if not to_save_in().exists():
        _begin_interviews()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def to_save_in() -> QuerySet[Interview]:
    """The interviews whose scorecards are written while measuring."""
    return Interview.objects.filter(candidacy__candidate__email__startswith="saver").order_by("pk")


def writers() -> list[Panelist]:
    """One place for each of the people who write side by side."""
    places = Panelist.objects.filter(interview__in=to_save_in(), user__email__startswith="writer")
    return list(places.select_related("user", "interview__guide_stage").order_by("pk"))


def _begin_interviews() -> None:
    """One for each writer, with the demonstration's interviewer on the panel of all. The first is under way."""
    role = Role.objects.get(title__contains="Forecasting")
    stage = role.stages.select_related("guide_stage").get(guide_stage__key="technical")
    now, people = timezone.now(), range(WRITERS)
    users = User.objects.bulk_create(
        User(email=f"writer{n}@bench.example", name=f"Writer {n}", is_demo=True) for n in people
    )
    candidates = Candidate.objects.bulk_create(
        Candidate(name=f"Saver {n}", email=f"saver{n}@bench.example", timezone="Europe/Lisbon") for n in people
    )
    candidacies = Candidacy.objects.bulk_create(
        Candidacy(role=role, candidate=candidate, stage=stage, stage_entered_at=now - timedelta(days=3))
        for candidate in candidates
    )
    planned = Interview.objects.bulk_create(
        Interview(
            candidacy=candidacy,
            stage=stage,
            guide_stage=stage.guide_stage,
            starts_at=now - timedelta(minutes=20, hours=n),
            ends_at=now - timedelta(minutes=-40, hours=n),
            timezone="Europe/Berlin",
            place="Video call",
        )
        for n, candidacy in enumerate(candidacies)
    )
    shared = User.objects.get(email=PEOPLE["interviewer"])
    Panelist.objects.bulk_create(Panelist(interview=interview, user=shared) for interview in planned)
    Panelist.objects.bulk_create(
        Panelist(interview=interview, user=user) for interview, user in zip(planned, users, strict=True)
    )
