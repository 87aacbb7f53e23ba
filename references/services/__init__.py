from .checks import finish_check, save_check, start_check
from .referees import add_referee
from .refusals import (
    AlreadyFinished,
    ChangedElsewhere,
    InvalidEntries,
    NoReferenceQuestions,
    NotReachable,
    NotReadyToFinish,
    NotRunning,
    NotYourCall,
)

__all__ = [
    "AlreadyFinished",
    "ChangedElsewhere",
    "InvalidEntries",
    "NoReferenceQuestions",
    "NotReachable",
    "NotReadyToFinish",
    "NotRunning",
    "NotYourCall",
    "add_referee",
    "finish_check",
    "save_check",
    "start_check",
]
