"""The gate after each stage: a person decides, with a reason."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from hiring import emails
from hiring.models import Candidacy, CandidacyState, GateDecision, Interview, Panelist, Stage, StageDecision
from question_bank.models import StageKind

from .bookings import keep_bookings
from .locks import lock_candidacy

LEADS_TO: dict[GateDecision, CandidacyState] = {
    GateDecision.HOLD: CandidacyState.ON_HOLD,
    GateDecision.RESUME: CandidacyState.ACTIVE,
    GateDecision.CLOSE: CandidacyState.CLOSED,
    GateDecision.WITHDRAW: CandidacyState.WITHDRAWN,
    GateDecision.HIRE: CandidacyState.HIRED,
    GateDecision.REOPEN: CandidacyState.ACTIVE,
}
COMES_FROM: dict[GateDecision, list[str]] = {
    GateDecision.ADVANCE: [CandidacyState.ACTIVE],
    GateDecision.HOLD: [CandidacyState.ACTIVE],
    GateDecision.RESUME: [CandidacyState.ON_HOLD],
    GateDecision.CLOSE: CandidacyState.running(),
    GateDecision.WITHDRAW: CandidacyState.running(),
    GateDecision.HIRE: CandidacyState.running(),
}


class ReasonMissing(Refused):
    """No reason was given."""

    message = "Write the reason: a decision can be defended later only by its reason."
    field = "reason"


class MovedOn(Refused):
    message = "Somebody moved this candidacy on while you decided. Look at where it is now."


class NotFromHere(Refused):
    """The candidacy's state does not allow this."""

    message = "This candidacy is not in a state that allows this. Load the page again to see how it stands."


class ScorecardsOwed(Refused):
    """The stage is not finished."""

    message = "Scorecards of this stage are still owed. Advance once they are in, or release whoever cannot give one."


class OwnScorecardOwed(Refused):
    """The person who decides owes a scorecard here."""

    message = "You owe a scorecard on this candidate. Seal it first, then decide."


class SteppedBack(Refused):
    """The person who decides recused themselves, or left the panel without a scorecard."""

    message = "You stepped back from this candidate's panel, so somebody else decides at the gate."


class DebriefFirst(Refused):
    """The debrief has not decided on a hire."""

    message = "From here a candidacy moves on by the debrief's decision. Record that it is a hire, then go on."


class NoNextStage(Refused):
    """This was the last stage."""

    message = "This is the last stage. The debrief's decision ends it."


@transaction.atomic
def advance(*, candidacy: Candidacy, reason: str, by: User) -> StageDecision:
    """Move ``candidacy`` to the next stage after the one that ``by`` saw it in.

    Raises ``ReasonMissing``, ``MovedOn``, ``NotFromHere``, ``OwnScorecardOwed``, ``SteppedBack``, ``ScorecardsOwed``,
    ``DebriefFirst`` and ``NoNextStage``.
    """
    seen = candidacy.stage_id
    _begin(candidacy, GateDecision.ADVANCE, reason, by)
    if candidacy.stage_id != seen:
        raise MovedOn
    if candidacy.stage.kind == StageKind.DEBRIEF:
        _refuse_before_the_debrief(candidacy)
    owing = Panelist.objects.rating().owing()
    if owing.filter(interview__candidacy=candidacy, interview__stage=candidacy.stage).exists():
        raise ScorecardsOwed
    following = candidacy.role.stages.in_order().filter(position__gt=candidacy.stage.position).first()
    if following is None:
        raise NoNextStage
    decision = write_decision(candidacy, GateDecision.ADVANCE, reason, by, to_stage=following)
    candidacy.stage, candidacy.stage_entered_at = following, decision.at
    candidacy.save(update_fields=["stage", "stage_entered_at"])
    return decision


@transaction.atomic
def hold(*, candidacy: Candidacy, reason: str, by: User) -> StageDecision:
    """Pause ``candidacy``. Its interviews and scorecards go on. Raises ``ReasonMissing`` and ``NotFromHere``."""
    return _change_state(candidacy, GateDecision.HOLD, reason, by)


@transaction.atomic
def resume(*, candidacy: Candidacy, reason: str, by: User) -> StageDecision:
    """Take ``candidacy`` up again. Raises ``ReasonMissing`` and ``NotFromHere``."""
    return _change_state(candidacy, GateDecision.RESUME, reason, by)


