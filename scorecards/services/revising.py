"""Changing one's mind after sealing: beside the sealed values, never over them."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.audit import record
from core.autosave import InvalidChanges
from core.errors import Refused
from hiring.models import Candidacy
from question_bank.models import Criterion

from ..models import Revision, Scorecard
from .refusals import NothingToRevise, NotYours

LONGEST_REASON = 20_000


@transaction.atomic
def revise(
    *,
    scorecard: Scorecard,
    reason: str,
    by: User,
    recommendation: int | None = None,
    criterion: Criterion | None = None,
    level: int | None = None,
) -> Revision:
    """Add a revision to ``by``'s own sealed scorecard: a new recommendation (1-4), or a level (0-4) on one criterion.

    It is marked as made before or after a debrief revealed the scorecard. Raises ``NotYours``, ``NothingToRevise``,
    ``InvalidChanges`` and ``Refused`` for a draft.
    """
    candidacy = Candidacy.objects.select_for_update(of=("self",)).get(interviews__panelists__scorecard=scorecard.pk)
    stored = Scorecard.objects.select_related("panelist").get(pk=scorecard.pk)
    if stored.panelist.user_id != by.pk:
        raise NotYours
    if not stored.is_sealed:
        raise Refused("This scorecard is a draft: change it directly, and seal it when it is done.")
    if (recommendation is None) == (criterion is None or level is None):
        raise NothingToRevise
    _check(stored, reason.strip(), recommendation, criterion, level)
    revision = Revision.objects.create(
        scorecard=stored,
        criterion=criterion if recommendation is None else None,
        level=level if recommendation is None else None,
        recommendation=recommendation,
        reason=reason.strip(),
        after_reveal=Candidacy.objects.filter(pk=candidacy.pk).revealing(stored.sealed_at).exists(),
        by=by,
        at=timezone.now(),
    )
    record("scorecard.revised", by=by, obj=stored, scope=candidacy.uid, after_reveal=revision.after_reveal)
    return revision


def _check(
    scorecard: Scorecard, reason: str, recommendation: int | None, criterion: Criterion | None, level: int | None
) -> None:
    errors = {}
    if not reason:
        errors["reason"] = "Give the reason for the change."
    if len(reason) > LONGEST_REASON:
        errors["reason"] = f"The reason is {len(reason):,} characters long; {LONGEST_REASON:,} fit."
    if recommendation is not None and recommendation not in range(1, 5):
        errors["recommendation"] = "Choose one of the four recommendations."
    if criterion is not None:
        if not criterion.placements.filter(stage=scorecard.guide_stage_id).exists():
            errors["criterion"] = "This criterion is not on this scorecard."
        if level not in range(5):
            errors["level"] = "A level is 0, 1, 2, 3 or 4."
    if errors:
        raise InvalidChanges(errors)
