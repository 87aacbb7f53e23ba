from .booking import Booking
from .candidacy import UNDO_WITHIN, Candidacy, CandidacyState, Candidate, GateDecision, StageDecision
from .device import CandidateDevice
from .document import Document, DocumentKind
from .feed import CalendarFeed
from .interview import Interview, Panelist, Reply
from .loop import LoopPlan, LoopSlot, LoopState
from .material import Material
from .offer import CandidateWindow, Offer, OfferedTime, OfferPlace, OfferState, OfferToken
from .role import Role, RoleState, Seat, SeatKind, Stage
from .work_sample import Reopening, WorkSample

__all__ = [
    "UNDO_WITHIN",
    "Booking",
    "CalendarFeed",
    "Candidacy",
    "CandidacyState",
    "Candidate",
    "CandidateDevice",
    "CandidateWindow",
    "Document",
    "DocumentKind",
    "GateDecision",
    "Interview",
    "LoopPlan",
    "LoopSlot",
    "LoopState",
    "Material",
    "Offer",
    "OfferPlace",
    "OfferState",
    "OfferToken",
    "OfferedTime",
    "Panelist",
    "Reopening",
    "Reply",
    "Role",
    "RoleState",
    "Seat",
    "SeatKind",
    "Stage",
    "StageDecision",
    "WorkSample",
]
