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

__all__ = [
    "LoadResult",
    "NotAccepted",
    "NotDraft",
    "NotPublished",
    "NotReady",
    "NotYourGuide",
    "export_version",
    "load_guide",
    "publish_version",
    "request_book",
    "retire_version",
]
