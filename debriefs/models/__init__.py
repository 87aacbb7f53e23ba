"""The debrief of a candidacy, what was said in it, and the decision that it ends in."""

from .debrief import AgendaNote, Debrief
from .decision import Decision, NextStep, Outcome, SetAside
from .dissent import Dissent
from .ground import Ground
from .other_role import OtherRole

__all__ = [
    "AgendaNote",
    "Debrief",
    "Decision",
    "Dissent",
    "Ground",
    "NextStep",
    "OtherRole",
    "Outcome",
    "SetAside",
]
