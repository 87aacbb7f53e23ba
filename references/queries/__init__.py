"""Reads over references, each starting from what the reader may see."""

from .overview import REFEREES_ASKED, Overview, overview
from .patterns import Heard, Patterns, QuestionAnswers, RatedCriterion, patterns
from .stage import Sheet, reference_stage, sheet_of, stage_of

__all__ = [
    "REFEREES_ASKED",
    "Heard",
    "Overview",
    "Patterns",
    "QuestionAnswers",
    "RatedCriterion",
    "Sheet",
    "overview",
    "patterns",
    "reference_stage",
    "sheet_of",
    "stage_of",
]
