"""Reads over several tables: lists of guides, a version's whole content, the same as a document."""

from .content import Measured, guide_text
from .documents import Preview, document_of, documents_of, preview_of, says
from .lists import GuideLine, guides_with_versions, todos
from .words import watch_list

__all__ = [
    "GuideLine",
    "Measured",
    "Preview",
    "document_of",
    "documents_of",
    "guide_text",
    "guides_with_versions",
    "preview_of",
    "says",
    "todos",
    "watch_list",
]
