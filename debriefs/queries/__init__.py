"""Reads over several models: what waits for a person, and the meeting itself."""

from .departure import HIRE_FROM, departs_from, references_ahead
from .grid import Grid, GridRow, grid
from .holes import Holes, holes
from .meeting import AgendaItem, agenda, competencies, find_debrief, in_speaking_order, speakers
from .today import todos, waiting_for

__all__ = [
    "HIRE_FROM",
    "AgendaItem",
    "Grid",
    "GridRow",
    "Holes",
    "agenda",
    "competencies",
    "departs_from",
    "find_debrief",
    "grid",
    "holes",
    "in_speaking_order",
    "references_ahead",
    "speakers",
    "todos",
    "waiting_for",
]
