"""What the interview page shows its panelist: the kit, the questions with own notes, the criteria with own ratings.

Nothing here comes from anybody else's scorecard; of the others only the names on this interview's panel are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils import timezone

from hiring.models import Interview
from hiring.wording import values_of
from question_bank.guide_format.placeholders import fill
from question_bank.models import Criterion, Question

from ..models import MOST_SECONDS, Answer, Confidence, Rating, Scorecard
from .kit import covered, names_on, placements_of, questions_of


@dataclass(frozen=True)
class Line:
    """A line that can be ticked: its place from 0, its text, and whether it is ticked."""

    place: int
    text: str
    ticked: bool


@dataclass(frozen=True)
class QuestionCard:
    """A question with one's own notes. Field names are ``answers.<uid>.<field>``."""

    number: int
    question: Question
    text: str
    guidance: str
    competencies: str
    areas: list[Line]
    follow_ups: list[Line]
    answer: dict[str, Any]

    @property
    def prefix(self) -> str:
        return f"answers.{self.question.uid}"

    @property
    def is_touched(self) -> bool:
        return any(value for name, value in self.answer.items() if name != "seconds")


@dataclass(frozen=True)
class CriterionCard:
    """A criterion with one's own rating. Field names are ``ratings.<uid>.<field>``."""

    number: int
    criterion: Criterion
    competency: str
    level: int | None
    evidence: str

    @property
    def prefix(self) -> str:
        return f"ratings.{self.criterion.uid}"


@dataclass(frozen=True)
class StageCover:
    """What another stage of the process looks at, so that nobody needs to ask everything."""

    name: str
    criteria: list[str]
    is_this: bool


