"""Every write of debriefs: one function per intention, keyword-only, atomic, audited."""

from .agenda import LONGEST_NOTE, NoteConflict, NoteTooLong, NotOnAgenda, write_agenda_note
from .compiling import request_debrief_packet, request_decision_file
from .deciding import BadNextStep, DepartureReasonMissing, NextStepInput, ReasonMissing, decide
from .meeting import (
    AlreadyOpened,
    AlreadyPrepared,
    FacilitatorDoesNotDecide,
    NobodyScored,
    OwnScorecardOwed,
    ScorecardsOwed,
    change_debrief,
    open_debrief,
    prepare_debrief,
)
from .refusals import CandidacyEnded, DebriefClosed, NotInTheRoom, NotOpened
from .steps import NotYourStep, tick_next_step, untick_next_step

__all__ = [
    "LONGEST_NOTE",
    "AlreadyOpened",
    "AlreadyPrepared",
    "BadNextStep",
    "CandidacyEnded",
    "DebriefClosed",
    "DepartureReasonMissing",
    "FacilitatorDoesNotDecide",
    "NextStepInput",
    "NobodyScored",
    "NotInTheRoom",
    "NotOnAgenda",
    "NotOpened",
    "NotYourStep",
    "NoteConflict",
    "NoteTooLong",
    "OwnScorecardOwed",
    "ReasonMissing",
    "ScorecardsOwed",
    "change_debrief",
    "decide",
    "open_debrief",
    "prepare_debrief",
    "request_debrief_packet",
    "request_decision_file",
    "tick_next_step",
    "untick_next_step",
    "write_agenda_note",
]
