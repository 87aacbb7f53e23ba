from .bank import BankQuestion
from .content import (
    RECOMMENDATIONS,
    Criterion,
    GuideStage,
    NumberScale,
    Question,
    QuestionLevel,
    QuestionType,
    StageCriterion,
    StageKind,
)
from .guide import (
    AcceptedWarning,
    Competency,
    DraftEdit,
    Guide,
    GuideCompetency,
    GuideVersion,
    ReviewRemark,
    VersionState,
)
from .index import QuestionIndex, facet, fingerprint_of, in_text, words_of
from .question_import import QuestionImport, QuestionImportPart
from .words import WatchedWord

__all__ = [
    "RECOMMENDATIONS",
    "AcceptedWarning",
    "BankQuestion",
    "Competency",
    "Criterion",
    "DraftEdit",
    "Guide",
    "GuideCompetency",
    "GuideStage",
    "GuideVersion",
    "NumberScale",
    "Question",
    "QuestionImport",
    "QuestionImportPart",
    "QuestionIndex",
    "QuestionLevel",
    "QuestionType",
    "ReviewRemark",
    "StageCriterion",
    "StageKind",
    "VersionState",
    "WatchedWord",
    "facet",
    "fingerprint_of",
    "in_text",
    "words_of",
]