@dataclass
class InterviewPage:
    """Everything the page needs. ``typed`` holds values by path that were typed but not stored, and shows them.

    ``scorecard`` may be new and unstored: looking at the page stores nothing.
    """

    interview: Interview
    scorecard: Scorecard
    typed: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def stage(self) -> Any:
        """What the scorecard is, or would be, begun with."""
        return self.scorecard.guide_stage

    @property
    def keeps_earlier(self) -> bool:
        """Whether the role moved to a newer version after the scorecard was begun and before the interview was."""
        return self.stage.pk != self.interview.guide_stage_id

    @cached_property
    def values(self) -> dict[str, str]:
        """The words for the guide's placeholders; one without a value shows what belongs there, in brackets."""
        missing = {name: f"[{meaning}]" for name, meaning in self.stage.version.placeholders.items()}
        return {**missing, **values_of(self.interview), "candidate": self.interview.candidacy.candidate.name}

    @cached_property
    def questions(self) -> list[QuestionCard]:
        """Three queries."""
        answers = {answer.question_id: answer for answer in self._own("answers")}
        questions = enumerate(questions_of(self.stage), start=1)
        return [self._question(n, question, answers.get(question.pk)) for n, question in questions]

    @cached_property
    def first_question(self) -> int:
        """The number of the first question without a word on it, else 1."""
        return next((card.number for card in self.questions if not card.is_touched), 1)

    @cached_property
    def first_view(self) -> str:
        """Where the page begins: the kit before the interview, the questions while it lasts, the ratings after it."""
        now = timezone.now()
        if now < self.interview.starts_at:
            return "kit"
        if self.questions and (not self.interview.blocks_time or now < self.interview.ends_at):
            return "questions"
        return "rate"

    @cached_property
    def criteria(self) -> list[CriterionCard]:
        """Two queries."""
        ratings = {rating.criterion_id: rating for rating in self._own("ratings")}
        cards = []
        for number, placement in enumerate(placements_of(self.stage), start=1):
            criterion = placement.criterion
            rating = ratings.get(criterion.pk) or Rating()
            prefix = f"ratings.{criterion.uid}"
            competency = criterion.competency.name if criterion.competency else ""
            level = self.typed.get(f"{prefix}.level", rating.level)
            evidence = self.typed.get(f"{prefix}.evidence", rating.evidence)
            cards.append(CriterionCard(number, criterion, competency, level, evidence))
        return cards

    @cached_property
    def recommendation(self) -> int | None:
        return self.typed.get("recommendation", self.scorecard.recommendation)

    @cached_property
    def summary(self) -> str:
        return self.typed.get("summary", self.scorecard.summary)

    confidences = Confidence.choices

    @cached_property
    def confidence(self) -> int | None:
        return self.typed.get("confidence", self.scorecard.confidence)

    @cached_property
    def red_flags(self) -> list[int]:
        return self.typed.get("red_flags", self.scorecard.red_flags)

    @cached_property
    def red_flag_notes(self) -> str:
        return self.typed.get("red_flag_notes", self.scorecard.red_flag_notes)

    @cached_property
    def watched(self) -> list[Line]:
        """What to watch for, ticked where it was seen."""
        return self._lines(self.stage.watched, self.red_flags)

    @cached_property
    def panel(self) -> list[str]:
        """The names on this interview's panel, in order of name, whoever sits in to learn marked. One query."""
        return [f"{name} (sits in to learn)" if shadows else name for name, shadows in names_on(self.interview)]

    @cached_property
    def covers(self) -> list[StageCover]:
        """What each scored stage looks at, by the guide: its own criteria, goals of the role aside. One query.

        The others by the role's version: by which they were held would tell how far the candidate is.
        """
        found: dict[str, StageCover] = {}
        for name, stage, criterion in covered(self.interview, self.stage):
            found.setdefault(name, StageCover(name, [], stage == self.stage.pk)).criteria.append(criterion)
        return list(found.values())

    @cached_property
    def share(self) -> list[str]:
        """The words to share with the candidate, as paragraphs."""
        return [part for part in fill(self.stage.share, self.values).split("\n\n") if part.strip()]

    @cached_property
    def directions(self) -> dict[str, Any]:
        return _filled(self.stage.directions or {}, self.values)

    @cached_property
    def brief(self) -> dict[str, Any]:
        return _filled(self.stage.brief or {}, self.values)

    @property
    def asked(self) -> int:
        """How many questions were touched."""
        return sum(card.is_touched for card in self.questions)

    @property
    def rated(self) -> int:
        return sum(card.level is not None for card in self.criteria)

    @property
    def notes(self) -> list[QuestionCard]:
        """The questions with notes."""
        return [card for card in self.questions if card.answer["notes"]]

    def _own(self, rows: str) -> Any:
        return getattr(self.scorecard, rows).all() if self.scorecard.pk else ()

    def _question(self, number: int, question: Question, answer: Answer | None) -> QuestionCard:
        stored = answer or Answer()
        prefix = f"answers.{question.uid}"
        names = ["notes", "asked", "skip_reason", "areas", "follow_ups", "own_follow_up", "seconds"]
        shown = {name: self.typed.get(f"{prefix}.{name}", getattr(stored, name)) for name in names}
        if shown["seconds"] not in range(stored.seconds, MOST_SECONDS + 1):
            shown["seconds"] = stored.seconds  # What was refused would be refused again: nobody can correct it.
        return QuestionCard(
            number=number,
            question=question,
            text=fill(question.text, self.values),
            guidance=fill(question.guidance, self.values),
            competencies=", ".join(competency.name for competency in question.competencies.all()),
            areas=self._lines(question.areas, shown["areas"]),
            follow_ups=self._lines(question.follow_ups, shown["follow_ups"]),
            answer=shown,
        )

    def _lines(self, texts: list[str], ticked: list[int]) -> list[Line]:
        return [Line(place, fill(text, self.values), place in ticked) for place, text in enumerate(texts)]


def _filled(part: Any, values: Mapping[str, str]) -> Any:
    """The same lists and maps with the placeholders of every text filled."""
    if isinstance(part, str):
        return fill(part, values)
    if isinstance(part, list):
        return [_filled(item, values) for item in part]
    if isinstance(part, dict):
        return {key: _filled(item, values) for key, item in part.items()}
    return part