@transaction.atomic
def close_candidacy(*, candidacy: Candidacy, reason: str, by: User) -> StageDecision:
    """End ``candidacy`` without a hire, calling coming interviews off. Raises as ``mark_hired``."""
    return _change_state(candidacy, GateDecision.CLOSE, reason, by)


@transaction.atomic
def withdraw(*, candidacy: Candidacy, reason: str, by: User) -> StageDecision:
    """Note that the candidate withdrew, calling coming interviews off. Raises as ``hold``."""
    return _change_state(candidacy, GateDecision.WITHDRAW, reason, by)


@transaction.atomic
def mark_hired(*, candidacy: Candidacy, reason: str, by: User) -> StageDecision:
    """End ``candidacy`` with a hire; where the role has a debrief, only after its decision.

    Raises ``ReasonMissing``, ``NotFromHere``, ``OwnScorecardOwed`` and ``DebriefFirst``.
    """
    decision = _change_state(candidacy, GateDecision.HIRE, reason, by)
    if candidacy.role.stages.filter(kind=StageKind.DEBRIEF).exists():
        _refuse_before_the_debrief(candidacy)
    return decision


def _begin(candidacy: Candidacy, kind: GateDecision, reason: str, by: User) -> None:
    if not reason.strip():
        raise ReasonMissing
    lock_candidacy(candidacy)
    _refuse_the_bound(candidacy, kind, by)
    if candidacy.state not in COMES_FROM[kind]:
        raise NotFromHere


def _refuse_before_the_debrief(candidacy: Candidacy) -> None:
    decided = {"decisions__set_aside_at": None, "decisions__effective_at__isnull": False}
    if not candidacy.debriefs.filter(decisions__outcome="hire", **decided).exists():
        raise DebriefFirst


def _refuse_the_bound(candidacy: Candidacy, kind: GateDecision, by: User) -> None:
    """Refuse whom a panel binds, before any refusal that would tell them of others' scorecards or of the real state."""
    row = Candidacy.objects.as_shown_to(by).get(pk=candidacy.pk)
    judges = kind in {GateDecision.ADVANCE, GateDecision.CLOSE, GateDecision.HIRE}
    pauses = kind in {GateDecision.HOLD, GateDecision.RESUME}
    if row.owes and (judges or pauses):
        raise OwnScorecardOwed
    barred = row.decides and not row.follows
    if (kind == GateDecision.ADVANCE and barred) or (pauses and row.own_stage is not None):
        raise SteppedBack


def _change_state(candidacy: Candidacy, kind: GateDecision, reason: str, by: User) -> StageDecision:
    _begin(candidacy, kind, reason, by)
    decision = write_decision(candidacy, kind, reason, by)
    candidacy.state = LEADS_TO[kind]
    if not candidacy.is_running:
        _call_off(candidacy)
        candidacy.ended_at = decision.at
    candidacy.save(update_fields=["state", "ended_at"])
    keep_bookings(candidacy, by=by)
    return decision


def write_decision(
    candidacy: Candidacy, kind: GateDecision, reason: str, by: User, to_stage: Stage | None = None
) -> StageDecision:
    """Put a decision on record, in the stage where ``candidacy`` stands; moving it is the caller's."""
    decision = StageDecision.objects.create(
        candidacy=candidacy,
        stage=candidacy.stage,
        to_stage=to_stage,
        decision=kind,
        reason=reason.strip(),
        by=by,
        at=timezone.now(),
    )
    audit.record("decision.made", by=by, obj=candidacy, scope=candidacy.uid, decision=kind, stage=candidacy.stage.uid)
    return decision


def coming_interviews(candidacy: Candidacy) -> list[Interview]:
    """Those that are not over, with what their mails name. One query."""
    rows = candidacy.interviews.filter(cancelled_at=None, ends_at__gt=timezone.now())
    return list(rows.select_related("stage", "candidacy__candidate", "candidacy__role", "created_by"))


def _call_off(candidacy: Candidacy) -> None:
    """Tell everybody that coming interviews do not take place. The rows stay: the candidacy's state says so."""
    for interview in coming_interviews(candidacy):
        interview.sequence += 1
        interview.save(update_fields=["sequence"])
        emails.interview_cancelled(interview)
