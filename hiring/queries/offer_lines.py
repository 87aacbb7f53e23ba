"""What offered times put on the first page of whoever offered them."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.todo import Label, Todo
from hiring.models import CandidacyState, Interview, Offer, OfferState, Seat, SeatKind


def unsettled_offers(user: User) -> QuerySet[Offer]:
    """Return the offers that stand on Today for ``user``: theirs, and those of roles that they recruit for.

    They wait for the candidate, were declined or ran out, and neither another offer nor an interview followed.
    """
    recruits = Seat.objects.filter(role=OuterRef("candidacy__role"), user=user, kind=SeatKind.RECRUITER)
    later = Offer.objects.filter(candidacy=OuterRef("candidacy"), stage=OuterRef("stage"), pk__gt=OuterRef("pk"))
    planned = Interview.objects.filter(candidacy=OuterRef("candidacy"), stage=OuterRef("stage"), cancelled_at=None)
    return Offer.objects.visible_to(user).filter(
        Q(created_by=user) | Exists(recruits),
        ~Exists(later.exclude(state=OfferState.WITHDRAWN)),
        ~Exists(planned),
        stage=F("candidacy__stage"),
        state__in=[OfferState.OPEN, OfferState.DECLINED],
        candidacy__state=CandidacyState.ACTIVE,
    )


def offer_lines(user: User) -> list[Todo]:
    """Return a line for each of them. One query."""
    rows = unsettled_offers(user).select_related("stage", "candidacy__candidate", "candidacy__role").order_by("pk")
    return [_line(offer) for offer in rows]


def _line(offer: Offer) -> Todo:
    what = f"{offer.stage.name} · {offer.candidacy.candidate.name}"
    role, url = offer.candidacy.role.title, reverse("candidacy_detail", args=[offer.candidacy.uid])
    if offer.was_declined:
        return Todo(Label.DUE, offer.answered_at, what, f"declined the offered times · {role}", "Look", url)
    if offer.has_expired:
        return Todo(Label.DUE, offer.expires_at, what, f"chose no time before the link ended · {role}", "Look", url)
    if offer.none_suits_at:
        return Todo(Label.DUE, offer.none_suits_at, what, f"none of the times suits · {role}", "Look", url)
    until = timezone.localtime(offer.expires_at)
    words = f"may choose a time until {until:%a} {until.day} {until:%b} · {role}"
    return Todo(Label.LATER, offer.expires_at, what, words, "Look", url)
