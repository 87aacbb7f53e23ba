"""What comes up again across referees: answers side by side, numbers, levels, and how far they lie apart.

Checks may have been begun with different versions of the guide. A question stands by itself as soon as it is worded
anew; a criterion is the same as long as its key stays, and each level shows the text that it was rated by.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from accounts.models import User
from hiring.models import Candidacy
from question_bank.levels import APART, Spread
from question_bank.models import Criterion, GuideStage, Question
from question_bank.wording import say

from ..models import FollowUp, FollowUpAnswer, ReferenceAnswer, ReferenceCheck, ReferenceRating
from .policy import shown_follow_ups
from .stage import with_content

# Numbers from 1 to 10 are given off the cuff; two of them mean the same thing for different people.
NUMBERS_APART = 3


class Verdict(StrEnum):
    """How what several people said goes together, in a word."""

    AGREE = "Agreement"
    APART = "Contradiction"
    ONE = "One voice only"
    NONE = "No data"

    @classmethod
    def of(cls, values: list[int], apart: int) -> "Verdict":
        """``apart``: from which distance on two values contradict each other."""
        if len(values) < 2:
            return cls.ONE if values else cls.NONE
        return cls.APART if max(values) - min(values) >= apart else cls.AGREE

    @property
    def kind(self) -> str:
        """The kind of badge that shows it."""
        return {Verdict.AGREE: "done", Verdict.APART: "attention"}.get(self, "")


@dataclass(frozen=True)
class Heard:
    """What one referee said to one question; ``marks``: what was noticed about how they said it."""

    referee: str
    text: str
    number: int | None = None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuestionAnswers:
    """One question and its answers, one per referee, in the order of the checks. ``question``: of the guide, if any."""

    question: Question | None
    text: str
    answers: list[Heard]

    @property
    def asks_number(self) -> bool:
        return self.question is not None and bool(self.question.scale)

    @property
    def numbers(self) -> list[int]:
        return [heard.number for heard in self.answers if heard.number is not None]

    @property
    def verdict(self) -> Verdict:
        return Verdict.of(self.numbers, NUMBERS_APART)


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

    @property
    def verdict(self) -> Verdict:
        return Verdict.of(self.levels, APART)


@dataclass(frozen=True)
class Patterns:
    """``checks``: the finished ones; ``to_verify``: what was written down before each call; ``follow_ups``: what the
    debrief asked besides, with the answers."""

    checks: list[ReferenceCheck]
    questions: list[QuestionAnswers]
    criteria: list[RatedCriterion]
    to_verify: list[Heard]
    follow_ups: list[QuestionAnswers] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [check.referee.name for check in self.checks]

    @property
    def numbered(self) -> list[QuestionAnswers]:
        """The questions that ask for a number."""
        return [row for row in self.questions if row.asks_number]

    @property
    def open_ends(self) -> list[QuestionAnswers]:
        """The debrief's questions that no referee has answered yet."""
        return [row for row in self.follow_ups if not any(heard.text for heard in row.answers)]

    @property
    def holes(self) -> list[RatedCriterion]:
        """The criteria on which nobody could say enough."""
        return [row for row in self.criteria if not row.levels]


def patterns(user: User, candidacy: Candidacy, follow_ups: list[FollowUp] | None = None) -> Patterns:
    """The finished checks of ``candidacy`` that ``user`` may see, question by question. At most ten queries.

    ``follow_ups``: what ``shown_follow_ups`` says, where the page has it already.
    """
    shown = shown_follow_ups(user, candidacy) if follow_ups is None else follow_ups
    checks = list(
        ReferenceCheck.objects.visible_to(user)
        .finished()
        .filter(referee__candidacy=candidacy)
        .select_related("referee", "taken_by", "guide_stage__version")
        .prefetch_related("answers", "ratings", "follow_up_answers__follow_up")
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
        _follow_ups(shown, checks),
    )


def marks_of(said: Any) -> tuple[str, ...]:
    """The marks of an answer, in words."""
    words = {"hesitated": "hesitated", "qualified": "with a reservation"}
    return tuple(word for name, word in words.items() if getattr(said, name))


def _follow_ups(shown: list[FollowUp], checks: list[ReferenceCheck]) -> list[QuestionAnswers]:
    """Those that stand, and those that were answered before they were taken back."""
    answers = {(check.pk, answer.follow_up_id): answer for check in checks for answer in check.follow_up_answers.all()}
    answered = {answer.follow_up_id: answer.follow_up for answer in answers.values() if answer.text}
    asked = {follow_up.pk: follow_up for follow_up in shown} | answered
    return [
        QuestionAnswers(
            None, follow_up.text, [_said(check, answers.get((check.pk, pk)) or FollowUpAnswer()) for check in checks]
        )
        for pk, follow_up in sorted(asked.items())
    ]


def _said(check: ReferenceCheck, said: ReferenceAnswer | FollowUpAnswer) -> Heard:
    return Heard(check.referee.name, said.text, getattr(said, "number", None), marks_of(said))


def _heard(question: Question, stages: list[GuideStage], checks: list[ReferenceCheck]) -> list[Heard]:
    """The answers to ``question`` of the checks that asked it in these words."""
    asked = {
        same.stage_id: same.pk
        for stage in stages
        for same in stage.questions.all()
        if (same.key, same.text) == (question.key, question.text)
    }
    return [
        _said(check, _answer(check, asked[check.guide_stage_id])) for check in checks if check.guide_stage_id in asked
    ]


def _answer(check: ReferenceCheck, question: int) -> ReferenceAnswer:
    return next((a for a in check.answers.all() if a.question_id == question), ReferenceAnswer())


def _rated(check: ReferenceCheck, criterion: Criterion | None) -> Rated:
    """What ``check`` says on ``criterion`` as it worded it; nothing if it did not ask for it."""
    if criterion is None:
        return Rated(check.referee.name, None, "", "")
    rating = next((r for r in check.ratings.all() if r.criterion_id == criterion.pk), ReferenceRating())
    text = criterion.levels[rating.level] if rating.level is not None else ""
    return Rated(check.referee.name, rating.level, text, rating.evidence)
