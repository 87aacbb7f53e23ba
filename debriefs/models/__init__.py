"""The debrief of a candidacy, what was said in it, and the decision that it ends in."""

from .debrief import AgendaNote, Debrief
from .decision import Decision, NextStep, Outcome
from .meeting import Attendance, Meeting, Step
from .summary import Summary
from .voting import Ballot, Revote

__all__ = [
    "AgendaNote",
    "Attendance",
    "Ballot",
    "Debrief",
    "Decision",
    "Meeting",
    "NextStep",
    "Outcome",
    "Revote",
    "Step",
    "Summary",
]
