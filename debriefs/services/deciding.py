"""The decision: one outcome, with a reason, that closes the debrief and moves the candidacy."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from hiring import services as hiring
from hiring.models import Candidacy, CandidacyState
from scorecards.queries import composite
from scorecards.services import close_reveal

from ..models import Debrief, Decision, NextStep, Outcome
from ..queries import departs_from, references_ahead
from ..visibility import Room, room
from .conducting import tell
from .refusals import CandidacyEnded, NotInTheRoom, lock_debrief, refuse_unless_in_session
from .summarising import facts_changed


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
    _write_next_steps(debrief, next_steps, around)
    debrief.closed_at = now
    debrief.save(update_fields=["closed_at"])
    _move(candidacy, decision, by)
    tell(debrief=debrief)
    facts_changed(debrief=debrief, by=by)
    audit.record("debrief.decided", by=by, obj=debrief, scope=candidacy.uid, next_steps=len(next_steps))
    # Last, so that the reveal covers the decision and what follows from it.
    close_reveal(candidacy=candidacy)
    return decision


def _refuse_deciding(debrief: Debrief, around: Room) -> None:
    refuse_unless_in_session(debrief)
    if not debrief.candidacy.is_running:
        raise CandidacyEnded
    leads = around.manages or (around.decides and debrief.facilitator_id == around.user.pk)
    if not leads or around.bound:
        raise NotInTheRoom("Only a hiring manager of this role, or who leads the debrief, records the decision.")


def _write_next_steps(
    debrief: Debrief, next_steps: tuple[NextStepInput, ...] | list[NextStepInput], around: Room
) -> None:
    owners = {user.pk for user in around.owners}
    for step in next_steps:
        if not step.text.strip() or step.owner.pk not in owners or step.due_on is None:
            raise BadNextStep
        NextStep.objects.create(debrief=debrief, text=step.text.strip()[:300], owner=step.owner, due_on=step.due_on)


def _move(candidacy: Candidacy, decision: Decision, by: User) -> None:
    words = f"Debrief: {decision.reason}"
    if decision.outcome == Outcome.HIRE:
        _hire(candidacy, words, by)
    elif decision.outcome == Outcome.HOLD:
        if candidacy.state == CandidacyState.ACTIVE:
            hiring.hold(candidacy=candidacy, reason=words, by=by)
    else:
        other = decision.outcome == Outcome.OTHER_ROLE
        note = f"To be considered for another role. {words}" if other else words
        hiring.close_candidacy(candidacy=candidacy, reason=note, by=by)


def _hire(candidacy: Candidacy, words: str, by: User) -> None:
    """On to the references, one stage at a time; hired at once where they are passed or there are none."""
    if candidacy.state == CandidacyState.ON_HOLD:
        hiring.resume(candidacy=candidacy, reason=words, by=by)
    references = references_ahead(candidacy)
    if references is None:
        hiring.mark_hired(candidacy=candidacy, reason=words, by=by)
        return
    while candidacy.stage.position < references.position:
        hiring.advance(candidacy=candidacy, reason=words, by=by)
