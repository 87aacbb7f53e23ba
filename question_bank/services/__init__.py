from .books import NotYourGuide, request_book
from .guides import LoadResult, StillBlank, export_version, load_guide
from .publishing import (
    NotAccepted,
    NotDraft,
    NoteMissing,
    NotInReview,
    NotPublished,
    NotReady,
    ReasonMissing,
    publish_version,
    retire_version,
    return_version,
    submit_version,
)
from .words import WordKnown, add_word, remove_word

__all__ = [
    "LoadResult",
    "NotAccepted",
    "NotDraft",
    "NotInReview",
    "NotPublished",
    "NotReady",
    "NotYourGuide",
    "NoteMissing",
    "ReasonMissing",
    "StillBlank",
    "WordKnown",
    "add_word",
    "export_version",
    "load_guide",
    "publish_version",
    "remove_word",
    "request_book",
    "retire_version",
    "return_version",
    "submit_version",
]
