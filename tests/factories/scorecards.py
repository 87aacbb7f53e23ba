from datetime import timedelta
from typing import Any

import factory

from question_bank.models import StageCriterion
from scorecards.models import OPEN_FOR, BreakGlass, Independence, Rating, Scorecard

from .accounts import UserFactory
from .hiring import MONDAY, CandidacyFactory, PanelistFactory


class ScorecardFactory(factory.django.DjangoModelFactory[Scorecard]):
    """A draft; ``sealed=True`` fills every criterion with ``level`` and seals it."""

    class Meta:
        model = Scorecard
        skip_postgeneration_save = True

    class Params:
        sealed = factory.Trait(
            sealed_at=MONDAY + timedelta(days=1, hours=2),
            independence=Independence.INDEPENDENT,
            recommendation=3,
        )

    panelist = factory.SubFactory(PanelistFactory)
    guide_stage = factory.LazyAttribute(lambda card: card.panelist.interview.guide_stage)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Scorecard:
        """A draft first: once it is sealed, the database takes no more ratings."""
        seal = {name: kwargs.pop(name) for name in ("sealed_at", "independence", "exposed_at") if name in kwargs}
        scorecard = super()._create(model_class, *args, **kwargs)
        scorecard.to_seal = seal
        return scorecard

    @factory.post_generation
    def level(self: Any, create: bool, extracted: int | None, **kwargs: Any) -> None:
        if not create:
            return
        seal = self.to_seal if self.to_seal.get("sealed_at") else {}
        if extracted is not None or seal:
            rate_all(self, 3 if extracted is None else extracted)
        if seal:
            Scorecard.objects.filter(pk=self.pk).update(**seal)
            self.refresh_from_db()


def rate_all(scorecard: Scorecard, level: int) -> None:
    """Rate every criterion on ``scorecard`` with ``level``, evidence included."""
    for placement in StageCriterion.objects.filter(stage=scorecard.guide_stage):
        Rating.objects.create(
            scorecard=scorecard,
            criterion_id=placement.criterion_id,
            level=level,
            evidence=f"Said so in the interview with {scorecard.panelist.user.name}.",
        )


class BreakGlassFactory(factory.django.DjangoModelFactory[BreakGlass]):
    """An admin opened the scorecards of ``candidacy`` on Monday; with ``ended_at`` they also ended it."""

    class Meta:
        model = BreakGlass

    candidacy = factory.SubFactory(CandidacyFactory)
    by = factory.SubFactory(UserFactory, access_level="admin")
    reason = "The candidate complained about a question."
    at = MONDAY
    until = factory.LazyAttribute(lambda glass: glass.at + OPEN_FOR)
    ended_by = factory.LazyAttribute(lambda glass: glass.by if glass.ended_at else None)
    ended_at = None
