"""Planning against what somebody said of their own time: with a written reason, or not at all."""

from collections.abc import Iterable

from accounts.models import User
from core.errors import Refused
from hiring.models import Interview
from hiring.queries.soft_limits import broken_limits


class OutsideLimits(Refused):
    """The time breaks what people on the panel ask for; ``warnings`` are the sentences. A reason overrides it."""

    field = "starts_at"

    def __init__(self, warnings: list[str]) -> None:
        """Take the sentences to show."""
        self.warnings = warnings
        super().__init__(" ".join(warnings))


def reason_to_override(*, interview: Interview, users: Iterable[User], reason: str, by: User) -> str:
    """Return the ``reason`` to keep, empty if nothing is overridden; call it with the people locked.

    Raises ``OutsideLimits`` if a limit is broken without a reason.
    """
    warnings = broken_limits(interview, users, by=by)
    reason = " ".join(reason.split())[:300]
    if warnings and not reason:
        raise OutsideLimits(warnings)
    return reason if warnings else ""
