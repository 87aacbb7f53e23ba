"""Changing one's mind: alone, with a reason, or in the silent re-vote, which is shown to all at once."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from question_bank.models import Criterion
from scorecards.models import Revision, Scorecard
from scorecards.queries import recommendation_now
from scorecards.services import revise

from ..models import Ballot, Debrief, Revote, Step
from ..visibility import room
from .conducting import NotLeading, place, tell
from .refusals import NotInTheRoom, lock_debrief, refuse_unless_in_session
from .summarising import facts_changed

LONGEST_REASON = 5_000
UNSAID = "Entered in the re-vote, without a reason."


class RevoteUnderWay(Refused):
    message = "A re-vote is under way. Show it, or drop it, first."


class EnterItThere(Refused):
    message = "A silent re-vote is under way: enter your recommendation there, so that all are shown at once."
    field = "recommendation"


class NoRevote(Refused):
    message = "No re-vote is under way. What was entered may have been shown already."


class NobodyVoted(Refused):
    message = "Nobody has entered anything yet."


class NotAnOption(Refused):
    message = "Choose one of the four recommendations."
    field = "recommendation"


class VoteReasonMissing(Refused):
    message = "This differs from what you recommended before. Write what you learned that changed your mind."
    field = "reason"


class VoteReasonTooLong(Refused):
    message = f"A reason holds {LONGEST_REASON:,} characters. Shorten it; your words are kept here."
    field = "reason"


@transaction.atomic
def change_mind(
    *,
    debrief: Debrief,
    scorecard: Scorecard,
    reason: str,
    by: User,
    recommendation: int | None = None,
    criterion: Criterion | None = None,
    level: int | None = None,
) -> Revision:
    """Revise ``by``'s own sealed scorecard as ``scorecards.services.revise`` does, before everybody's eyes.

    While a re-vote is under way a recommendation is entered there. Raises ``NotOpened``, ``DebriefClosed``,
    ``NotInTheRoom``, ``RevoteUnderWay`` and what ``revise`` raises.
    """
    debrief = lock_debrief(debrief)
    refuse_unless_in_session(debrief)
    if not by.has_perm("debriefs.change_mind", debrief):
        raise NotInTheRoom
    if recommendation is not None and debrief.revotes.under_way().exists():
        raise EnterItThere
    revision = revise(
        scorecard=scorecard, reason=reason, by=by, recommendation=recommendation, criterion=criterion, level=level
    )
    facts_changed(debrief=debrief, by=by, revealed=True)
    return revision


@transaction.atomic
def call_revote(*, debrief: Debrief, by: User) -> Revote:
    """Ask everybody who has sealed for their recommendation now, and show the step of the re-vote.

    Raises ``NotOpened``, ``DebriefClosed``, ``NotLeading`` and ``RevoteUnderWay``.
    """
    debrief = _lead(debrief, by)
    if debrief.revotes.under_way().exists():
        raise RevoteUnderWay
    revote = Revote.objects.create(debrief=debrief, called_by=by, called_at=timezone.now())
    place(debrief=debrief, around=room(by, debrief.candidacy), step=Step.REVOTE)
    audit.record("debrief.revote_called", by=by, obj=debrief, scope=debrief.candidacy.uid)
    return revote


@transaction.atomic
def vote(*, debrief: Debrief, scorecard: Scorecard, recommendation: int, by: User, reason: str = "") -> Ballot:
    """Enter what the author of ``scorecard`` recommends now (1-4), or enter it anew, until the re-vote is shown.

    ``reason`` is needed where it differs from what they recommended before. Not audited before it is shown: who
    changed their mind stays theirs until then. Raises ``NotOpened``, ``DebriefClosed``, ``NotInTheRoom``,
    ``NoRevote``, ``NotAnOption``, ``VoteReasonMissing`` and ``VoteReasonTooLong``.
    """
    debrief = lock_debrief(debrief)
    refuse_unless_in_session(debrief)
    own = [place.panelist for place in room(by, debrief.candidacy).own_places if place.sealed_at]
    if not by.has_perm("debriefs.change_mind", debrief) or scorecard.panelist_id not in {row.pk for row in own}:
        raise NotInTheRoom
    revote = debrief.revotes.under_way().first()
    if revote is None:
        raise NoRevote
    if recommendation not in range(1, 5):
        raise NotAnOption
    words = reason.strip()
    if recommendation != recommendation_now(scorecard) and not words:
        raise VoteReasonMissing
    if len(words) > LONGEST_REASON:
        raise VoteReasonTooLong
    entered = {"recommendation": recommendation, "reason": words, "at": timezone.now()}
    ballot, _ = Ballot.objects.update_or_create(revote=revote, scorecard=scorecard, defaults=entered)
    tell(debrief=debrief)
    return ballot


@transaction.atomic
def show_revote(*, debrief: Debrief, by: User) -> Revote:
    """Show to everybody at once what was entered; each changed recommendation becomes a revision by its author.

    Raises ``NotOpened``, ``DebriefClosed``, ``NotLeading``, ``NoRevote`` and ``NobodyVoted``.
    """
    debrief, revote = _under_way(debrief, by)
    ballots = list(revote.ballots.select_related("scorecard__panelist__user").order_by("pk"))
    if not ballots:
        raise NobodyVoted
    revote.shown_at = timezone.now()
    revote.save(update_fields=["shown_at"])
    for ballot in ballots:
        _revise(ballot)
    facts_changed(debrief=debrief, by=by, revealed=True)
    audit.record("debrief.revote_shown", by=by, obj=debrief, scope=debrief.candidacy.uid, ballots=len(ballots))
    return revote


@transaction.atomic
def drop_revote(*, debrief: Debrief, by: User) -> Revote:
    """End a re-vote without showing it; what was entered is shown to nobody any more.

    Raises ``NotOpened``, ``DebriefClosed``, ``NotLeading`` and ``NoRevote``.
    """
    debrief, revote = _under_way(debrief, by)
    revote.dropped_at = timezone.now()
    revote.save(update_fields=["dropped_at"])
    tell(debrief=debrief)
    audit.record("debrief.revote_dropped", by=by, obj=debrief, scope=debrief.candidacy.uid)
    return revote


def _revise(ballot: Ballot) -> None:
    scorecard = ballot.scorecard
    if ballot.recommendation != recommendation_now(scorecard):
        # Without a reason, it was what they recommended when they entered it, and they changed their mind in between.
        reason = ballot.reason or UNSAID
        revise(scorecard=scorecard, recommendation=ballot.recommendation, reason=reason, by=scorecard.panelist.user)


def _lead(debrief: Debrief, by: User) -> Debrief:
    debrief = lock_debrief(debrief)
    refuse_unless_in_session(debrief)
    if not by.has_perm("debriefs.lead_debrief", debrief):
        raise NotLeading
    return debrief


def _under_way(debrief: Debrief, by: User) -> tuple[Debrief, Revote]:
    debrief = _lead(debrief, by)
    revote = debrief.revotes.under_way().first()
    if revote is None:
        raise NoRevote
    return debrief, revote
