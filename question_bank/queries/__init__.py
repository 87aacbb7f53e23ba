"""Reads over several tables: lists of guides, a version's whole content, the same as a document."""

from .content import competencies_of, outcome_criteria, stages_of, weights_differ
from .documents import Preview, document_of, documents_of, preview_of, says
from .lists import GuideLine, guides_with_versions, todos

__all__ = [
    "GuideLine",
    "Preview",
    "competencies_of",
    "document_of",
    "documents_of",
    "guides_with_versions",
    "outcome_criteria",
    "preview_of",
    "says",
    "stages_of",
    "todos",
    "weights_differ",
]
