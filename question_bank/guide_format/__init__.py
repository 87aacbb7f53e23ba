"""The guide file: its shape, reading it with line numbers, checking, comparing and writing it.

Knows the format, not the tables: imports nothing of the app but its list of words. ``docs/guide-format.md`` explains
the format to people.
"""

from .changes import Change, by_chapter, changes, told
from .checks import Finding, errors, findings, unwritten_at, warnings
from .document import CriterionEntry, GuideDocument, PlacedCriterion, WrittenCriterion
from .draft import Draft, blanks, from_draft, to_draft
from .normal import content_hash, normal_form, placement
from .parsing import parse_guide
from .placeholders import fill
from .problems import GuideFileError, Problem
from .reading import read
from .schema import guide_schema
from .structure import SOURCE as STRUCTURE_SOURCE
from .structure import Component, Standing, met, structure
from .writing import write_guide

__all__ = [
    "STRUCTURE_SOURCE",
    "Change",
    "Component",
    "CriterionEntry",
    "Draft",
    "Finding",
    "GuideDocument",
    "GuideFileError",
    "PlacedCriterion",
    "Problem",
    "Standing",
    "WrittenCriterion",
    "blanks",
    "by_chapter",
    "changes",
    "content_hash",
    "errors",
    "fill",
    "findings",
    "from_draft",
    "guide_schema",
    "met",
    "normal_form",
    "parse_guide",
    "placement",
    "read",
    "structure",
    "to_draft",
    "told",
    "unwritten_at",
    "warnings",
    "write_guide",
]
