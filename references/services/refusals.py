"""Why an act on references was refused, in words for the person."""

from core.errors import Refused


class NotYourCall(Refused):
    message = "References are taken by the role's hiring manager or recruiter, once they owe no scorecard here."


class NotRunning(Refused):
    message = "This candidacy has ended, so no further reference is asked for."


class NotReachable(Refused):
    message = "Give an e-mail address or a phone number, so that the referee can be reached."
    field = "email"


class NoReferenceQuestions(Refused):
    message = "The guide of this role has no questions for references."


class AlreadyFinished(Refused):
    message = "This reference check is finished and does not change any more."


class InvalidEntries(Refused):
    """Some entries were refused and nothing was written. ``errors``: ``answers.<uid>`` and the like → sentence."""

    message = "Some entries could not be saved. What is wrong stands beside each of them."

    def __init__(self, errors: dict[str, str]) -> None:
        """Take the sentences by path."""
        self.errors = errors
        super().__init__()


class ChangedElsewhere(Refused):
    """Another person or tab saved meanwhile. ``revision``: the one stored now."""

    message = "This was changed in another tab or by somebody else meanwhile. Nothing was overwritten."

    def __init__(self, revision: int) -> None:
        """Take the revision stored now."""
        self.revision = revision
        super().__init__()


class NotReadyToFinish(Refused):
    """``errors``: path → what is still needed there."""

    message = "Something is still missing before this reference check can be finished. What was typed is saved."

    def __init__(self, errors: dict[str, str]) -> None:
        """Take the sentences by path, in the order of the page."""
        self.errors = errors
        super().__init__()
