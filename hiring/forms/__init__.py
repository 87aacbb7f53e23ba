"""Forms of hiring: they validate and clean, services write."""

from .candidacies import CandidacyForm, DecideForm, DocumentForm
from .choosing import ChoiceForm, DeclineForm, StartForm, TermForm, WishesForm, wishes_of
from .interviews import InterviewChangeForm, InterviewForm, PanelistForm
from .loops import LoopForm
from .material import MaterialForm
from .no_shows import NoShowForm
from .offers import OfferForm
from .reasons import ReasonForm
from .replacements import ReplacementForm
from .roles import DayForm, MoveForm, RoleForm, SeatForm
from .windows import WindowsForm
from .work_samples import HandInForm, MoreTimeAnswerForm, MoreTimeForm, WorkFileForm

__all__ = [
    "CandidacyForm",
    "ChoiceForm",
    "DayForm",
    "DecideForm",
    "DeclineForm",
    "DocumentForm",
    "HandInForm",
    "InterviewChangeForm",
    "InterviewForm",
    "LoopForm",
    "MaterialForm",
    "MoreTimeAnswerForm",
    "MoreTimeForm",
    "MoveForm",
    "NoShowForm",
    "OfferForm",
    "PanelistForm",
    "ReasonForm",
    "ReplacementForm",
    "RoleForm",
    "SeatForm",
    "StartForm",
    "TermForm",
    "WindowsForm",
    "WishesForm",
    "WorkFileForm",
    "wishes_of",
]
