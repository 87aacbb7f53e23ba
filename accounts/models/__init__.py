"""People and their one-time links."""

from .invitation import Invitation
from .user import User

__all__ = ["Invitation", "User"]
