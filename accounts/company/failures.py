"""What can go wrong between us and the company's provider, in words for the person who stands at the door."""

from core.errors import Refused


class ProviderFailure(Refused):
    """A sign-in through the company came to nothing. ``title`` and ``status`` are those of the page.

    ``reason`` is for the log: our own words or the kind of an error, never what an error says, which may hold a token.
    """

    title = "This sign-in did not work"
    status = 502

    def __init__(self, reason: str = "") -> None:
        """Take the reason."""
        self.reason = reason
        super().__init__()


class Declined(ProviderFailure):
    """The person cancelled, or the provider did not let them through."""

    title = "You are not signed in"
    message = "The sign-in was cancelled, or your company did not let it through."
    status = 403


class Ended(ProviderFailure):
    """The sign-in was not begun in this browser, is too old, or is used up."""

    title = "This sign-in has run out"
    message = "It works once and for ten minutes, in the browser in which it began."
    status = 400


class NoAnswer(ProviderFailure):
    """The provider cannot be reached, or is too slow."""

    title = "Your company does not answer"
    message = "Its sign-in could not be reached within a few seconds."
    status = 504


class BadAnswer(ProviderFailure):
    """The provider answered with an error, or with something that does not hold."""

    message = "What your company sent back does not hold, so it was not used."
