"""The decision: one outcome, with a reason, that closes the debrief and moves the candidacy."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from hiring import services as hiring
from hiring.models import Candidacy, CandidacyState, StageDecision
from scorecards.queries import composite
from scorecards.services import close_reveal

from ..models import Debrief, Decision, NextStep, Outcome
from ..queries import departs_from, references_ahead
from ..visibility import Room, room
from .refusals import CandidacyEnded, NotInTheRoom, lock_debrief, refuse_unless_in_session


class ReasonMissing(Refused):
    message = "Write the reason, tied to the evidence: it has to stand a year from now."
    field = "reason"


class DepartureReasonMissing(Refused):
    message = "This departs from the composite. Write why; that is fine, and it has to be on record."
    field = "departure_reason"


class BadNextStep(Refused):
    message = "A next step needs words, an owner who takes part in this debrief, and a day."


@dataclass(frozen=True)
class NextStepInput:
    """What follows, who does it, and by which day."""

    text: str
    owner: User
    due_on: date


@transaction.atomic
def decide(
    *,
    debrief: Debrief,
    outcome: str,
    reason: str,
    by: User,
    departure_reason: str = "",
    dissent: str = "",
    next_steps: tuple[NextStepInput, ...] | list[NextStepInput] = (),
) -> Decision:
    """Record the decision, close the debrief and its reveal, and move the candidacy.

    A hire advances to the references stage, or marks hired where references are passed or not part of the role; no
    hire and another role close the candidacy; hold puts it on hold. The composite is stored as it stands for ``by``.
    Raises ``NotOpened``, ``DebriefClosed``, ``CandidacyEnded``, ``NotInTheRoom``, ``ReasonMissing``,
    ``DepartureReasonMissing``, ``BadNextStep``, and what ``hiring.services`` raises.
    """
    debrief = lock_debrief(debrief)
    candidacy = debrief.candidacy
    around = room(by, candidacy)
    _refuse_deciding(debrief, around)
    if not reason.strip():
        raise ReasonMissing
    combined = composite(by, candidacy)
    value = combined.value if combined else None
    departs = departs_from(value, outcome)
    if departs and not departure_reason.strip():
        raise DepartureReasonMissing
    now = timezone.now()
    decision = Decision.objects.create(
        debrief=debrief,
        outcome=Outcome(outcome),
        reason=reason.strip(),
        composite=value,
        departs_from_composite=departs,
        departure_reason=departure_reason.strip() if departs else "",
        dissent=dissent.strip(),
        by=by,
        at=now,
    )
    decision.debrief = debrief
    _write_next_steps(decision, next_steps, around)
    debrief.closed_at = now
    debrief.save(update_fields=["closed_at"])
    take_effect(decision, candidacy, by)
    audit.record("debrief.decided", by=by, obj=debrief, scope=candidacy.uid, next_steps=len(next_steps))
    # Last, so that the reveal covers the decision and what follows from it.
    close_reveal(candidacy=candidacy)
    return decision


def take_effect(decision: Decision, candidacy: Candidacy, by: User) -> None:
    """Move ``candidacy`` as ``decision`` says, and keep what it was moved by."""
    decision.effective_at = timezone.now()
    decision.save(update_fields=["effective_at"])
    decision.moves.add(*_move(candidacy, decision, by))


def refuse_unless_leading(debrief: Debrief, around: Room) -> None:
    """Raise ``NotInTheRoom`` unless the reader of ``around`` may decide: a hiring manager, or a decider who leads."""
    leads = around.manages or (around.decides and debrief.facilitator_id == around.user.pk)
    if not leads or around.bound:
        raise NotInTheRoom("Only a hiring manager of this role, or who leads the debrief, records the decision.")


def _refuse_deciding(debrief: Debrief, around: Room) -> None:
    refuse_unless_in_session(debrief)
    if not debrief.candidacy.is_running:
        raise CandidacyEnded
    refuse_unless_leading(debrief, around)


def _write_next_steps(
    decision: Decision, next_steps: tuple[NextStepInput, ...] | list[NextStepInput], around: Room
) -> None:
    owners = {user.pk for user in around.owners}
    for step in next_steps:
        if not step.text.strip() or step.owner.pk not in owners or step.due_on is None:
            raise BadNextStep
        NextStep.objects.create(
            debrief=decision.debrief,
            decision=decision,
            text=step.text.strip()[:300],
            owner=step.owner,
            due_on=step.due_on,
        )


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
