"""What comes up again across referees: answers side by side, levels and their spread."""

from dataclasses import dataclass

from accounts.models import User
from hiring.models import Candidacy
from question_bank.levels import Spread
from question_bank.models import Criterion, Question
from question_bank.wording import say

from ..models import ReferenceAnswer, ReferenceCheck, ReferenceRating
from .stage import reference_stage


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
    stage = reference_stage(candidacy) if checks else None
    if stage is None:
        return Patterns(checks, [], [], [])
    values, name = candidacy.role.placeholder_values, candidacy.candidate.name
    return Patterns(
        checks,
        [
            QuestionAnswers(
                question,
                say(question.text, values=values, candidate=name),
                [Heard(check.referee.name, _answer(check, question)) for check in checks],
            )
            for question in stage.questions.all()
        ],
        [
            RatedCriterion(placement.criterion, [_rated(check, placement.criterion) for check in checks])
            for placement in stage.placements.all()
        ],
        [Heard(check.referee.name, check.to_verify) for check in checks if check.to_verify],
    )


def _answer(check: ReferenceCheck, question: Question) -> str:
    return next((a.text for a in check.answers.all() if a.question_id == question.pk), ReferenceAnswer().text)


def _rated(check: ReferenceCheck, criterion: Criterion) -> Rated:
    rating = next((r for r in check.ratings.all() if r.criterion_id == criterion.pk), ReferenceRating())
    text = criterion.levels[rating.level] if rating.level is not None else ""
    return Rated(check.referee.name, rating.level, text, rating.evidence)
