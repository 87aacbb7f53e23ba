"""What people type in a debrief: validated and cleaned, nothing else."""

from .decision import DecisionForm, NextStepForm, NextStepFormSet, next_steps_of
from .meeting import DebriefForm, NoteForm, OpenForm, RevisionForm

__all__ = [
    "DebriefForm",
    "DecisionForm",
    "NextStepForm",
    "NextStepFormSet",
    "NoteForm",
    "OpenForm",
    "RevisionForm",
    "next_steps_of",
]
