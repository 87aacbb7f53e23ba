"""People, when they have time or are busy, their one-time links, and the devices on which they are signed in."""

from .availability import PlanningLimits, TimeOff, Weekday, WorkingStretch
from .calendars import BusyCalendar, BusyTime
from .invitation import Invitation
from .session import Session
from .user import User, any_reader

__all__ = [
    "BusyCalendar",
    "BusyTime",
    "Invitation",
    "PlanningLimits",
    "Session",
    "TimeOff",
    "User",
    "Weekday",
    "WorkingStretch",
    "any_reader",
]
