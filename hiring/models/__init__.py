from .booking import Booking
from .candidacy import UNDO_WITHIN, Candidacy, CandidacyState, Candidate, GateDecision, StageDecision
from .device import CandidateDevice
from .document import Document, DocumentKind
from .feed import CalendarFeed
from .interview import Interview, Panelist, Reply
from .material import Material
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
    "Document",
    "DocumentKind",
    "GateDecision",
    "Interview",
    "Material",
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
