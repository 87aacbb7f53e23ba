"""The interview page, the sealed scorecard, and the explanation of the independence rule."""

from .independence import independence_explain
from .interview import scorecard_edit, scorecard_save, scorecard_seal
from .sealed import scorecard_detail

__all__ = ["independence_explain", "scorecard_detail", "scorecard_edit", "scorecard_save", "scorecard_seal"]
