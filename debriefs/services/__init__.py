"""Every write of debriefs: one function per intention, keyword-only, atomic, audited."""

from .agenda import LONGEST_NOTE, NoteConflict, NoteTooLong, NotOnAgenda, write_agenda_note
from .compiling import request_debrief_packet, request_decision_file
from .deciding import (
    BadNextStep,
    DepartureReasonMissing,
    GroundsMissing,
    NextStepInput,
    OtherRoleMissing,
    ReasonMissing,
    decide,
)
from .dissenting import LONGEST_DISSENT, DissentTooLong, record_dissent
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
from .other_roles import LONGEST_WHY, NoSuchRole, WhyMissing, name_other_role
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
    "LONGEST_DISSENT",
    "LONGEST_NOTE",
    "LONGEST_WHY",
    "AlreadyOpened",
    "AlreadyPrepared",
    "BadNextStep",
    "CandidacyEnded",
    "CandidateWithdrew",
    "DebriefClosed",
    "DecisionBuiltUpon",
    "DepartureReasonMissing",
    "DissentTooLong",
    "FacilitatorDoesNotDecide",
    "GroundsMissing",
    "LaterDebrief",
    "NextStepInput",
    "NoSuchRole",
    "NobodyScored",
    "NotInTheRoom",
    "NotOnAgenda",
    "NotOpened",
    "NotYourStep",
    "NoteConflict",
    "NoteTooLong",
    "NothingDecided",
    "OtherRoleMissing",
    "OwnScorecardOwed",
    "ReasonMissing",
    "ReopenReasonMissing",
    "ScorecardsOwed",
    "UndoneTooLate",
    "WhyMissing",
    "change_debrief",
    "decide",
    "name_other_role",
    "open_debrief",
    "prepare_debrief",
    "record_dissent",
    "reopen_debrief",
    "request_debrief_packet",
    "request_decision_file",
    "tick_next_step",
    "undo_decision",
    "untick_next_step",
    "write_agenda_note",
]
