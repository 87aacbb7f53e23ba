"""Why an act on a scorecard was refused, in words for the person."""

from typing import Any

from core.errors import Refused


class NotOnPanel(Refused):
    message = "You are not on the panel of this interview, so there is no scorecard for you to fill in."


class NotYours(Refused):
    message = "This scorecard belongs to somebody else."


class AlreadySealed(Refused):
    """Words that arrived after sealing; the page keeps them and offers a revision."""

    message = "This scorecard is sealed and does not change any more. You can add a revision with a reason."


class InvalidChanges(Refused):
    """Some fields were refused and nothing was written. ``errors``: field path → sentence."""

    message = "Some entries could not be saved. What is wrong stands beside each of them."

    def __init__(self, errors: dict[str, str]) -> None:
        """Take the sentences by field path, for instance ``ratings.k3v….level``."""
        self.errors = errors
        super().__init__()


class Conflict(Refused):
    """The same fields were saved elsewhere meanwhile. ``server``: field path → the text stored there now."""

    message = "You changed this on another device or in another tab. Choose which text to keep."

    def __init__(self, server: dict[str, Any], revision: int) -> None:
        """Take one's own stored values of the fields in question, and the revision they stand at."""
        self.server = server
        self.revision = revision
        super().__init__()


class NotReadyToSeal(Refused):
    """``missing``: field path → what is still needed there."""

    message = "Something is still missing before this scorecard can be sealed."

    def __init__(self, missing: dict[str, str]) -> None:
        """Take the sentences by field path, in the order of the page."""
        self.missing = missing
        super().__init__()


class NothingToRevise(Refused):
    message = "Choose what to revise: the recommendation, or the level of one criterion."


class StillOwed(Refused):
    message = "Scorecards are still owed. Wait for them, or open with a written reason."
    field = "override_reason"


class AlreadyRevealed(Refused):
    message = "The scorecards of this candidate are revealed already, and that debrief is still open."
