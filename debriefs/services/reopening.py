"""Thinking again: a decision is undone within the hour, or set aside later with a reason. Either way it is kept."""

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from core import audit
from core.errors import Refused
from hiring import services as hiring
from hiring.models import Candidacy, CandidacyState
from references.models import Referee

from ..models import Debrief, Decision, SetAside
from ..queries import returns_to
from ..visibility import room
from .deciding import refuse_unless_leading
from .going_on import go_on
from .outcomes import take_back
from .refusals import lock_debrief


class NothingDecided(Refused):
    message = "No decision is in force here: the debrief is open."


class NotInForce(Refused):
    message = "The decision waits for approval. Take it back instead."
    field = "reason"


class UndoneTooLate(Refused):
    message = "A decision can be undone for an hour. Reopen the debrief with a reason instead."


class DecisionBuiltUpon(Refused):
    message = "Something was built on this decision since, so it stays. Reopen the debrief with a reason instead."


class ReopenReasonMissing(Refused):
    message = "Write why the debrief is taken up again. Both decisions stay on record, and so does this."
    field = "reason"


class CandidateWithdrew(Refused):
    message = "The candidate has withdrawn since, so there is nothing left to decide here."
    field = "reason"


class LaterDebrief(Refused):
    message = "Another debrief followed this one. What is to be decided anew is decided there."
    field = "reason"


@transaction.atomic
def undo_decision(*, debrief: Debrief, by: User) -> Decision:
    """Undo the decision in force: the candidacy goes back to where it was, and the debrief goes on.

    All of it or none; one that waits for approval is taken back at any time. The decision stays, marked as undone.
    Raises ``NotInTheRoom``, ``NothingDecided``, ``UndoneTooLate``, ``LaterDebrief`` and ``DecisionBuiltUpon``.
    """
    debrief, decision = _begin(debrief, by)
    if not decision.can_be_undone:
        raise UndoneTooLate
    if _is_built_upon(debrief.candidacy, decision):
        raise DecisionBuiltUpon
    try:
        take_back(decision, by)
    except (hiring.BuiltUpon, hiring.TooLateToUndo) as refused:
        raise DecisionBuiltUpon from refused
    go_on(decision, SetAside.UNDONE, "", by)
    audit.record("debrief.undone", by=by, obj=debrief, scope=debrief.candidacy.uid)
    return decision


@transaction.atomic
def reopen_debrief(*, debrief: Debrief, reason: str, by: User) -> Decision:
    """Take a closed debrief up again: its decision is kept and set aside, and the next one closes it anew.

    The candidacy comes back to the stage that it was decided in, active. No scorecard is revealed by it that was not.
    Raises ``NotInTheRoom``, ``NothingDecided``, ``NotInForce``, ``ReopenReasonMissing``, ``CandidateWithdrew`` and
    ``LaterDebrief``.
    """
    debrief, decision = _begin(debrief, by)
    candidacy, words = debrief.candidacy, reason.strip()
    if decision.waits:
        raise NotInForce
    if not words:
        raise ReopenReasonMissing
    if candidacy.state == CandidacyState.WITHDRAWN:
        raise CandidateWithdrew
    hiring.reopen_candidacy(candidacy=candidacy, stage=returns_to(debrief), reason=f"Debrief reopened: {words}", by=by)
    go_on(decision, SetAside.REOPENED, words, by)
    audit.record("debrief.reopened", by=by, obj=debrief, scope=candidacy.uid)
    return decision


def _begin(debrief: Debrief, by: User) -> tuple[Debrief, Decision]:
    debrief = lock_debrief(debrief)
    refuse_unless_leading(debrief, room(by, debrief.candidacy))
    decision = debrief.decision
    if decision is None:
        raise NothingDecided
    decision.debrief = debrief
    if debrief.candidacy.debriefs.filter(pk__gt=debrief.pk).exists():
        raise LaterDebrief
    return debrief, decision


def _is_built_upon(candidacy: Candidacy, decision: Decision) -> bool:
    """Whether references were named or taken since it took effect; the rest is asked of hiring."""
    if decision.effective_at is None:
        return False
    since = decision.effective_at
    named = Q(created_at__gte=since) | Q(check_taken__created_at__gte=since)
    return Referee.objects.filter(named, candidacy=candidacy).exists()
