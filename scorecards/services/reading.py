"""The reveal, and the record of who was shown whose scorecard."""

from collections.abc import Iterable
from contextlib import suppress

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from core.audit import record, record_each
from hiring.models import Candidacy, Panelist

from ..models import Exposure, Reveal, Scorecard
from .guests import end_guests
from .refusals import AlreadyRevealed, StillOwed


def record_reading(*, user: User, scorecards: Iterable[Scorecard], via: str) -> None:
    """Note that ``user`` is being shown these scorecards, the first time for each; their own do not count.

    Call it before answering with any page, fragment, document or export that shows others' scorecards or anything
    computed from them. ``via`` names the place in a word or two. One query when nothing is new, none when the
    scorecards say so themselves (``is_recorded``, as read for the same user); the audit trail has one
    ``scorecard.read`` for each first time, also when two pages are opened at once.
    """
    cards = [card.pk for card in scorecards if not getattr(card, "is_recorded", False)]
    while places := _unseen(user, cards):
        with suppress(IntegrityError), transaction.atomic():
            _expose(user, places, via)
            return
        # Another page of theirs was quicker with one of these: look again.


def _unseen(user: User, cards: list[int]) -> list[Panelist]:
    owners = Panelist.objects.filter(scorecard__in=cards).exclude(user=user)
    seen = Exposure.objects.filter(user=user, scorecard__in=cards).values("scorecard")
    new = owners.exclude(scorecard__in=seen).select_related("scorecard", "interview__candidacy")
    return list(new.order_by("pk"))


def _expose(user: User, places: list[Panelist], via: str) -> None:
    now = timezone.now()
    Exposure.objects.bulk_create(
        Exposure(user=user, scorecard=place.scorecard, candidacy=place.interview.candidacy, at=now, via=via)
        for place in places
    )
    scopes = {place.scorecard: place.interview.candidacy.uid for place in places}
    record_each("scorecard.read", by=user, objs=scopes, scope=scopes.__getitem__, via=via.replace(" ", "_"))


@transaction.atomic
def reveal_candidacy(*, candidacy: Candidacy, by: User, override_reason: str = "") -> Reveal:
    """Reveal the sealed scorecards of ``candidacy`` to its panel; each debrief calls this when it opens.

    Locks the candidacy first, as sealing does. Raises ``StillOwed`` when somebody owes a scorecard and no reason is
    given, ``AlreadyRevealed`` while an earlier reveal has not closed.
    """
    Candidacy.objects.select_for_update().get(pk=candidacy.pk)
    if Reveal.objects.filter(candidacy=candidacy, closed_at=None).exists():
        raise AlreadyRevealed
    owed = Panelist.objects.rating().owing().filter(interview__candidacy=candidacy).exists()
    if owed and not override_reason.strip():
        raise StillOwed
    reveal = Reveal.objects.create(
        candidacy=candidacy, at=timezone.now(), by=by, override_reason=override_reason.strip() if owed else ""
    )
    record("candidacy.revealed", by=by, obj=candidacy, scope=candidacy.uid, overridden=owed)
    return reveal


@transaction.atomic
def close_reveal(*, candidacy: Candidacy) -> Reveal:
    """Mark the debrief of ``candidacy`` as closed: who left its panel may read from now on, and what is sealed from
    now on waits for the next debrief. Nobody reads along any more. Twice does no harm.

    System work of closing a debrief, audited there. Raises ``Reveal.DoesNotExist`` when nothing was revealed.
    """
    Candidacy.objects.select_for_update().get(pk=candidacy.pk)
    Reveal.objects.filter(candidacy=candidacy, closed_at=None).update(closed_at=timezone.now())
    end_guests(candidacy=candidacy)
    return Reveal.objects.filter(candidacy=candidacy).latest("at", "pk")


@transaction.atomic
def resume_reveal(*, candidacy: Candidacy, by: User, reason: str) -> Reveal:
    """Take the last debrief of ``candidacy`` up again: in session, and nothing is revealed that was not.

    What was sealed since it closed waits for a debrief of its own; so then does what is sealed from now on, since
    nobody could tell the two apart. Otherwise the reveal goes on as one that never closed. Whoever owes and seals from
    here on is marked late, as after an early opening, so ``reason`` is kept with the reveal. Part of reopening a
    debrief, audited there. Raises ``AlreadyRevealed``.
    """
    Candidacy.objects.select_for_update().get(pk=candidacy.pk)
    if Reveal.objects.filter(candidacy=candidacy, closed_at=None).exists():
        raise AlreadyRevealed
    last = Reveal.objects.filter(candidacy=candidacy).latest("at", "pk")
    reached = last.sealed_until or last.closed_at
    since = Scorecard.objects.sealed().filter(panelist__interview__candidacy=candidacy, sealed_at__gt=reached)
    owed = Panelist.objects.rating().owing().filter(interview__candidacy=candidacy).exists()
    return Reveal.objects.create(
        candidacy=candidacy,
        at=timezone.now(),
        by=by,
        override_reason=reason.strip() if owed else "",
        sealed_until=reached if since.exists() else None,
    )
