"""Reads over several models: what waits for a person, and the meeting itself."""

from .cells import find_cell
from .departure import HIRE_FROM, departs_from, references_ahead, returns_to
from .grounds import GroundGroup, GroundOption, ground_groups, grounds_of
from .guests import allows_listeners, approvals_for, could_listen, listening_in
from .holes import Holes, holes
from .meeting import AgendaItem, agenda, find_debrief, find_step, in_speaking_order
from .other_roles import roles_to_consider
from .today import steps_for, todos, waiting_for

__all__ = [
    "HIRE_FROM",
    "AgendaItem",
    "GroundGroup",
    "GroundOption",
    "Holes",
    "agenda",
    "allows_listeners",
    "approvals_for",
    "could_listen",
    "departs_from",
    "find_cell",
    "find_debrief",
    "find_step",
    "ground_groups",
    "grounds_of",
    "holes",
    "in_speaking_order",
    "listening_in",
    "references_ahead",
    "returns_to",
    "roles_to_consider",
    "steps_for",
    "todos",
    "waiting_for",
]
