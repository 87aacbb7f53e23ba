"""Forms of hiring: they validate and clean, services write."""

from .candidacies import CandidacyForm, DecideForm, DocumentForm
from .interviews import InterviewChangeForm, InterviewForm, PanelistForm
from .reasons import ReasonForm
from .roles import RoleForm, SeatForm

__all__ = [
    "CandidacyForm",
    "DecideForm",
    "DocumentForm",
    "InterviewChangeForm",
    "InterviewForm",
    "PanelistForm",
    "ReasonForm",
    "RoleForm",
    "SeatForm",
]
