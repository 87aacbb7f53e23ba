from typing import Any

import factory

from hiring.models import Candidacy
from question_bank.models import GuideStage
from references.models import Referee, ReferenceAnswer, ReferenceCheck, ReferenceRating

from .hiring import MONDAY, CandidacyFactory


class RefereeFactory(factory.django.DjangoModelFactory[Referee]):
    class Meta:
        model = Referee

    candidacy = factory.SubFactory(CandidacyFactory)
    name = factory.Sequence(lambda n: f"Referee {n}")
    relationship = "Led the team in which they worked"
    company = "Northwind"
    email = factory.Sequence(lambda n: f"referee{n}@example.net")
    added_by = factory.SubFactory("tests.factories.UserFactory")


class ReferenceCheckFactory(factory.django.DjangoModelFactory[ReferenceCheck]):
    """A check begun; ``level=3`` rates every criterion so, ``finished=True`` closes it with level 3."""

    class Meta:
        model = ReferenceCheck
        skip_postgeneration_save = True

    class Params:
        finished = factory.Trait(finished_at=MONDAY)

    referee = factory.SubFactory(RefereeFactory)
    taken_by = factory.SelfAttribute("referee.added_by")
    guide_stage = factory.LazyAttribute(lambda check: reference_stage(check.referee.candidacy))

    @factory.post_generation
    def level(self: Any, create: bool, extracted: int | None, **kwargs: Any) -> None:
        if not create or (extracted is None and self.finished_at is None):
            return
        stage = self.guide_stage
        for question in stage.questions.all():
            ReferenceAnswer.objects.create(
                check_taken=self, question=question, text=f"{self.referee} on {question.key}."
            )
        for placement in stage.placements.all():
            ReferenceRating.objects.create(
                check_taken=self,
                criterion=placement.criterion,
                level=3 if extracted is None else extracted,
                evidence=f"As {self.referee} put it.",
            )


def reference_stage(candidacy: Candidacy) -> GuideStage:
    """The stage of the guide that holds the questions for referees."""
    return candidacy.role.guide_version.stages.get(kind="references")
