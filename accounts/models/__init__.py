"""People, when they have time, their one-time links, and the devices on which they are signed in."""

from .availability import PlanningLimits, TimeOff, Weekday, WorkingStretch
from .invitation import Invitation
from .session import Session
from .user import User, any_reader

__all__ = ["Invitation", "PlanningLimits", "Session", "TimeOff", "User", "Weekday", "WorkingStretch", "any_reader"]
