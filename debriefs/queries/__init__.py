"""Reads over several models: what waits for a person, and the meeting itself."""

from .cells import find_cell
from .changes import Change, changes
from .departure import HIRE_FROM, departs_from, references_ahead, returns_to
from .gate import Gate, gate
from .grid import Grid, grid, grid_by_competency
from .grounds import GroundGroup, GroundOption, ground_groups, grounds_of
from .guests import allows_listeners, could_listen, waiting_for_guest
from .holes import Holes, holes
from .meeting import (
    AgendaItem,
    agenda,
    asked_of_referees,
    find_debrief,
    find_step,
    how_to_lead,
    in_speaking_order,
    note_on,
    speakers,
)
from .now import WITH_ITEMS, Now, Vote, find_followed, meeting_now, moves_of
from .other_roles import roles_to_consider
from .summary import SUMMARISE, compose, key_of, readable_summaries, summary_under_way
from .today import steps_for, todos, waiting_for

__all__ = [
    "HIRE_FROM",
    "SUMMARISE",
    "WITH_ITEMS",
    "AgendaItem",
    "Change",
    "Gate",
    "Grid",
    "GroundGroup",
    "GroundOption",
    "Holes",
    "Now",
    "Vote",
    "agenda",
    "allows_listeners",
    "asked_of_referees",
    "changes",
    "compose",
    "could_listen",
    "departs_from",
    "find_cell",
    "find_debrief",
    "find_followed",
    "find_step",
    "gate",
    "grid",
    "grid_by_competency",
    "ground_groups",
    "grounds_of",
    "holes",
    "how_to_lead",
    "in_speaking_order",
    "key_of",
    "meeting_now",
    "moves_of",
    "note_on",
    "readable_summaries",
    "references_ahead",
    "returns_to",
    "roles_to_consider",
    "speakers",
    "steps_for",
    "summary_under_way",
    "todos",
    "waiting_for",
    "waiting_for_guest",
]
