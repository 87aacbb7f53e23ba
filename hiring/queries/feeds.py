"""What a person's calendar program reads by their secret address."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from accounts.tokens import hash_token
from hiring.models import CalendarFeed, Interview, Panelist

from .names import hide_names

BACK, AHEAD = timedelta(days=30), timedelta(days=365)


def feed_owner(token: str) -> User | None:
    """Return whose address ends in ``token``; ``None`` for one that is unknown or has ended. One query."""
    feed = CalendarFeed.objects.in_force().select_related("user").filter(token_hash=hash_token(token)).first()
    return feed.user if feed else None


def feed_interviews(user: User) -> list[Interview]:
    """Return the interviews that ``user`` sits on, from a month back to a year ahead, by start.

    Without those that were cancelled or called off. Names that the person must not learn yet are hidden. At most two
    queries.
    """
    now = timezone.now()
    own = Panelist.objects.active().taking_place().filter(user=user)
    rows = Interview.objects.visible_to(user).filter(pk__in=own.values("interview"))
    rows = rows.overlapping(now - BACK, now + AHEAD).select_related("stage", "candidacy__candidate", "candidacy__role")
    return hide_names(rows.order_by("starts_at", "pk"), user)
