"""Forms of hiring: they validate and clean, services write."""

from .candidacies import CandidacyForm, DecideForm, DocumentForm
from .interviews import InterviewChangeForm, InterviewForm, PanelistForm
from .material import MaterialForm
from .no_shows import NoShowForm
from .reasons import ReasonForm
from .replacements import ReplacementForm
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
    "NoShowForm",
    "PanelistForm",
    "ReasonForm",
    "ReplacementForm",
    "RoleForm",
    "SeatForm",
    "WorkFileForm",
]
