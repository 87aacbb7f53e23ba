"""The guide file: its shape, reading it with line numbers, checking, comparing and writing it.

Knows the format, not the tables: imports nothing of the app but its list of words. ``docs/guide-format.md`` explains
the format to people.
"""

from .changes import Change, changes
from .checks import Finding, errors, findings, warnings
from .document import CriterionEntry, GuideDocument, PlacedCriterion, WrittenCriterion
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
    "Finding",
    "GuideDocument",
    "GuideFileError",
    "PlacedCriterion",
    "Problem",
    "Standing",
    "WrittenCriterion",
    "changes",
    "content_hash",
    "errors",
    "fill",
    "findings",
    "guide_schema",
    "met",
    "normal_form",
    "parse_guide",
    "placement",
    "read",
    "structure",
    "warnings",
    "write_guide",
]
