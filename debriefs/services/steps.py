"""Ticking off what follows from a debrief."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit

from ..models import NextStep
from ..visibility import room
from .refusals import NotInTheRoom, lock_debrief
from .summarising import facts_changed


class NotYourStep(NotInTheRoom):
    message = "Only its owner, or who decides on the role, ticks off a next step."


@transaction.atomic
def tick_next_step(*, step: NextStep, by: User) -> NextStep:
    """Note that ``step`` is done. One that is done already stays as it is. Raises ``NotYourStep``."""
    return _mark(step, timezone.now(), by)


@transaction.atomic
def untick_next_step(*, step: NextStep, by: User) -> NextStep:
    """Take a tick back. One that is not done stays as it is. Raises ``NotYourStep``."""
    return _mark(step, None, by)


def _mark(step: NextStep, done_at: datetime | None, by: User) -> NextStep:
    debrief = lock_debrief(step.debrief)
    around = room(by, debrief.candidacy)
    if not around.takes_part or not (around.decides or step.owner_id == by.pk):
        raise NotYourStep
    step.refresh_from_db(fields=["done_at"])
    if bool(step.done_at) == bool(done_at):
        return step
    step.done_at = done_at
    step.save(update_fields=["done_at"])
    verb = "next_step.ticked" if done_at else "next_step.unticked"
    facts_changed(debrief=debrief, by=by)
    audit.record(verb, by=by, obj=step, scope=debrief.candidacy.uid)
    return step
