"""What the guide asks referees, and one check laid over it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from hiring.models import Candidacy
from question_bank.models import Criterion, GuideStage, Question, StageCriterion, StageKind
from question_bank.wording import say

from ..models import FollowUp, FollowUpAnswer, ReferenceAnswer, ReferenceCheck


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
class Asked:
    """A question as it is asked about this candidate, and what is stored of the answer.

    ``path``: of its fields on the page. ``question`` is ``None`` for a follow-up of the debrief, ``follow_up`` for one
    of the guide.
    """

    path: str
    text: str
    guidance: str
    said: ReferenceAnswer | FollowUpAnswer
    question: Question | None = None
    follow_up: FollowUp | None = None

    @property
    def answer(self) -> str:
        return self.said.text

    @property
    def number(self) -> int | None:
        return getattr(self.said, "number", None)

    @property
    def asks_number(self) -> bool:
        return self.question is not None and bool(self.question.scale)

    def values(self) -> dict[str, Any]:
        """What is stored, by field path."""
        said = {f"{self.path}.{name}": getattr(self.said, name) for name in ("text", "hesitated", "qualified")}
        return said | ({f"{self.path}.number": self.number} if self.asks_number else {})


@dataclass(frozen=True)
class SheetCriterion:
    """A criterion with its anchors, and the level and evidence so far."""

    criterion: Criterion
    level: int | None
    evidence: str

    @property
    def path(self) -> str:
        return f"ratings.{self.criterion.uid}"

    @property
    def level_text(self) -> str:
        return self.criterion.levels[self.level] if self.level is not None else ""

    def values(self) -> dict[str, Any]:
        """What is stored, by field path."""
        return {f"{self.path}.level": self.level, f"{self.path}.evidence": self.evidence}


@dataclass(frozen=True)
class Sheet:
    """One reference check: the reference stage that it was begun with, and what was written into it."""

    stage: GuideStage
    questions: list[Asked]
    follow_ups: list[Asked]
    criteria: list[SheetCriterion]

    @property
    def asked(self) -> list[Asked]:
        """All that the referee is asked, in order."""
        return [*self.questions, *self.follow_ups]

    @property
    def rated(self) -> int:
        return sum(criterion.level is not None for criterion in self.criteria)

    def values(self) -> dict[str, Any]:
        """Everything stored on it, by field path."""
        found: dict[str, Any] = {}
        parts: list[Asked | SheetCriterion] = [*self.asked, *self.criteria]
        for part in parts:
            found |= part.values()
        return found


def sheet_of(check: ReferenceCheck, follow_ups: Iterable[FollowUp] = ()) -> Sheet:
    """Return the check over its questions, the given follow-ups and those answered, and its criteria. Six queries."""
    candidacy = check.referee.candidacy
    stage = stage_of(check)
    answers = {answer.question_id: answer for answer in check.answers.all()}
    ratings = {rating.criterion_id: rating for rating in check.ratings.all()}
    values, name = candidacy.role.placeholder_values, candidacy.candidate.name
    questions = [
        Asked(
            f"answers.{question.uid}",
            say(question.text, values=values, candidate=name),
            say(question.guidance, values=values, candidate=name),
            answers.get(question.pk) or ReferenceAnswer(),
            question=question,
        )
        for question in stage.questions.all()
    ]
    criteria = [
        SheetCriterion(criterion, rating.level if rating else None, rating.evidence if rating else "")
        for criterion in (placement.criterion for placement in stage.placements.all())
        for rating in [ratings.get(criterion.pk)]
    ]
    return Sheet(stage, questions, _follow_ups(check, follow_ups), criteria)


def _follow_ups(check: ReferenceCheck, given: Iterable[FollowUp]) -> list[Asked]:
    stored = check.follow_up_answers.select_related("follow_up__asked_by").order_by("follow_up_id")
    answers = {answer.follow_up_id: answer for answer in stored}
    asked: Mapping[int, FollowUp] = {follow_up.pk: follow_up for follow_up in given}
    answered = {answer.follow_up_id: answer.follow_up for answer in answers.values() if answer.text}
    return [
        Asked(f"follow_ups.{follow_up.uid}", follow_up.text, "", answers.get(pk) or FollowUpAnswer(), None, follow_up)
        for pk, follow_up in sorted((dict(asked) | answered).items())
    ]
