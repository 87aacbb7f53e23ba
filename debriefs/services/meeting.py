"""Preparing a debrief and opening it: the reveal."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from hiring.models import Candidacy, Seat, SeatKind
from scorecards.services import reveal_candidacy

from .. import emails
from ..models import Debrief, Decision, Meeting, Step
from ..visibility import Room, room
from .conducting import place, tell
from .listening import let_listeners_in
from .refusals import CandidacyEnded, DebriefClosed, NotInTheRoom, lock_candidacy, lock_debrief


class AlreadyPrepared(Refused):
    message = "A debrief on this candidate is prepared already."


class DecisionWaits(Refused):
    message = "A decision on this candidate waits for approval. Another debrief can follow once it has taken effect."


class FacilitatorDoesNotDecide(Refused):
    message = "Choose a hiring manager or a recruiter of this role."
    field = "facilitator"


class AlreadyOpened(Refused):
    message = "This debrief is open already."


class OwnScorecardOwed(Refused):
    message = "You owe a scorecard on this candidate. Seal it first, then open the debrief."


class ScorecardsOwed(Refused):
    message = "Scorecards are still owed. Wait for them, or write why the debrief has to open now."
    field = "override_reason"


class NobodyScored(Refused):
    message = "No scorecard has been sealed yet, so there is nothing to talk about."


@transaction.atomic
def prepare_debrief(*, candidacy: Candidacy, facilitator: User, scheduled_at: datetime | None, by: User) -> Debrief:
    """Plan the debrief of ``candidacy``, led by ``facilitator``, at ``scheduled_at`` (aware; None when open).

    Possible at any time while the candidacy runs. Raises ``CandidacyEnded``, ``AlreadyPrepared``,
    ``DecisionWaits`` and ``FacilitatorDoesNotDecide``.
    """
    candidacy = lock_candidacy(candidacy)
    if not candidacy.is_running:
        raise CandidacyEnded
    if candidacy.debriefs.filter(closed_at=None).exists():
        raise AlreadyPrepared
    if Decision.objects.in_force().filter(debrief__candidacy=candidacy, effective_at=None).exists():
        raise DecisionWaits
    _check_facilitator(candidacy, facilitator)
    debrief = Debrief.objects.create(candidacy=candidacy, facilitator=facilitator, scheduled_at=scheduled_at)
    Meeting.objects.create(debrief=debrief)
    audit.record("debrief.prepared", by=by, obj=debrief, scope=candidacy.uid, facilitator=facilitator.uid)
    return debrief


@transaction.atomic
def change_debrief(*, debrief: Debrief, facilitator: User, scheduled_at: datetime | None, by: User) -> Debrief:
    """Give an unclosed debrief another facilitator or time. Raises ``DebriefClosed``, ``FacilitatorDoesNotDecide``."""
    debrief = lock_debrief(debrief)
    if debrief.closed_at is not None:
        raise DebriefClosed
    _check_facilitator(debrief.candidacy, facilitator)
    debrief.facilitator, debrief.scheduled_at = facilitator, scheduled_at
    debrief.save(update_fields=["facilitator", "scheduled_at"])
    tell(debrief=debrief)
    audit.record("debrief.changed", by=by, obj=debrief, scope=debrief.candidacy.uid, facilitator=facilitator.uid)
    return debrief


@transaction.atomic
def open_debrief(*, debrief: Debrief, by: User, override_reason: str = "") -> Debrief:
    """Open the debrief and reveal the sealed scorecards to the panel.

    With scorecards still owed an ``override_reason`` is needed; it is kept, and everybody who rates is told by mail
    (no scores). A reason given without need is not kept. Raises ``CandidacyEnded``, ``AlreadyOpened``,
    ``OwnScorecardOwed``, ``NotInTheRoom``, ``NobodyScored`` and ``ScorecardsOwed``.
    """
    debrief = lock_debrief(debrief)
    candidacy = debrief.candidacy
    around = room(by, candidacy)
    _refuse_opening(debrief, around)
    overridden = bool(around.owing)
    if overridden and not override_reason.strip():
        raise ScorecardsOwed
    debrief.opened_at, debrief.opened_by = timezone.now(), by
    debrief.guide_version = candidacy.role.guide_version
    debrief.override_reason = override_reason.strip() if overridden else ""
    debrief.reveal = reveal_candidacy(candidacy=candidacy, by=by, override_reason=debrief.override_reason)
    debrief.save(update_fields=["opened_at", "opened_by", "guide_version", "override_reason", "reveal"])
    let_listeners_in(debrief, by)
    if overridden:
        for user in {place.panelist.user for place in around.places if place.state in {"owing", "sealed", "ended"}}:
            emails.opened_early(debrief, user)
    shown = Meeting.objects.filter(debrief=debrief).exclude(step="").exists()
    place(debrief=debrief, around=around, step=Step.EVIDENCE if shown else Step.REQUIREMENTS)
    audit.record("debrief.opened", by=by, obj=debrief, scope=candidacy.uid, overridden=overridden)
    return debrief


def _refuse_opening(debrief: Debrief, around: Room) -> None:
    if debrief.opened_at is not None:
        raise AlreadyOpened
    if not debrief.candidacy.is_running:
        raise CandidacyEnded
    if around.owes:
        raise OwnScorecardOwed
    if around.bound or not (around.manages or (around.decides and debrief.facilitator_id == around.user.pk)):
        raise NotInTheRoom("Only a hiring manager of this role, or who leads the debrief, can open it.")
    if not any(place.sealed_at for place in around.places):
        raise NobodyScored


def _check_facilitator(candidacy: Candidacy, facilitator: User) -> None:
    seats = Seat.objects.filter(role=candidacy.role_id, user=facilitator, kind__in=SeatKind.deciders())
    if not facilitator.is_active or not seats.exists():
        raise FacilitatorDoesNotDecide
