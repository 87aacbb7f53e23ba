from datetime import timedelta
from typing import Any

import factory

from question_bank.models import StageCriterion
from scorecards.models import Independence, Rating, Scorecard

from .hiring import MONDAY, PanelistFactory


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

    @factory.post_generation
    def level(self: Any, create: bool, extracted: int | None, **kwargs: Any) -> None:
        if not create or (extracted is None and self.sealed_at is None):
            return
        placements = StageCriterion.objects.filter(stage=self.panelist.interview.stage.guide_stage)
        for placement in placements:
            Rating.objects.create(
                scorecard=self,
                criterion_id=placement.criterion_id,
                level=3 if extracted is None else extracted,
                evidence=f"Said so in the interview with {self.panelist.user.name}.",
            )
