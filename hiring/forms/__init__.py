"""Forms of hiring: they validate and clean, services write."""

from .candidacies import CandidacyForm, DecideForm, DocumentForm
from .interviews import InterviewChangeForm, InterviewForm, PanelistForm
from .material import MaterialForm
from .reasons import ReasonForm
from .roles import DayForm, MoveForm, RoleForm, SeatForm
from .work_samples import HandInForm, MoreTimeAnswerForm, MoreTimeForm, WorkFileForm

__all__ = [
    "CandidacyForm",
    "DayForm",
    "DecideForm",
    "DocumentForm",
    "HandInForm",
    "InterviewChangeForm",
    "InterviewForm",
    "MaterialForm",
    "MoreTimeAnswerForm",
    "MoreTimeForm",
    "MoveForm",
    "PanelistForm",
    "ReasonForm",
    "RoleForm",
    "SeatForm",
    "WorkFileForm",
]
