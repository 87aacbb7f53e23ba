"""Taking a reference: started, saved as it is typed, finished once."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.autosave import Saved

from ..models import Consent, ConsentOf, Referee, RefereeLink, ReferenceCheck
from ..queries import reference_stage, stage_of
from .locks import hold_for, lock_referee, refuse_contact
from .refusals import (
    AlreadyFinished,
    NoReferenceQuestions,
    NotReadyToFinish,
    NotSubmitted,
    NotYourCall,
    WaitsForReferee,
)
from .saving import store_changes


@transaction.atomic
def start_check(*, referee: Referee, by: User) -> ReferenceCheck:
    """Return the referee's check, a new one the first time.

    Raises ``NotYourCall``, ``WaitsForReferee``, ``NotRunning``, ``NoConsent``, ``Declined`` and
    ``NoReferenceQuestions``.
    """
    held = hold_for(referee, by=by, permission="references.start_check")
    found = ReferenceCheck.objects.filter(referee=held).first()
    if found is not None and (not found.by_link or found.submitted_at):
        return found
    if RefereeLink.objects.waiting().filter(referee=held).exists():
        raise WaitsForReferee
    refuse_contact(held)
    stage = reference_stage(held.candidacy)
    if stage is None:
        raise NoReferenceQuestions
    check = ReferenceCheck.objects.create(referee=held, taken_by=by, guide_stage=stage)
    audit.record("reference.started", by=by, obj=check, scope=held.candidacy.uid)
    return check


@transaction.atomic
def save_check(*, check: ReferenceCheck, changes: Any, base_revision: int, client_id: str, seq: int, by: User) -> Saved:
    """Store what was typed (``changes.Changes``), or nothing at all; what is not named stays as it is.

    ``base_revision`` is the revision that the page knew, ``client_id`` names the browser tab, ``seq`` grows with each
    of its saves. Raises ``NotYourCall``, ``AlreadyFinished``, ``NotSubmitted``, ``Conflict`` and ``InvalidChanges``.
    Not audited: the trail records acts, not keystrokes.
    """
    return store_changes(
        _hold(check, by), changes, base_revision=base_revision, client_id=client_id, seq=seq, by_referee=False
    )


@transaction.atomic
def finish_check(*, check: ReferenceCheck, by: User) -> ReferenceCheck:
    """Close the check for changes: the referee agreed, every criterion has a level, and level 0 a reason.

    Raises ``NotYourCall``, ``AlreadyFinished``, ``NotSubmitted`` and ``NotReadyToFinish``.
    """
    stored = _hold(check, by)
    missing = _missing(stored)
    if missing:
        raise NotReadyToFinish(missing)
    stored.finished_at = timezone.now()
    stored.save(update_fields=["finished_at"])
    audit.record("reference.finished", by=by, obj=stored, scope=stored.referee.candidacy.uid)
    return stored


def _hold(check: ReferenceCheck, by: User) -> ReferenceCheck:
    """The check as it is now, held by its referee's lock, open and written on by somebody who may."""
    referee = lock_referee(check.referee)
    stored = ReferenceCheck.objects.filter(referee=referee).first()
    if stored is None or stored.pk != check.pk or not by.has_perm("references.write_check", stored):
        raise NotYourCall
    stored.referee = referee
    if stored.is_finished:
        raise AlreadyFinished
    if stored.by_link and not stored.submitted_at:
        raise NotSubmitted
    return stored


def _missing(check: ReferenceCheck) -> dict[str, str]:
    missing = {}
    if not Consent.objects.in_force().filter(referee=check.referee, of=ConsentOf.REFEREE).exists():
        missing["consent"] = "Note that the referee agrees to what they say being written down."
    ratings = {rating.criterion_id: rating for rating in check.ratings.all()}
    for placement in stage_of(check).placements.all():
        criterion, rating = placement.criterion, ratings.get(placement.criterion_id)
        if rating is None or rating.level is None:
            missing[f"ratings.{criterion.uid}.level"] = "Choose a level; 0 if you learned too little to rate this."
        elif rating.level == 0 and not rating.evidence.strip():
            missing[f"ratings.{criterion.uid}.evidence"] = "Write why this could not be rated."
    return missing
