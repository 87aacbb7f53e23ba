"""Approval: a decision that the role wants approved waits, and moves the candidacy once enough have said yes."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from scorecards.services import close_reveal, end_guests, invite_guest

from .. import emails
from ..models import Approval, Debrief, DebriefPolicy, Decision, SetAside
from ..visibility import Room, room
from .going_on import go_on
from .outcomes import take_effect
from .refusals import CandidacyEnded, NotInTheRoom, lock_debrief
from .summarising import facts_changed


class NotEnoughApprovers(Refused):
    message = (
        "This role wants decisions approved, and without you there are too few who could: your own approval does not "
        "count. Have somebody else decide, or name another approver in the role's debrief policy."
    )


class NothingToApprove(Refused):
    message = "No decision waits for approval here any more."


class NotAsked(NotInTheRoom):
    message = "You are not asked to approve this decision."


class NotYourTurn(NotInTheRoom):
    message = "It is not your turn yet: the approvers are asked one after the other."


class AnsweredAlready(Refused):
    message = "You have answered already. What you said stands."


class ApproverBound(NotInTheRoom):
    message = "A panel of this candidate binds you, so somebody else answers, or you do once nothing binds you."


class DeclineWordsMissing(Refused):
    message = "Write why you decline: the debrief goes on with your words."
    field = "words"


def policy_for(debrief: Debrief, outcome: str) -> DebriefPolicy | None:
    """What the role asks of a decision with ``outcome``; None if nobody has to approve it."""
    policy = DebriefPolicy.objects.filter(role=debrief.candidacy.role_id).first()
    return policy if policy and policy.asks_for(outcome) else None


def approvers_for(policy: DebriefPolicy, decider: User) -> list[User]:
    """Those who may approve what ``decider`` decided. Raises ``NotEnoughApprovers``."""
    users = [place.user for place in policy.approvers.in_order() if place.user.is_active]
    others = [user for user in users if user != decider]
    if len(others) < policy.needed:
        raise NotEnoughApprovers
    return others


def ask_for_approval(decision: Decision, policy: DebriefPolicy, around: Room) -> None:
    """Let ``decision`` wait for what ``policy`` asks; it keeps that, however the policy changes."""
    approvers = approvers_for(policy, decision.by)
    decision.needed, decision.in_order, decision.asked_at = policy.needed, policy.in_order, timezone.now()
    decision.save(update_fields=["needed", "in_order", "asked_at"])
    Approval.objects.bulk_create(
        Approval(decision=decision, approver=user, position=place) for place, user in enumerate(approvers, start=1)
    )
    _ask(decision, around)


@transaction.atomic
def approve_decision(*, debrief: Debrief, by: User, words: str = "") -> Approval:
    """Say yes for ``by``; with enough of them the candidacy moves, by whoever decided.

    Raises ``NothingToApprove``, ``NotAsked``, ``NotYourTurn``, ``AnsweredAlready``, ``ApproverBound``,
    ``CandidacyEnded``, and what ``hiring.services`` raises.
    """
    decision, own, around = _begin(debrief, by)
    if not decision.debrief.candidacy.is_running:
        raise CandidacyEnded
    _answer(own, words, approved=True)
    facts_changed(debrief=decision.debrief, by=by)
    audit.record("debrief.approved", by=by, obj=debrief, scope=debrief.candidacy.uid)
    if decision.approvals.filter(approved=True).count() < decision.needed:
        _ask(decision, around)
        return own
    take_effect(decision, decision.debrief.candidacy, decision.by)
    close_reveal(candidacy=decision.debrief.candidacy)
    return own


@transaction.atomic
def decline_decision(*, debrief: Debrief, words: str, by: User) -> Approval:
    """Say no for ``by``, with words: the debrief is open again, and the decision is kept with them.

    Raises as ``approve_decision`` before it moves anything, and ``DeclineWordsMissing``.
    """
    decision, own, _ = _begin(debrief, by)
    if not words.strip():
        raise DeclineWordsMissing
    _answer(own, words, approved=False)
    go_on(decision, SetAside.DECLINED, words.strip(), by)
    audit.record("debrief.declined", by=by, obj=debrief, scope=debrief.candidacy.uid)
    return own


def _begin(debrief: Debrief, by: User) -> tuple[Decision, Approval, Room]:
    debrief = lock_debrief(debrief)
    around = room(by, debrief.candidacy)
    if around.bound:
        raise ApproverBound
    decision = debrief.decision
    own = decision.approvals.filter(approver=by).first() if decision else None
    if decision is None or not decision.waits:
        raise NothingToApprove
    if own is None:
        raise NotAsked
    if own.asked_at is None:
        raise NotYourTurn
    if own.answered_at:
        raise AnsweredAlready
    decision.debrief = debrief
    return decision, own, around


def _answer(own: Approval, words: str, *, approved: bool) -> None:
    own.answered_at, own.approved, own.words = timezone.now(), approved, words.strip()
    own.save(update_fields=["answered_at", "approved", "words"])


def _ask(decision: Decision, around: Room) -> None:
    """Ask whose turn it is: everybody, or the next one. Whom a panel binds gets no mail, which would tell too much."""
    waiting = decision.approvals.filter(asked_at=None).in_order()
    for approval in waiting[: 1 if decision.in_order else None]:
        approval.asked_at = timezone.now()
        approval.save(update_fields=["asked_at"])
        reveal = decision.debrief.reveal
        if reveal:
            invite_guest(reveal=reveal, user=approval.approver, by=decision.by)
        if approval.approver_id not in around.barred:
            emails.approval_asked(decision, approval.approver)


def stop_listening(debrief: Debrief) -> None:
    """The debrief is closed for changes: nobody listens any more, and it stays on record who did."""
    end_guests(candidacy=debrief.candidacy)
    debrief.listeners.invited().update(ended_at=timezone.now())
