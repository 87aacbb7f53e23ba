"""What people type in a debrief: validated and cleaned, nothing else."""

from .approval import MOST_APPROVERS, ApprovalForm, ListenerForm, PolicyForm
from .conducting import LeadForm, VoteForm
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
    "MOST_APPROVERS",
    "ApprovalForm",
    "DebriefForm",
    "DecisionForm",
    "DissentForm",
    "LeadForm",
    "ListenerForm",
    "NextStepForm",
    "NextStepFormSet",
    "NoteForm",
    "OpenForm",
    "OtherRoleForm",
    "PolicyForm",
    "ReopenForm",
    "RevisionForm",
    "VoteForm",
    "next_steps_of",
]
