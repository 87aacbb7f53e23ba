"""Thinking again: a decision is undone for an hour; after a debrief that goes on, the candidacy comes back."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import SET_NULL
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from hiring import emails
from hiring.models import UNDO_WITHIN, Candidacy, CandidacyState, GateDecision, Interview, Stage, StageDecision

from .appointments import DoubleBooked, refuse_double_booking
from .bookings import keep_bookings
from .gates import LEADS_TO, NotFromHere, ReasonMissing, coming_interviews, write_decision
from .locks import lock_candidacy, lock_people

TIME_GIVEN_AWAY = (
    "Somebody has no time for it any more: it was called off, and the time was given away. Plan a new one."
)


class TooLateToUndo(Refused):
    """The hour is over, or it was undone already."""

    message = "A decision can be undone for an hour. Decide again instead."


class BuiltUpon(Refused):
    """Something rests on this decision."""

    message = "Something was built on this decision since, so it stays. Decide again instead."


class DecidedInDebrief(Refused):
    """The debrief moved the candidacy, with more than this."""

    message = "The debrief decided this. It is undone, or taken up again, on the debrief's own page."


@transaction.atomic
def undo_decision(*, decision: StageDecision, by: User) -> StageDecision:
    """Put ``decision``'s candidacy back where it was, with the interviews that it called off and whose time is free.

    Raises ``TooLateToUndo``, ``BuiltUpon`` and, for what a debrief did, ``DecidedInDebrief``.
    """
    lock_candidacy(decision.candidacy)
    if decision.decision == GateDecision.REOPEN or decision.debrief_decisions.exists():
        raise DecidedInDebrief
    return _undo(decision, by)


@transaction.atomic
def undo_together(*, candidacy: Candidacy, decisions: Iterable[StageDecision], by: User) -> None:
    """Put ``candidacy`` back to before the first of its ``decisions``: all of them, or none. Raises as undoing one."""
    lock_candidacy(candidacy)
    for decision in sorted(decisions, key=lambda made: -made.pk):
        decision.candidacy = candidacy
        _undo(decision, by)


def _undo(decision: StageDecision, by: User) -> StageDecision:
    candidacy = decision.candidacy
    decision.refresh_from_db(fields=["undone_at", "undone_by"])
    if decision.undone_at or timezone.now() > decision.at + UNDO_WITHIN:
        raise TooLateToUndo
    if candidacy.stage_decisions.in_force().filter(pk__gt=decision.pk).exists() or _is_built_upon(decision):
        raise BuiltUpon
    decision.undone_at, decision.undone_by = timezone.now(), by
    decision.save(update_fields=["undone_at", "undone_by"])
    earlier = list(candidacy.stage_decisions.in_force().order_by("pk"))
    was_running = candidacy.is_running
    candidacy.stage = decision.stage
    candidacy.stage_entered_at = max(
        (past.at for past in earlier if past.to_stage_id == decision.stage_id), default=candidacy.created_at
    )
    candidacy.state, candidacy.ended_at = _state_after(earlier), None
    candidacy.save(update_fields=["stage", "stage_entered_at", "state", "ended_at"])
    if not was_running:
        _call_again(candidacy, by)
    audit.record("decision.undone", by=by, obj=candidacy, scope=candidacy.uid, decision=decision.decision)
    return decision


@transaction.atomic
def reopen_candidacy(*, candidacy: Candidacy, stage: Stage, reason: str, by: User) -> StageDecision | None:
    """Bring ``candidacy`` back to ``stage``, active, since its debrief goes on; None if it stands so already.

    Coming interviews that were called off take place again, if their time is still free. Raises ``ReasonMissing``, and
    ``NotFromHere`` for one that the candidate withdrew.
    """
    if not reason.strip():
        raise ReasonMissing
    lock_candidacy(candidacy)
    if candidacy.state == CandidacyState.WITHDRAWN:
        raise NotFromHere
    if candidacy.state == CandidacyState.ACTIVE and candidacy.stage_id == stage.pk:
        return None
    was_running = candidacy.is_running
    decision = write_decision(candidacy, GateDecision.REOPEN, reason, by, to_stage=stage)
    candidacy.stage, candidacy.stage_entered_at = stage, decision.at
    candidacy.state, candidacy.ended_at = CandidacyState.ACTIVE, None
    candidacy.save(update_fields=["stage", "stage_entered_at", "state", "ended_at"])
    if not was_running:
        _call_again(candidacy, by)
    return decision


@transaction.atomic
def take_back_candidacy(*, candidacy: Candidacy, by: User) -> None:
    """Remove a candidacy that nothing has happened to since the candidate entered. Raises ``BuiltUpon``."""
    lock_candidacy(candidacy)
    for relation in Candidacy._meta.related_objects:
        if relation.on_delete is SET_NULL:
            continue
        if relation.related_model._base_manager.filter(**{relation.field.name: candidacy.pk}).exists():
            raise BuiltUpon
    audit.record("candidacy.taken_back", by=by, obj=candidacy, scope=candidacy.uid, role=candidacy.role.uid)
    candidacy.delete()


def _state_after(decisions: list[StageDecision]) -> str:
    states = [LEADS_TO[GateDecision(past.decision)] for past in decisions if past.decision in LEADS_TO]
    return states[-1] if states else CandidacyState.ACTIVE


def _is_built_upon(decision: StageDecision) -> bool:
    candidacy = decision.candidacy
    planned = candidacy.interviews.filter(stage=decision.to_stage, created_at__gte=decision.at).exists()
    debriefed = candidacy.debriefs.filter(created_at__gte=decision.at).exists()
    return decision.decision == GateDecision.ADVANCE and (planned or debriefed)


def _call_again(candidacy: Candidacy, by: User) -> None:
    """Let coming interviews take place again, whose time is still free.

    Everybody has been told that they are called off, so one that would double book somebody by now stays so: its page
    says why. What has begun, or was scored already, stands whatever else its people do.
    """
    coming = coming_interviews(candidacy)
    panels = {interview: _panel(interview) for interview in coming}
    lock_people(candidacy, [user for panel in panels.values() for user in panel])
    free = []
    for interview in coming:
        interview.candidacy = candidacy
        try:
            refuse_double_booking(interview=interview, users=panels[interview], by=by)
        except DoubleBooked:
            if _gives_way(interview):
                _leave_called_off(interview, by)
                continue
        else:
            free.append(interview)
        interview.sequence += 1
        interview.save(update_fields=["sequence"])
        emails.interview_changed(interview)
    keep_bookings(candidacy, checked=free, by=by)


def _panel(interview: Interview) -> list[User]:
    return [panelist.user for panelist in interview.panelists.active().select_related("user").order_by("user")]


def _gives_way(interview: Interview) -> bool:
    return interview.starts_at > timezone.now() and not interview.panelists.rating().sealed().exists()


def _leave_called_off(interview: Interview, by: User) -> None:
    interview.cancelled_at, interview.cancelled_reason = timezone.now(), TIME_GIVEN_AWAY
    interview.save(update_fields=["cancelled_at", "cancelled_reason"])
    audit.record("interview.cancelled", by=by, obj=interview, scope=interview.candidacy.uid)
