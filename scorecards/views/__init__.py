"""The interview page, the sealed scorecard, and the pages of the rule: why, breaking the glass, a role's report."""

from .glass import glass_break, glass_end
from .independence import independence_explain
from .interview import scorecard_edit, scorecard_save, scorecard_seal
from .report import role_independence
from .sealed import scorecard_detail

__all__ = [
    "glass_break",
    "glass_end",
    "independence_explain",
    "role_independence",
    "scorecard_detail",
    "scorecard_edit",
    "scorecard_save",
    "scorecard_seal",
]
