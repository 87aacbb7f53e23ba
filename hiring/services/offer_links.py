"""The secret links to offered times: who comes in by one, and when they end."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.tokens import hash_token, new_token
from core.errors import LinkEnded
from hiring.models import Candidacy, CandidacyState, Offer, OfferState, OfferToken, Stage

from .locks import lock_candidacy

# The link still shows what was chosen for a while after the interview; then it ends by itself.
READABLE_FOR = timedelta(days=30)


class OfferEnded(LinkEnded):
    """The link was replaced, has run out, or its offer was taken back. It is not told which."""

    message = "This link cannot be used any more. If you still expect to choose a time, answer the mail it came in."


def find_offer(*, token: str) -> Offer:
    """Return the offer behind a link, with its candidate, role, stage and interview. Raises ``OfferEnded``."""
    related = ("candidacy__candidate", "candidacy__role", "stage", "interview__stage", "created_by")
    rows = Offer.objects.select_related(*related).filter(candidacy__state__in=CandidacyState.running())
    offer = rows.exclude(state=OfferState.WITHDRAWN).filter(tokens__token_hash=hash_token(token)).first()
    if offer is None or _readable_until(offer) < timezone.now():
        raise OfferEnded
    return offer


def hold_offer(token: str) -> Offer:
    """The offer behind the link, with its candidacy locked: a second try waits and sees what the first did."""
    lock_candidacy(find_offer(token=token).candidacy)
    return find_offer(token=token)


def fresh_offer_link(offer: Offer) -> str:
    """Return the token of one more link to ``offer``."""
    token, hashed = new_token()
    OfferToken.objects.create(offer=offer, token_hash=hashed)
    return token


def end_offers(candidacy: Candidacy, stage: Stage) -> int:
    """End the open offers of times for ``stage``, with ``candidacy`` locked; return how many there were."""
    rows = Offer.objects.filter(candidacy=candidacy, stage=stage, state=OfferState.OPEN)
    return rows.update(state=OfferState.WITHDRAWN)


def _readable_until(offer: Offer) -> datetime:
    return offer.interview.ends_at + READABLE_FOR if offer.interview else offer.expires_at
