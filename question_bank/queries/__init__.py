"""Reads over several tables: lists of guides, a version's whole content, the same as a document."""

from .content import GuideText, guide_text
from .documents import Preview, document_of, documents_of, findings_of, preview_of, question_part, says
from .lists import (
    GuideLine,
    QuestionLine,
    competency_names,
    filter_choices,
    guides_with_versions,
    offered,
    question_lines,
    same_in_bank,
    same_in_guides,
    todos,
)
from .question_files import Line, LineState, Plan, file_rows, import_progress, plan_of, plan_of_rows
from .search import MOST_FOUND, Found, find_questions
from .similar import similar_questions
from .use import tell_use
from .words import watch_list

__all__ = [
    "MOST_FOUND",
    "Found",
    "GuideLine",
    "GuideText",
    "Line",
    "LineState",
    "Plan",
    "Preview",
    "QuestionLine",
    "competency_names",
    "document_of",
    "documents_of",
    "file_rows",
    "filter_choices",
    "find_questions",
    "findings_of",
    "guide_text",
    "guides_with_versions",
    "import_progress",
    "offered",
    "plan_of",
    "plan_of_rows",
    "preview_of",
    "question_lines",
    "question_part",
    "same_in_bank",
    "same_in_guides",
    "says",
    "similar_questions",
    "tell_use",
    "todos",
    "watch_list",
]
