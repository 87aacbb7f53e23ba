"""Refusals that several services share, and the row locks they are found under."""

from core.errors import Refused
from hiring.models import Candidacy

from ..models import Debrief


class NotOpened(Refused):
    message = "This debrief is not open yet."


class DebriefClosed(Refused):
    message = "This debrief is closed: its decision is recorded and nothing in it changes any more."


class CandidacyEnded(Refused):
    message = "This candidacy has ended, so there is nothing left to decide here."


class NotInTheRoom(Refused):
    message = "You are not in this debrief, or a scorecard of yours is still owed."


def lock_candidacy(candidacy: Candidacy) -> Candidacy:
    """Hold the candidacy's row until the transaction ends, as sealing does, and return it freshly read."""
    # Alone, and then with what belongs to it: see hiring.services.locks.
    Candidacy.objects.select_for_update().get(pk=candidacy.pk)
    return Candidacy.objects.select_related("role", "candidate", "stage").get(pk=candidacy.pk)


def lock_debrief(debrief: Debrief) -> Debrief:
    """Hold the candidacy's row, then the debrief's, and return the debrief freshly read."""
    candidacy = lock_candidacy(debrief.candidacy)
    # Its key is left to others: who arrives writes a row that points at it, and holds the meeting meanwhile.
    fresh = Debrief.objects.select_for_update(no_key=True).get(pk=debrief.pk)
    fresh.candidacy = candidacy
    return fresh


def refuse_unless_in_session(debrief: Debrief) -> None:
    """Raise ``NotOpened`` or ``DebriefClosed`` unless the meeting is under way."""
    if debrief.opened_at is None:
        raise NotOpened
    if debrief.closed_at is not None:
        raise DebriefClosed
