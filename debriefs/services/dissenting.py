"""Dissent: everybody writes their own, and changes it until the decision takes it along."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused

from ..models import Debrief, Decision, Dissent
from ..visibility import room
from .refusals import NotInTheRoom, lock_debrief, refuse_unless_in_session
from .summarising import facts_changed

LONGEST_DISSENT = 5_000


class DissentTooLong(Refused):
    message = f"{LONGEST_DISSENT:,} characters fit. Shorten it; your words are kept here."
    field = "text"


@transaction.atomic
def record_dissent(*, debrief: Debrief, text: str, by: User) -> Dissent | None:
    """Store ``by``'s own dissent in an open debrief; without words it is taken back, and None is returned.

    Raises ``NotOpened``, ``DebriefClosed``, ``NotInTheRoom`` and ``DissentTooLong``.
    """
    debrief = lock_debrief(debrief)
    refuse_unless_in_session(debrief)
    if not room(by, debrief.candidacy).takes_part:
        raise NotInTheRoom
    words = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(words) > LONGEST_DISSENT:
        raise DissentTooLong
    own = debrief.dissents.standing().filter(by=by).first()
    if (own is None and not words) or (own is not None and own.text == words):
        return own
    if own is not None and not words:
        own.delete()
        facts_changed(debrief=debrief, by=by)
        audit.record("debrief.dissent_taken_back", by=by, obj=debrief, scope=debrief.candidacy.uid)
        return None
    own = own or Dissent(debrief=debrief, by=by)
    own.text, own.written_at = words, timezone.now()
    own.save()
    facts_changed(debrief=debrief, by=by)
    audit.record("debrief.dissented", by=by, obj=debrief, scope=debrief.candidacy.uid)
    return own


def take_dissents_along(decision: Decision) -> None:
    """Make what stands in the debrief part of ``decision``; it does not change any more."""
    decision.debrief.dissents.standing().update(decision=decision)


def bring_dissents_back(decision: Decision) -> None:
    """Let what ``decision`` took along stand again, for its authors to change; the decision keeps its own."""
    kept = decision.dissents.order_by("pk")
    Dissent.objects.bulk_create(
        Dissent(debrief=decision.debrief, by_id=one.by_id, text=one.text, written_at=one.written_at) for one in kept
    )
