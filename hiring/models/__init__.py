from .candidacy import Candidacy, CandidacyState, Candidate, GateDecision, StageDecision
from .document import Document, DocumentKind
from .interview import Interview, Panelist
from .material import Material
from .role import Role, RoleState, Seat, SeatKind, Stage
from .work_sample import WorkSample

__all__ = [
    "Candidacy",
    "CandidacyState",
    "Candidate",
    "Document",
    "DocumentKind",
    "GateDecision",
    "Interview",
    "Material",
    "Panelist",
    "Role",
    "RoleState",
    "Seat",
    "SeatKind",
    "Stage",
    "StageDecision",
    "WorkSample",
]
