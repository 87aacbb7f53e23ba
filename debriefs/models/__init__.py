"""The debrief of a candidacy, what was said in it, and the decision that it ends in."""

from .approval import Approval
from .debrief import AgendaNote, Debrief
from .decision import Decision, NextStep, Outcome, SetAside
from .dissent import Dissent
from .ground import Ground
from .listener import Listener
from .other_role import OtherRole
from .policy import Covers, DebriefPolicy, PolicyApprover

__all__ = [
    "AgendaNote",
    "Approval",
    "Covers",
    "Debrief",
    "DebriefPolicy",
    "Decision",
    "Dissent",
    "Ground",
    "Listener",
    "NextStep",
    "OtherRole",
    "Outcome",
    "PolicyApprover",
    "SetAside",
]
