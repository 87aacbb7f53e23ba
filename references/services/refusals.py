"""Why an act on references was refused, in words for the person."""

from core.autosave import Conflict, InvalidChanges
from core.errors import LinkEnded, Refused

__all__ = ["Conflict", "InvalidChanges", "LinkEnded"]


class NotYourCall(Refused):
    message = "References are taken by the role's hiring manager or recruiter, once they owe no scorecard here."


class NotYourPolicy(Refused):
    message = "What a role asks of its references is set by whoever may change the role."


class NotRunning(Refused):
    message = "This candidacy has ended, so no further reference is asked for."


class NotReachable(Refused):
    message = "Give an e-mail address or a phone number, so that the referee can be reached."
    field = "email"


class NoConsent(Refused):
    message = "Note first that the candidate agrees to this referee being asked."


class Declined(Refused):
    message = "This referee would rather not answer. Ask again only if they offer to, and note that they agree."


class NoAddress(Refused):
    message = "There is no e-mail address of this referee, so no link can be sent."


class NotByLink(Refused):
    message = "In this role references are taken by phone. The role's policy can allow links."


class WaitsForReferee(Refused):
    message = "The referee has a link and may be answering. End the link first, then take the reference by phone."


class BegunByPhone(Refused):
    message = "This reference is being taken by phone already."


class NoLink(Refused):
    message = "There is no link that could be ended."


class NoReferenceQuestions(Refused):
    message = "The guide of this role has no questions for references."


class AlreadyFinished(Refused):
    message = "This reference check is finished and does not change any more."


class NotSubmitted(Refused):
    message = "The referee has not sent the answers yet."


class NotAgreed(Refused):
    message = "Tick first that you agree."
    field = "agree"


class NothingToSend(Refused):
    message = "Answer at least one question first."


class BadPolicy(Refused):
    message = "Ask for 1 to 10 referees."
    field = "referees"


class BadFollowUp(Refused):
    message = "Write the question in at most 1,000 characters."
    field = "text"


class AlreadyTakenBack(Refused):
    message = "This question was taken back already."


class BadTime(Refused):
    message = "Choose when to call again, within the next 90 days."
    field = "call_again_at"


class NotReadyToFinish(Refused):
    """``errors``: path → what is still needed there."""

    message = "Something is still missing before this reference check can be finished. What was typed is saved."

    def __init__(self, errors: dict[str, str]) -> None:
        """Take the sentences by path, in the order of the page."""
        self.errors = errors
        super().__init__()
