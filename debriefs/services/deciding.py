"""The decision: one outcome, with a reason, that closes the debrief and moves the candidacy."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from hiring.models import Role
from scorecards.queries import composite, evidence_matrix
from scorecards.services import close_reveal

from ..models import Debrief, Decision, Ground, NextStep, Outcome
from ..queries import GroundOption, departs_from, ground_groups, roles_to_consider
from ..visibility import Room, room
from .approving import ask_for_approval, policy_for, stop_listening
from .dissenting import take_dissents_along
from .outcomes import take_effect
from .refusals import CandidacyEnded, NotInTheRoom, lock_debrief, refuse_unless_in_session
from .summarising import facts_changed
from .voting import RevoteUnderWay


class ReasonMissing(Refused):
    message = "Write the reason, tied to the evidence: it has to stand a year from now."
    field = "reason"


class DepartureReasonMissing(Refused):
    message = "This departs from the composite. Write why; that is fine, and it has to be on record."
    field = "departure_reason"


class GroundsMissing(Refused):
    message = "Choose what the reason rests on: at least one rating with its evidence."
    field = "grounds"


class OtherRoleMissing(Refused):
    message = "Choose the role that the candidate is to be considered for."
    field = "other_role"


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
    grounds: Collection[str] = (),
    other_role: Role | None = None,
    next_steps: Sequence[NextStepInput] = (),
) -> Decision:
    """Record the decision, close the debrief and its reveal, and move the candidacy.

    A hire advances to the references stage, or marks hired where references are passed or not part of the role; no
    hire and another role close the candidacy; hold puts it on hold. Into ``other_role`` the candidate enters where
    ``by`` may add candidates, else its recruiters are written to. The composite is stored as it stands for ``by``.
    ``grounds`` are the keys of the ratings that the reason rests on (``queries.GroundOption``), at least one if there
    is any. Dissent that stands is taken along. Where the role's policy asks for approval, the debrief closes and the
    candidacy waits for it. Raises ``NotOpened``, ``DebriefClosed``, ``CandidacyEnded``,
    ``NotInTheRoom``, ``ReasonMissing``, ``GroundsMissing``, ``DepartureReasonMissing``, ``OtherRoleMissing``,
    ``BadNextStep``, ``NotEnoughApprovers``, and what ``hiring.services`` raises.
    """
    debrief = lock_debrief(debrief)
    candidacy = debrief.candidacy
    around = room(by, candidacy)
    _refuse_deciding(debrief, around)
    if not reason.strip():
        raise ReasonMissing
    matrix = evidence_matrix(by, candidacy)
    chosen = _chosen(grounds, [option for group in ground_groups(matrix) for option in group.options])
    combined = composite(by, candidacy, matrix)
    value = combined.value if combined else None
    departs = departs_from(value, outcome)
    if departs and not departure_reason.strip():
        raise DepartureReasonMissing
    decision = Decision.objects.create(
        debrief=debrief,
        outcome=Outcome(outcome),
        reason=reason.strip(),
        composite=value,
        departs_from_composite=departs,
        departure_reason=departure_reason.strip() if departs else "",
        other_role=_other_role(outcome, other_role, debrief, by),
        by=by,
        at=timezone.now(),
    )
    decision.debrief = debrief
    _write_grounds(decision, chosen)
    _write_next_steps(decision, next_steps, around)
    take_dissents_along(decision)
    _close(decision, around)
    facts_changed(debrief=debrief, by=by)
    audit.record("debrief.decided", by=by, obj=debrief, scope=candidacy.uid, next_steps=len(next_steps))
    return decision


def _close(decision: Decision, around: Room) -> None:
    """Close the debrief, and with it the reveal, unless the decision waits for approval first."""
    debrief = decision.debrief
    policy = policy_for(debrief, decision.outcome)
    debrief.closed_at = decision.at
    debrief.save(update_fields=["closed_at"])
    stop_listening(debrief)
    if policy:
        ask_for_approval(decision, policy, around)
        return
    take_effect(decision, debrief.candidacy, decision.by)
    # Last, so that the reveal covers the decision and what follows from it.
    close_reveal(candidacy=debrief.candidacy)


def _chosen(keys: Collection[str], options: list[GroundOption]) -> list[GroundOption]:
    chosen = [option for option in options if option.key in keys]
    if options and (not chosen or len(chosen) < len(set(keys))):
        raise GroundsMissing
    return chosen


def _other_role(outcome: str, role: Role | None, debrief: Debrief, by: User) -> Role | None:
    """The role that the candidate is considered for; of the other outcomes none, whatever was chosen."""
    if outcome != Outcome.OTHER_ROLE:
        return None
    if role is None or not roles_to_consider(by, debrief).filter(pk=role.pk).exists():
        raise OtherRoleMissing
    return role


def _write_grounds(decision: Decision, chosen: list[GroundOption]) -> None:
    Ground.objects.bulk_create(
        Ground(decision=decision, scorecard=option.cell.column.scorecard, criterion=option.cell.criterion)
        for option in chosen
    )


def refuse_unless_leading(debrief: Debrief, around: Room) -> None:
    """Raise ``NotInTheRoom`` unless the reader of ``around`` may decide: a hiring manager, or a decider who leads."""
    leads = around.manages or (around.decides and debrief.facilitator_id == around.user.pk)
    if not leads or around.bound:
        raise NotInTheRoom("Only a hiring manager of this role, or who leads the debrief, records the decision.")


def _refuse_deciding(debrief: Debrief, around: Room) -> None:
    refuse_unless_in_session(debrief)
    if debrief.revotes.under_way().exists():
        raise RevoteUnderWay
    if not debrief.candidacy.is_running:
        raise CandidacyEnded
    refuse_unless_leading(debrief, around)


def _write_next_steps(decision: Decision, next_steps: Sequence[NextStepInput], around: Room) -> None:
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
