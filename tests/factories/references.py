from typing import Any

import factory

from hiring.models import Candidacy
from question_bank.models import GuideStage, GuideVersion, Question
from references.models import (
    Consent,
    Referee,
    ReferenceAnswer,
    ReferenceCheck,
    ReferencePolicy,
    ReferenceRating,
)

from .hiring import MONDAY, CandidacyFactory
from .question_bank import unpublish


class RefereeFactory(factory.django.DjangoModelFactory[Referee]):
    """Somebody whom the candidate agreed to have asked (``agreed=False``: not yet)."""

    class Meta:
        model = Referee
        skip_postgeneration_save = True

    candidacy = factory.SubFactory(CandidacyFactory)
    name = factory.Sequence(lambda n: f"Referee {n}")
    relation = "manager"
    relationship = "Led the team in which they worked"
    period = "2019 to 2022"
    company = "Northwind"
    email = factory.Sequence(lambda n: f"referee{n}@example.net")
    added_by = factory.SubFactory("tests.factories.UserFactory")

    @factory.post_generation
    def agreed(self: Any, create: bool, extracted: bool | None, **kwargs: Any) -> None:
        if create and extracted is not False:
            Consent.objects.create(referee=self, of="candidate", how="In a mail", recorded_by=self.added_by)


class ReferenceCheckFactory(factory.django.DjangoModelFactory[ReferenceCheck]):
    """A check begun, the referee agrees; ``level=3`` rates every criterion so, ``finished=True`` closes it with 3."""

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
        if not create:
            return
        agrees = {"how": "On the phone", "recorded_by": self.taken_by}
        Consent.objects.get_or_create(referee=self.referee, of="referee", withdrawn_at=None, defaults=agrees)
        if extracted is None and self.finished_at is None:
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


def let_link(candidacy: Candidacy) -> ReferencePolicy:
    """Let the role's referees answer by link."""
    return ReferencePolicy.objects.update_or_create(role=candidacy.role, defaults={"by_link": True})[0]


def let_ask_number(question: Question) -> Question:
    """Have a question of a published version ask for a number, as if its author had said so."""
    version = question.stage.version
    unpublish(version)
    Question.objects.filter(pk=question.pk).update(scale="1-10")
    GuideVersion.objects.filter(pk=version.pk).update(state="published", published_at=version.published_at)
    question.refresh_from_db()
    return question
