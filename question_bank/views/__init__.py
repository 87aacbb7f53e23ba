from .guides import (
    guide_book_request,
    guide_list,
    guide_version_changes,
    guide_version_detail,
    guide_version_download,
)
from .imports import guide_import
from .publishing import guide_version_publish, guide_version_retire, guide_version_return, guide_version_submit
from .questions import question_detail, question_list
from .words import watched_word_add, watched_word_list, watched_word_remove

__all__ = [
    "guide_book_request",
    "guide_import",
    "guide_list",
    "guide_version_changes",
    "guide_version_detail",
    "guide_version_download",
    "guide_version_publish",
    "guide_version_retire",
    "guide_version_return",
    "guide_version_submit",
    "question_detail",
    "question_list",
    "watched_word_add",
    "watched_word_list",
    "watched_word_remove",
]
