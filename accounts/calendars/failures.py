"""Why a calendar was not read, in plain words."""


class CalendarUnreadable(Exception):
    """A calendar cannot be read now. ``message`` is a sentence of ours: nothing in it was said by a server."""

    def __init__(self, message: str) -> None:
        """Take the sentence."""
        self.message = message
        super().__init__(message)
