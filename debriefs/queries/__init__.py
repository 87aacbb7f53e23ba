"""Reads over several models: what waits for a person, and the meeting itself."""

from .cells import find_cell
from .departure import HIRE_FROM, departs_from, references_ahead, returns_to
from .holes import Holes, holes
from .meeting import AgendaItem, agenda, find_debrief, find_step, in_speaking_order
from .today import steps_for, todos, waiting_for

__all__ = [
    "HIRE_FROM",
    "AgendaItem",
    "Holes",
    "agenda",
    "departs_from",
    "find_cell",
    "find_debrief",
    "find_step",
    "holes",
    "in_speaking_order",
    "references_ahead",
    "returns_to",
    "steps_for",
    "todos",
    "waiting_for",
]
