from .content import (
    RECOMMENDATIONS,
    Criterion,
    GuideStage,
    Question,
    QuestionLevel,
    QuestionType,
    StageCriterion,
    StageKind,
)
from .guide import AcceptedWarning, Competency, Guide, GuideCompetency, GuideVersion, VersionState
from .index import QuestionIndex, facet, in_text, words_of
from .words import WatchedWord

__all__ = [
    "RECOMMENDATIONS",
    "AcceptedWarning",
    "Competency",
    "Criterion",
    "Guide",
    "GuideCompetency",
    "GuideStage",
    "GuideVersion",
    "Question",
    "QuestionIndex",
    "QuestionLevel",
    "QuestionType",
    "StageCriterion",
    "StageKind",
    "VersionState",
    "WatchedWord",
    "facet",
    "in_text",
    "words_of",
]
