"""Sealing a scorecard: everything rated, written once, marked with what its author had been shown."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from accounts.models import User
from core.audit import record
from core.jobs import enqueue
from hiring.models import Candidacy, Panelist, Seat, SeatKind
from question_bank.models import StageCriterion

from ..models import Exposure, Guest, Independence, Scorecard
from .refusals import AlreadySealed, NotOnPanel, NotReadyToSeal, NotYours


@transaction.atomic
def seal_scorecard(*, scorecard: Scorecard, by: User) -> Scorecard:
    """Seal ``by``'s own scorecard and return it; sealing it again returns the same one and changes nothing.

    The candidacy is locked first, as the reveal does, so that the two happen one after the other: whoever comes after
    a reveal during their time on the panel is marked late, and whoever had been shown another scorecard of this
    candidacy is marked not independent, with the time.

    The recruiters are told by a job: how long sealing takes must not depend on what they may know by now.

    Raises ``NotYours``, ``NotOnPanel``, and ``NotReadyToSeal`` naming what is missing.
    """
    Candidacy.objects.select_for_update(of=("self",)).get(interviews__panelists__scorecard=scorecard.pk)
    stored = (
        Scorecard.objects.select_for_update(of=("self",))
        .select_related("guide_stage", "panelist__interview__candidacy")
        .get(pk=scorecard.pk)
    )
    panelist = stored.panelist
    candidacy = panelist.interview.candidacy
    if panelist.user_id != by.pk:
        raise NotYours
    if stored.is_sealed:
        return stored
    if panelist.left_at or panelist.recused_at or panelist.interview.cancelled_at:
        raise NotOnPanel
    if not candidacy.is_running:
        raise NotOnPanel("This candidacy has ended, so no scorecard is owed any more. Your notes are kept.")
    if missing := missing_before_sealing(stored):
        raise NotReadyToSeal(missing)
    independence, exposed_at = _independence(candidacy, by)
    sealed = Scorecard.objects.filter(pk=stored.pk, revision=stored.revision, sealed_at=None).update(
        sealed_at=timezone.now(), independence=independence, exposed_at=exposed_at
    )
    if not sealed:
        raise AlreadySealed
    record("scorecard.sealed", by=by, obj=stored, scope=candidacy.uid, independence=independence)
    stored.refresh_from_db(fields=["sealed_at", "independence", "exposed_at"])
    enqueue("scorecards.tell_recruiters", scorecard_id=stored.pk)
    return stored


def missing_before_sealing(scorecard: Scorecard) -> dict[str, str]:
    """What still keeps ``scorecard`` from being sealed: field path → sentence, in the page's order. Two queries."""
    stage = scorecard.guide_stage
    ratings = {rating.criterion_id: rating for rating in scorecard.ratings.all()}
    missing = {}
    for placement in StageCriterion.objects.filter(stage=stage).select_related("criterion").order_by("position"):
        criterion = placement.criterion
        rating = ratings.get(placement.criterion_id)
        if rating is None or rating.level is None:
            missing[f"ratings.{criterion.uid}.level"] = f"{criterion.name}: choose a level."
        elif rating.level == 0 and not rating.evidence.strip():
            missing[f"ratings.{criterion.uid}.evidence"] = f"{criterion.name}: say why it could not be rated."
    if stage.asks_recommendation and scorecard.recommendation is None:
        missing["recommendation"] = "Give your recommendation."
    return missing


def _independence(candidacy: Candidacy, author: User) -> tuple[str, datetime | None]:
    shown = Exposure.objects.filter(user=author, candidacy=candidacy).exclude(scorecard__panelist__user=author)
    first = shown.order_by("at").values_list("at", flat=True).first()
    if first is not None:
        return Independence.NOT_INDEPENDENT, first
    if _may_have_heard(candidacy, author):
        return Independence.LATE, None
    return Independence.INDEPENDENT, None


def _may_have_heard(candidacy: Candidacy, author: User) -> bool:
    """Whether a debrief was in session while ``author`` had a place here, or ever if they decide or were its guest."""
    if Guest.objects.filter(user=author, reveal__candidacy=candidacy).exists():
        return True
    places = Panelist.objects.scoring().filter(user=author, interview__candidacy=OuterRef("pk"))
    first = Subquery(places.order_by("joined_at").values("joined_at")[:1])
    seat = Seat.objects.filter(role=OuterRef("role"), user=author, kind__in=SeatKind.deciders())
    here = Candidacy.objects.filter(pk=candidacy.pk)
    return here.filter(Exists(seat), reveals__isnull=False).exists() or here.in_session_since(first).exists()
