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
from .reopening import (
    CandidateWithdrew,
    DecisionBuiltUpon,
    LaterDebrief,
    NothingDecided,
    ReopenReasonMissing,
    UndoneTooLate,
    reopen_debrief,
    undo_decision,
)
from .steps import NotYourStep, tick_next_step, untick_next_step

__all__ = [
    "LONGEST_NOTE",
    "AlreadyOpened",
    "AlreadyPrepared",
    "BadNextStep",
    "CandidacyEnded",
    "CandidateWithdrew",
    "DebriefClosed",
    "DecisionBuiltUpon",
    "DepartureReasonMissing",
    "FacilitatorDoesNotDecide",
    "LaterDebrief",
    "NextStepInput",
    "NobodyScored",
    "NotInTheRoom",
    "NotOnAgenda",
    "NotOpened",
    "NotYourStep",
    "NoteConflict",
    "NoteTooLong",
    "NothingDecided",
    "OwnScorecardOwed",
    "ReasonMissing",
    "ReopenReasonMissing",
    "ScorecardsOwed",
    "UndoneTooLate",
    "change_debrief",
    "decide",
    "open_debrief",
    "prepare_debrief",
    "reopen_debrief",
    "request_debrief_packet",
    "request_decision_file",
    "tick_next_step",
    "undo_decision",
    "untick_next_step",
    "write_agenda_note",
]
