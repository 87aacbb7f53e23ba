"""The referees of one candidacy and how far their checks are."""

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from hiring.models import Candidacy

from ..models import Referee

REFEREES_ASKED = 2


@dataclass(frozen=True)
class Overview:
    """``referees`` with ``state``: waiting, started or finished, and ``check`` if there is one."""

    referees: list[Any]

    @property
    def finished(self) -> int:
        return sum(referee.state == "finished" for referee in self.referees)

    @property
    def referees_missing(self) -> int:
        """How many more have to be named until there are two."""
        return max(0, REFEREES_ASKED - len(self.referees))

    @property
    def checks_missing(self) -> int:
        """How many more checks have to be finished until there are two."""
        return max(0, REFEREES_ASKED - self.finished)

    @property
    def state(self) -> str:
        """One sentence on how things stand."""
        if not self.checks_missing:
            return f"{self.finished} references are in."
        if self.referees_missing:
            more = "One more referee is" if self.referees_missing == 1 else f"{self.referees_missing} referees are"
            return f"{self.finished} of {REFEREES_ASKED} references are in. {more} to be named."
        return f"{self.finished} of {REFEREES_ASKED} references are in."


def overview(user: User, candidacy: Candidacy) -> Overview:
    """The referees that ``user`` may see, in the order in which they were named. One query."""
    referees: list[Any] = list(
        Referee.objects.visible_to(user)
        .filter(candidacy=candidacy)
        .select_related("check_taken__taken_by")
        .order_by("created_at", "pk")
    )
    for referee in referees:
        referee.check = getattr(referee, "check_taken", None)
        referee.state = _state(referee)
    return Overview(referees)


def _state(referee: Any) -> str:
    if referee.check is None:
        return "waiting"
    return "finished" if referee.check.is_finished else "started"
