from .books import NotYourGuide, request_book
from .guides import (
    LoadResult,
    NotAccepted,
    NotDraft,
    NotPublished,
    NotReady,
    export_version,
    load_guide,
    publish_version,
    retire_version,
)
from .words import WordKnown, add_word, remove_word

__all__ = [
    "LoadResult",
    "NotAccepted",
    "NotDraft",
    "NotPublished",
    "NotReady",
    "NotYourGuide",
    "WordKnown",
    "add_word",
    "export_version",
    "load_guide",
    "publish_version",
    "remove_word",
    "request_book",
    "retire_version",
]
