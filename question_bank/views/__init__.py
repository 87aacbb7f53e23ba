from .bank import (
    bank_question_add,
    bank_question_bring_back,
    bank_question_detail,
    bank_question_edit,
    bank_question_retire,
    bank_question_retired,
)
from .beginning import guide_copy, guide_draft_discard, guide_version_edit
from .editor import guide_draft_bank, guide_draft_checks, guide_draft_save, guide_draft_similar, guide_edit
from .guides import guide_book_request, guide_list, guide_version_changes, guide_version_detail, guide_version_download
from .imports import guide_import
from .preview import guide_preview, guide_stage_kit_request
from .publishing import guide_version_publish, guide_version_retire, guide_version_return, guide_version_submit
from .question_files import question_export, question_import, question_import_check
from .questions import question_detail, question_list
from .words import watched_word_add, watched_word_list, watched_word_remove

__all__ = [
    "bank_question_add",
    "bank_question_bring_back",
    "bank_question_detail",
    "bank_question_edit",
    "bank_question_retire",
    "bank_question_retired",
    "guide_book_request",
    "guide_copy",
    "guide_draft_bank",
    "guide_draft_checks",
    "guide_draft_discard",
    "guide_draft_save",
    "guide_draft_similar",
    "guide_edit",
    "guide_import",
    "guide_list",
    "guide_preview",
    "guide_stage_kit_request",
    "guide_version_changes",
    "guide_version_detail",
    "guide_version_download",
    "guide_version_edit",
    "guide_version_publish",
    "guide_version_retire",
    "guide_version_return",
    "guide_version_submit",
    "question_detail",
    "question_export",
    "question_import",
    "question_import_check",
    "question_list",
    "watched_word_add",
    "watched_word_list",
    "watched_word_remove",
]
