"""People, their one-time links, and the devices on which they are signed in."""

from .invitation import Invitation
from .session import Session
from .user import User

__all__ = ["Invitation", "Session", "User"]
