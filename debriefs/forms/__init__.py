"""What people type in a debrief: validated and cleaned, nothing else."""

from .decision import (
    DecisionForm,
    DissentForm,
    NextStepForm,
    NextStepFormSet,
    OtherRoleForm,
    ReopenForm,
    next_steps_of,
)
from .meeting import DebriefForm, NoteForm, OpenForm, RevisionForm

__all__ = [
    "DebriefForm",
    "DecisionForm",
    "DissentForm",
    "NextStepForm",
    "NextStepFormSet",
    "NoteForm",
    "OpenForm",
    "OtherRoleForm",
    "ReopenForm",
    "RevisionForm",
    "next_steps_of",
]
