from .content import (
    RECOMMENDATIONS,
    Criterion,
    GuideStage,
    Question,
    QuestionType,
    StageCriterion,
    StageKind,
)
from .guide import AcceptedWarning, Competency, Guide, GuideCompetency, GuideVersion, VersionState
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
    "QuestionType",
    "StageCriterion",
    "StageKind",
    "VersionState",
    "WatchedWord",
]
