"""Makers of rows for tests, one module per app. They write straight to the tables; services are tested on top."""

from .accounts import BusyCalendarFactory, UserFactory
from .hiring import (
    CandidacyFactory,
    CandidateFactory,
    InterviewFactory,
    OfferFactory,
    PanelistFactory,
    RoleFactory,
    loop_plan,
    offered,
    seat,
)
from .question_bank import GuideVersionFactory, unpublish
from .references import RefereeFactory, ReferenceCheckFactory
from .scorecards import BreakGlassFactory, ScorecardFactory

__all__ = [
    "BreakGlassFactory",
    "BusyCalendarFactory",
    "CandidacyFactory",
    "CandidateFactory",
    "GuideVersionFactory",
    "InterviewFactory",
    "OfferFactory",
    "PanelistFactory",
    "RefereeFactory",
    "ReferenceCheckFactory",
    "RoleFactory",
    "ScorecardFactory",
    "UserFactory",
    "loop_plan",
    "offered",
    "seat",
    "unpublish",
]
