"""What people type in a debrief: validated and cleaned, nothing else."""

from .decision import DecisionForm, NextStepForm, NextStepFormSet, ReopenForm, next_steps_of
from .meeting import DebriefForm, NoteForm, OpenForm, RevisionForm

__all__ = [
    "DebriefForm",
    "DecisionForm",
    "NextStepForm",
    "NextStepFormSet",
    "NoteForm",
    "OpenForm",
    "ReopenForm",
    "RevisionForm",
    "next_steps_of",
]
