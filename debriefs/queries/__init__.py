"""Reads over several models: what waits for a person, and the meeting itself."""

from .cells import find_cell
from .departure import HIRE_FROM, departs_from, references_ahead
from .gate import Gate, gate
from .grid import Grid, grid, grid_by_competency
from .holes import Holes, holes
from .meeting import AgendaItem, agenda, find_debrief, find_step, how_to_lead, in_speaking_order, note_on, speakers
from .now import Now, Vote, find_followed, meeting_now, moves_of
from .summary import SUMMARISE, compose, key_of, readable_summaries, summary_under_way
from .today import steps_for, todos, waiting_for

__all__ = [
    "HIRE_FROM",
    "SUMMARISE",
    "AgendaItem",
    "Gate",
    "Grid",
    "Holes",
    "Now",
    "Vote",
    "agenda",
    "compose",
    "departs_from",
    "find_cell",
    "find_debrief",
    "find_followed",
    "find_step",
    "gate",
    "grid",
    "grid_by_competency",
    "holes",
    "how_to_lead",
    "in_speaking_order",
    "key_of",
    "meeting_now",
    "moves_of",
    "note_on",
    "readable_summaries",
    "references_ahead",
    "speakers",
    "steps_for",
    "summary_under_way",
    "todos",
    "waiting_for",
]
