"""Reads over sealed scorecards, each starting from what the reader may see, and the content of the interview page."""

from .composite import Composite, StageMean, composite
from .coverage import CompetencyCoverage, coverage
from .matrix import Cell, Column, EvidenceMatrix, Row, StageMatrix, evidence_matrix, matrix_of
from .progress import PanelistProgress, StageProgress, progress
from .revised import recommendation_now
from .seals import seal_hash, seal_hashes, sealed_content

__all__ = [
    "Cell",
    "Column",
    "CompetencyCoverage",
    "Composite",
    "EvidenceMatrix",
    "PanelistProgress",
    "Row",
    "StageMatrix",
    "StageMean",
    "StageProgress",
    "composite",
    "coverage",
    "evidence_matrix",
    "matrix_of",
    "progress",
    "recommendation_now",
    "seal_hash",
    "seal_hashes",
    "sealed_content",
]
