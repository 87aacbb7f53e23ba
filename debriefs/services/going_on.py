"""A debrief that goes on after a decision: the decision is set aside and kept."""

from django.utils import timezone

from accounts.models import User
from scorecards.services import end_guests, resume_reveal

from ..models import Decision
from .dissenting import bring_dissents_back
from .summarising import facts_changed


def go_on(decision: Decision, how: str, reason: str, by: User) -> None:
    """Set ``decision`` aside and open its debrief again.

    Until it took effect its reveal was open and stays so; after that one of its own reveals nothing new.
    """
    debrief = decision.debrief
    decision.set_aside_at, decision.set_aside_by = timezone.now(), by
    decision.set_aside_as, decision.set_aside_reason = how, reason
    decision.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_as", "set_aside_reason"])
    bring_dissents_back(decision)
    end_guests(candidacy=debrief.candidacy)
    debrief.closed_at = None
    if decision.effective_at:
        debrief.reveal = resume_reveal(candidacy=debrief.candidacy, by=by, reason=reason or "The decision was undone.")
    debrief.save(update_fields=["closed_at", "reveal"])
    facts_changed(debrief=debrief, by=by)
