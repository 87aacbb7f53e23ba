"""Reads over references, each starting from what the reader may see."""

from .overview import Overview, overview
from .patterns import Heard, Patterns, QuestionAnswers, RatedCriterion, Verdict, marks_of, patterns
from .policy import has_closed_debrief, policy_of, shown_follow_ups
from .signs import signs_of
from .stage import Asked, Sheet, SheetCriterion, reference_stage, sheet_of, stage_of
from .todos import todos

__all__ = [
    "Asked",
    "Heard",
    "Overview",
    "Patterns",
    "QuestionAnswers",
    "RatedCriterion",
    "Sheet",
    "SheetCriterion",
    "Verdict",
    "has_closed_debrief",
    "marks_of",
    "overview",
    "patterns",
    "policy_of",
    "reference_stage",
    "sheet_of",
    "shown_follow_ups",
    "signs_of",
    "stage_of",
    "todos",
]
