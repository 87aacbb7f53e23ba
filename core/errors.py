"""The base of every expected failure."""


class Refused(Exception):
    """An act was refused for a reason that the person can read.

    ``message`` is one plain sentence for the person; ``field`` names the form field it belongs to, if any.
    """

    message = "This cannot be done now."
    field: str | None = None

    def __init__(self, message: str = "", *, field: str | None = None) -> None:
        """Take the sentence to show (the class's own one if empty) and the form field that it belongs to."""
        self.message = message or self.message
        self.field = field or self.field
        super().__init__(self.message)


class LinkEnded(Refused):
    """A secret link was replaced, revoked, answered, or is too old. It is not told which."""

    message = "This link cannot be used any more."
