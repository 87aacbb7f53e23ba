"""The debrief of a candidacy, what was said in it, and the decision that it ends in."""

from .debrief import AgendaNote, Debrief
from .decision import Decision, NextStep, Outcome, SetAside

__all__ = ["AgendaNote", "Debrief", "Decision", "NextStep", "Outcome", "SetAside"]
