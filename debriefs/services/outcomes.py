"""What a decision does: it moves the candidacy, and may let the candidate enter another role."""

from django.utils import timezone

from accounts.models import User
from hiring import services as hiring
from hiring.models import Candidacy, CandidacyState, Role, Seat, SeatKind, StageDecision

from .. import emails
from ..models import Decision, Outcome
from ..queries import references_ahead


def take_effect(decision: Decision, candidacy: Candidacy, by: User) -> None:
    """Move ``candidacy`` as ``decision`` says, and keep what it was moved by."""
    decision.effective_at = timezone.now()
    decision.save(update_fields=["effective_at"])
    decision.moves.add(*_move(candidacy, decision, by))
    if decision.other_role:
        _enter(decision.other_role, candidacy, decision, by)


def take_back(decision: Decision, by: User) -> None:
    """Undo what it did, all of it or none. Raises ``hiring.services.BuiltUpon`` and ``TooLateToUndo``."""
    candidacy, entered = decision.debrief.candidacy, decision.led_to
    if decision.effective_at is None:
        return
    if entered:
        decision.led_to = None
        decision.save(update_fields=["led_to"])
        hiring.take_back_candidacy(candidacy=entered, by=by)
    elif decision.other_role:
        _untell(decision.other_role, decision)
    hiring.undo_together(candidacy=candidacy, decisions=decision.moves.all(), by=by)


def _move(candidacy: Candidacy, decision: Decision, by: User) -> list[StageDecision]:
    words = f"Debrief: {decision.reason}"
    if decision.outcome == Outcome.HIRE:
        return _hire(candidacy, words, by)
    if decision.outcome == Outcome.HOLD:
        is_active = candidacy.state == CandidacyState.ACTIVE
        return [hiring.hold(candidacy=candidacy, reason=words, by=by)] if is_active else []
    other = decision.outcome == Outcome.OTHER_ROLE
    note = f"To be considered for another role. {words}" if other else words
    return [hiring.close_candidacy(candidacy=candidacy, reason=note, by=by)]


def _hire(candidacy: Candidacy, words: str, by: User) -> list[StageDecision]:
    """On to the references, one stage at a time; hired at once where they are passed or there are none."""
    made = []
    if candidacy.state == CandidacyState.ON_HOLD:
        made.append(hiring.resume(candidacy=candidacy, reason=words, by=by))
    references = references_ahead(candidacy)
    if references is None:
        return [*made, hiring.mark_hired(candidacy=candidacy, reason=words, by=by)]
    while candidacy.stage.position < references.position:
        made.append(hiring.advance(candidacy=candidacy, reason=words, by=by))
    return made


def _enter(role: Role, candidacy: Candidacy, decision: Decision, by: User) -> None:
    """Let the candidate enter ``role`` where ``by`` may do that, else write to its recruiters. No score goes along."""
    candidate = candidacy.candidate
    if Candidacy.objects.filter(role=role, candidate=candidate).exists():
        return
    if not by.has_perm("hiring.add_candidacy", role):
        _tell(role, decision)
        return
    decision.led_to = hiring.add_candidacy(
        role=role,
        name=candidate.name,
        email=candidate.email,
        phone=candidate.phone,
        timezone=candidate.timezone,
        by=by,
    )
    decision.save(update_fields=["led_to"])


def _untell(role: Role, decision: Decision) -> None:
    """Write to the recruiters again, unless one has let the candidate enter since: that was built upon it."""
    there = Candidacy.objects.filter(role=role, candidate=decision.debrief.candidacy.candidate_id).first()
    if there is None:
        _tell(role, decision, taken_back=True)
    elif decision.effective_at and there.created_at >= decision.effective_at:
        raise hiring.BuiltUpon


def _tell(role: Role, decision: Decision, *, taken_back: bool = False) -> None:
    seats = Seat.objects.filter(role=role, kind=SeatKind.RECRUITER, user__is_active=True).select_related("user")
    for seat in seats.order_by("pk"):
        emails.considered_elsewhere(decision, role, seat.user, taken_back=taken_back)
