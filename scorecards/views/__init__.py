"""The interview page, the sealed scorecard, its comparison for whoever sat in to learn, and the pages of the rule."""

from .comparison import scorecard_compare
from .glass import glass_break, glass_end
from .grading import grading_overview
from .independence import independence_explain
from .interview import scorecard_edit, scorecard_save, scorecard_seal
from .report import role_independence
from .sealed import scorecard_detail

__all__ = [
    "glass_break",
    "glass_end",
    "grading_overview",
    "independence_explain",
    "role_independence",
    "scorecard_compare",
    "scorecard_detail",
    "scorecard_edit",
    "scorecard_save",
    "scorecard_seal",
]
