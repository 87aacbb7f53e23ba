"""Calls that were tried."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit

from ..models import Attempt, AttemptOutcome, Referee
from .locks import hold_for, refuse_contact
from .refusals import BadTime

FARTHEST = timedelta(days=90)


@transaction.atomic
def log_attempt(*, referee: Referee, outcome: str, by: User, call_again_at: datetime | None = None) -> Attempt:
    """Note a call: ``reached`` (it begins now), ``not_reached``, or ``call_again`` at an aware time.

    Raises ``NotYourCall``, ``NotRunning``, ``NoConsent``, ``Declined`` and ``BadTime``.
    """
    held = hold_for(referee, by=by, permission="references.start_check")
    refuse_contact(held)
    wanted = AttemptOutcome(outcome)
    now = timezone.now()
    if wanted != AttemptOutcome.CALL_AGAIN:
        call_again_at = None
    elif call_again_at is None or not now < call_again_at <= now + FARTHEST:
        raise BadTime
    attempt = Attempt.objects.create(referee=held, outcome=wanted, call_again_at=call_again_at, by=by)
    audit.record("reference.call_tried", by=by, obj=held, scope=held.candidacy.uid, outcome=wanted)
    return attempt
