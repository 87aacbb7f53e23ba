"""What the guide asks referees, and one check laid over it."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from hiring.models import Candidacy
from question_bank.models import Criterion, GuideStage, Question, StageCriterion, StageKind
from question_bank.wording import say

from ..models import ReferenceCheck


def reference_stage(candidacy: Candidacy) -> GuideStage | None:
    """What a check begun now asks: the reference stage of the version that the role is pinned to. One query."""
    stages = GuideStage.objects.filter(version=candidacy.role.guide_version_id, kind=StageKind.REFERENCES)
    return stages.order_by("position").first()


def with_content(stages: QuerySet[GuideStage]) -> QuerySet[GuideStage]:
    """``stages`` with their questions and criteria. Three queries."""
    return stages.prefetch_related(
        Prefetch("questions", Question.objects.in_order()),
        Prefetch("placements", StageCriterion.objects.order_by("position").select_related("criterion")),
    )


def stage_of(check: ReferenceCheck) -> GuideStage:
    """What ``check`` was begun with, with its content. Three queries."""
    return with_content(GuideStage.objects.all()).get(pk=check.guide_stage_id)


@dataclass(frozen=True)
class AskedQuestion:
    """A question as it is asked about this candidate, and the answer so far."""

    question: Question
    text: str
    guidance: str
    answer: str


@dataclass(frozen=True)
class SheetCriterion:
    """A criterion with its anchors, and the level and evidence so far."""

    criterion: Criterion
    level: int | None
    evidence: str

    @property
    def level_text(self) -> str:
        return self.criterion.levels[self.level] if self.level is not None else ""


@dataclass(frozen=True)
class Sheet:
    """One reference check: the reference stage that it was begun with, and what was written into it."""

    stage: GuideStage
    questions: list[AskedQuestion]
    criteria: list[SheetCriterion]

    @property
    def rated(self) -> int:
        return sum(criterion.level is not None for criterion in self.criteria)


def sheet_of(check: ReferenceCheck) -> Sheet:
    """Return the check over its questions and criteria. Five queries."""
    candidacy = check.referee.candidacy
    stage = stage_of(check)
    answers = {answer.question_id: answer.text for answer in check.answers.all()}
    ratings = {rating.criterion_id: rating for rating in check.ratings.all()}
    values, name = candidacy.role.placeholder_values, candidacy.candidate.name
    questions = [
        AskedQuestion(
            question,
            say(question.text, values=values, candidate=name),
            say(question.guidance, values=values, candidate=name),
            answers.get(question.pk, ""),
        )
        for question in stage.questions.all()
    ]
    criteria = [
        SheetCriterion(criterion, rating.level if rating else None, rating.evidence if rating else "")
        for criterion in (placement.criterion for placement in stage.placements.all())
        for rating in [ratings.get(criterion.pk)]
    ]
    return Sheet(stage, questions, criteria)
