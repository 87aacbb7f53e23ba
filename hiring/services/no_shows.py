"""A candidate did not come: the interview is off, and nobody owes anything for it."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from hiring import emails
from hiring.models import Interview

from .appointments import hold_interview
from .interviews import call_off


class NotBegun(Refused):
    """Nobody can have failed to come yet."""

    message = "This interview has not begun yet. Cancel it, if it will not take place."


class NoAppointment(Refused):
    """A work sample has a window, in which nobody is expected."""

    message = "Nobody is expected at a time for this. A work sample that is not handed in shows on its page."


@transaction.atomic
def note_no_show(*, interview: Interview, words: str = "", tells_candidate: bool = False, by: User) -> Interview:
    """Cancel ``interview`` since its candidate did not come; the row, its panel and begun scorecards stay.

    The panel is told that it owes nothing, with ``words`` on how it went; the candidate is written to if
    ``tells_candidate``. Raises ``NoAppointment``, ``NotBegun``, ``NotRunning``, ``Cancelled``, ``OwnScorecardFirst``
    and ``ScorecardSealed``.
    """
    hold_interview(interview)
    if not interview.blocks_time:
        raise NoAppointment
    if interview.starts_at > timezone.now():
        raise NotBegun
    call_off(interview, reason=words, no_show=True, by=by)
    audit.record("interview.no_show", by=by, obj=interview, scope=interview.candidacy.uid, told=tells_candidate)
    emails.candidate_missed(interview, tells_candidate=tells_candidate, by=by)
    return interview
