"""What people type in a debrief: validated and cleaned, nothing else."""

from .conducting import LeadForm, VoteForm
from .decision import DecisionForm, NextStepForm, NextStepFormSet, next_steps_of
from .meeting import DebriefForm, NoteForm, OpenForm, RevisionForm

__all__ = [
    "DebriefForm",
    "DecisionForm",
    "LeadForm",
    "NextStepForm",
    "NextStepFormSet",
    "NoteForm",
    "OpenForm",
    "RevisionForm",
    "VoteForm",
    "next_steps_of",
]
