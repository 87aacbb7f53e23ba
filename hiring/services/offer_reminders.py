"""What the worker does by the clock about offered times. Running late or twice writes nothing twice."""

from datetime import UTC, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import outbox
from hiring import offer_emails
from hiring.models import Offer
from hiring.models.offer import OfferQuerySet

from .locks import lock_candidacy
from .offer_links import fresh_offer_link

AHEAD = timedelta(days=1)
# Whoever got the link less than this ago needs no reminder yet.
JUST_SENT = timedelta(hours=12)
NEEDS_KEPT = timedelta(days=30)


def remind_of_offers() -> int:
    """Remind candidates, once for each link, who have not answered and whose time to do so ends; return how many."""
    now = timezone.now()
    rows = _unanswered().filter(expires_at__lte=now + AHEAD, sent_at__lte=now - JUST_SENT)
    due = {_key(offer): offer for offer in rows.select_related("candidacy").order_by("pk")}
    return sum(_remind(due[key]) for key in sorted(outbox.unwritten(due)))


def forget_needs() -> int:
    """Erase what candidates asked for and wrote, some time after the interview or the link is over; return of how many.

    It may speak of their health.
    """
    until = timezone.now() - NEEDS_KEPT
    over = Q(interview__ends_at__lt=until) | Q(interview=None, expires_at__lt=until)
    said = ~Q(needs="") | ~Q(answer_words="")
    ids = list(Offer.objects.filter(over & said).values_list("pk", flat=True))
    return Offer.objects.filter(pk__in=ids).update(needs="", answer_words="")


@transaction.atomic
def _remind(offer: Offer) -> int:
    lock_candidacy(offer.candidacy)
    rows = _unanswered().select_related("stage", "created_by", "candidacy__candidate", "candidacy__role")
    now = rows.filter(pk=offer.pk).first()
    if now is None or _key(now) != _key(offer) or not outbox.unwritten([_key(now)]):
        return 0
    offer_emails.offer_ends_soon(now, token=fresh_offer_link(now), dedupe_key=_key(now))
    return 1


def _unanswered() -> OfferQuerySet:
    """Whoever said that none of the times suits waits for an answer themselves."""
    return Offer.objects.waiting().filter(none_suits_at=None)


def _key(offer: Offer) -> str:
    return f"offer-ends:{offer.uid}:{offer.expires_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
