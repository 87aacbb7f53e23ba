"""What comes up again across referees: answers side by side, levels and their spread.

Checks may have been begun with different versions of the guide. A question stands by itself as soon as it is worded
anew; a criterion is the same as long as its key stays, and each level shows the text that it was rated by.
"""

from dataclasses import dataclass

from accounts.models import User
from hiring.models import Candidacy
from question_bank.levels import Spread
from question_bank.models import Criterion, GuideStage, Question
from question_bank.wording import say

from ..models import ReferenceAnswer, ReferenceCheck, ReferenceRating
from .stage import with_content


@dataclass(frozen=True)
class Heard:
    """What one referee said to one question."""

    referee: str
    text: str


@dataclass(frozen=True)
class QuestionAnswers:
    """One question and its answers, one per referee, in the order of the checks."""

    question: Question
    text: str
    answers: list[Heard]


@dataclass(frozen=True)
class Rated:
    """One referee's level on one criterion, with the evidence."""

    referee: str
    level: int | None
    level_text: str
    evidence: str


@dataclass(frozen=True)
class RatedCriterion(Spread):
    """One criterion across referees. Level 0 is a hole: it enters neither ``low`` and ``high`` nor the spread."""

    criterion: Criterion
    ratings: list[Rated]

    @property
    def levels(self) -> list[int]:
        return [rating.level for rating in self.ratings if rating.level]


@dataclass(frozen=True)
class Patterns:
    """``checks``: the finished ones; ``to_verify``: what the interviews had left open, as noted before each call."""

    checks: list[ReferenceCheck]
    questions: list[QuestionAnswers]
    criteria: list[RatedCriterion]
    to_verify: list[Heard]

    @property
    def names(self) -> list[str]:
        return [check.referee.name for check in self.checks]


def patterns(user: User, candidacy: Candidacy) -> Patterns:
    """The finished checks of ``candidacy`` that ``user`` may see, question by question. At most six queries."""
    checks = list(
        ReferenceCheck.objects.visible_to(user)
        .finished()
        .filter(referee__candidacy=candidacy)
        .select_related("referee", "taken_by")
        .prefetch_related("answers", "ratings")
        .order_by("finished_at", "pk")
    )
    # A later version's rows come later.
    stages = list(with_content(GuideStage.objects.filter(pk__in={check.guide_stage_id for check in checks})))
    stages.sort(key=lambda stage: -stage.pk)
    values, name = candidacy.role.placeholder_values, candidacy.candidate.name
    questions: dict[tuple[str, str], Question] = {}
    criteria: dict[str, dict[int, Criterion]] = {}
    for stage in stages:
        for question in stage.questions.all():
            questions.setdefault((question.key, question.text), question)
        for placement in stage.placements.all():
            criteria.setdefault(placement.criterion.key, {})[stage.pk] = placement.criterion
    return Patterns(
        checks,
        [
            QuestionAnswers(
                question, say(question.text, values=values, candidate=name), _heard(question, stages, checks)
            )
            for question in questions.values()
        ],
        [
            RatedCriterion(
                next(iter(worded.values())), [_rated(check, worded.get(check.guide_stage_id)) for check in checks]
            )
            for worded in criteria.values()
        ],
        [Heard(check.referee.name, check.to_verify) for check in checks if check.to_verify],
    )


def _heard(question: Question, stages: list[GuideStage], checks: list[ReferenceCheck]) -> list[Heard]:
    """The answers to ``question`` of the checks that asked it in these words."""
    asked = {
        same.stage_id: same.pk
        for stage in stages
        for same in stage.questions.all()
        if (same.key, same.text) == (question.key, question.text)
    }
    return [
        Heard(check.referee.name, _answer(check, asked[check.guide_stage_id]))
        for check in checks
        if check.guide_stage_id in asked
    ]


def _answer(check: ReferenceCheck, question: int) -> str:
    return next((a.text for a in check.answers.all() if a.question_id == question), ReferenceAnswer().text)


def _rated(check: ReferenceCheck, criterion: Criterion | None) -> Rated:
    """What ``check`` says on ``criterion`` as it worded it; nothing if it did not ask for it."""
    if criterion is None:
        return Rated(check.referee.name, None, "", "")
    rating = next((r for r in check.ratings.all() if r.criterion_id == criterion.pk), ReferenceRating())
    text = criterion.levels[rating.level] if rating.level is not None else ""
    return Rated(check.referee.name, rating.level, text, rating.evidence)
