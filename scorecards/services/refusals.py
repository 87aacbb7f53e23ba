"""Why an act on a scorecard was refused, in words for the person."""

from core.errors import Refused


class NotOnPanel(Refused):
    message = "You are not on the panel of this interview, so there is no scorecard for you to fill in."


class NotYours(Refused):
    message = "This scorecard belongs to somebody else."


class AlreadySealed(Refused):
    """Words that arrived after sealing; the page keeps them and offers a revision."""

    kind = "sealed"
    message = "This scorecard is sealed and does not change any more. You can add a revision with a reason."


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
