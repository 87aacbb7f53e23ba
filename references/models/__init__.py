from .check import ReferenceAnswer, ReferenceCheck, ReferenceRating
from .contact import Attempt, AttemptOutcome, LinkToken, RefereeDevice, RefereeLink
from .follow_up import FollowUp, FollowUpAnswer
from .policy import ReferencePolicy, Told
from .referee import Consent, ConsentOf, Referee, Relation

__all__ = [
    "Attempt",
    "AttemptOutcome",
    "Consent",
    "ConsentOf",
    "FollowUp",
    "FollowUpAnswer",
    "LinkToken",
    "Referee",
    "RefereeDevice",
    "RefereeLink",
    "ReferenceAnswer",
    "ReferenceCheck",
    "ReferencePolicy",
    "ReferenceRating",
    "Relation",
    "Told",
]
