"""Every write to scorecards: open, save, seal, revise, remind, and the record of who was shown what."""

from core.autosave import Conflict, InvalidChanges, Saved

from .glass import (
    AlreadyOpen,
    GlassReasonMissing,
    KeptByPanel,
    NotAnAdmin,
    NotYoursToEnd,
    break_glass,
    end_break_glass,
)
from .guests import end_guests, invite_guest
from .reading import close_reveal, record_reading, resume_reveal, reveal_candidacy
from .refusals import (
    AlreadyRevealed,
    AlreadySealed,
    NothingToRevise,
    NotOnPanel,
    NotReadyToSeal,
    NotYours,
    StillOwed,
)
from .reminding import remind_of_owed_scorecards
from .revising import revise
from .saving import open_scorecard, save_scorecard
from .sealing import missing_before_sealing, seal_scorecard
from .telling import tell_recruiters

__all__ = [
    "AlreadyOpen",
    "AlreadyRevealed",
    "AlreadySealed",
    "Conflict",
    "GlassReasonMissing",
    "InvalidChanges",
    "KeptByPanel",
    "NotAnAdmin",
    "NotOnPanel",
    "NotReadyToSeal",
    "NotYours",
    "NotYoursToEnd",
    "NothingToRevise",
    "Saved",
    "StillOwed",
    "break_glass",
    "close_reveal",
    "end_break_glass",
    "end_guests",
    "invite_guest",
    "missing_before_sealing",
    "open_scorecard",
    "record_reading",
    "remind_of_owed_scorecards",
    "resume_reveal",
    "reveal_candidacy",
    "revise",
    "save_scorecard",
    "seal_scorecard",
    "tell_recruiters",
]
