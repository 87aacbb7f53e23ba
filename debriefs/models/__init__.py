"""The debrief of a candidacy, what was said in it, and the decision that it ends in."""

from .approval import Approval
from .debrief import AgendaNote, Debrief
from .decision import Decision, NextStep, Outcome, SetAside
from .dissent import Dissent
from .ground import Ground
from .listener import Listener
from .meeting import Attendance, Meeting, Step
from .other_role import OtherRole
from .policy import Covers, DebriefPolicy, PolicyApprover
from .summary import Summary
from .voting import Ballot, Revote

__all__ = [
    "AgendaNote",
    "Approval",
    "Attendance",
    "Ballot",
    "Covers",
    "Debrief",
    "DebriefPolicy",
    "Decision",
    "Dissent",
    "Ground",
    "Listener",
    "Meeting",
    "NextStep",
    "OtherRole",
    "Outcome",
    "PolicyApprover",
    "Revote",
    "SetAside",
    "Step",
    "Summary",
]
