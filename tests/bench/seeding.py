"""What the measured database holds: the demonstration's story, and as many more candidacies as a size asks for.

``seed`` may be replaced by a richer generator: ``pages.py`` finds its people and things by name.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from hiring.models import Candidacy, Candidate, Interview, Panelist, Role, Stage
from question_bank.models import StageCriterion
from scorecards.models import Independence, Rating, Scorecard

PEOPLE = {
    "interviewer": "yuki@demo.evenhand.example",
    "manager": "marcus@demo.evenhand.example",
    "recruiter": "ruth@demo.evenhand.example",
    "admin": "nadia@demo.evenhand.example",
}
SAVERS = 8
EVIDENCE = "Asked for the loss first, then drew both curves and said where they part, and why that matters to a shop."


def seed(size: int) -> None:
    """Fill up to ``size`` candidacies, the new ones in one role, each with an interview that is scored and sealed.

    Eight more interviews wait for the interviewer's scorecard, so that eight connections can save side by side.
    """
    if not User.objects.exists():
        call_command("seed_demo", verbosity=0)
    role = Role.objects.get(title__contains="Forecasting")
    stage = role.stages.select_related("guide_stage").get(guide_stage__key="technical")
    scorer = User.objects.get(name="Daniel Osei")
    _score(_interviews(_candidacies(stage, "candidate", range(Candidacy.objects.count(), size)), scorer), stage)
    if not to_save_in().exists():
        _interviews(_candidacies(stage, "saver", range(SAVERS)), User.objects.get(email=PEOPLE["interviewer"]))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def to_save_in() -> QuerySet[Interview]:
    """The interviews whose scorecards are written while measuring."""
    return Interview.objects.filter(candidacy__candidate__email__startswith="saver").order_by("pk")


def _candidacies(stage: Stage, name: str, numbers: range) -> list[Candidacy]:
    people = Candidate.objects.bulk_create(
        Candidate(name=f"{name.title()} {n}", email=f"{name}{n}@bench.example", timezone="Europe/Lisbon")
        for n in numbers
    )
    now = timezone.now()
    return Candidacy.objects.bulk_create(
        Candidacy(role=stage.role, candidate=person, stage=stage, stage_entered_at=now - timedelta(days=n % 60))
        for n, person in enumerate(people)
    )


def _interviews(candidacies: Sequence[Candidacy], user: User) -> list[Panelist]:
    """One interview for each, an hour apart, with ``user`` alone on its panel. The first is under way."""
    start = timezone.now() - timedelta(minutes=20)
    planned = Interview.objects.bulk_create(
        Interview(
            candidacy=candidacy,
            stage=candidacy.stage,
            guide_stage=candidacy.stage.guide_stage,
            starts_at=start - timedelta(hours=n),
            ends_at=start - timedelta(hours=n, minutes=-60),
            timezone="Europe/Berlin",
            place="Video call",
        )
        for n, candidacy in enumerate(candidacies)
    )
    return Panelist.objects.bulk_create(Panelist(interview=interview, user=user) for interview in planned)


def _score(panelists: Sequence[Panelist], stage: Stage) -> None:
    """Rate every criterion first: once a scorecard is sealed, the database takes no more ratings."""
    cards = Scorecard.objects.bulk_create(
        Scorecard(panelist=panelist, guide_stage=stage.guide_stage, recommendation=3) for panelist in panelists
    )
    criteria = StageCriterion.objects.filter(stage=stage.guide_stage).values_list("criterion_id", flat=True)
    ratings = [
        Rating(scorecard=card, criterion_id=criterion, level=3, evidence=EVIDENCE)
        for card in cards
        for criterion in criteria
    ]
    Rating.objects.bulk_create(ratings, batch_size=2_000)
    sealed = Scorecard.objects.filter(pk__in=[card.pk for card in cards])
    sealed.update(sealed_at=timezone.now(), independence=Independence.INDEPENDENT)
