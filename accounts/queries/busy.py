"""When people are busy elsewhere: that, and nothing of what it is."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import BusyCalendar, BusyTime, User
from core.intervals import union

SHOWN = timedelta(weeks=4)
Interval = tuple[datetime, datetime]


def busy_times(users: Iterable[User], starts_at: datetime, ends_at: datetime) -> dict[int, list[Interval]]:
    """Return by the key of each of ``users`` when they are busy between two instants, as their calendars say.

    In order, and of several calendars as one: no two times touch, and none reaches past the two instants. One query.
    """
    found: dict[int, list[Interval]] = {user.pk: [] for user in users}
    rows = BusyTime.objects.filter(user__in=list(found), starts_at__lt=ends_at, ends_at__gt=starts_at)
    for pk, start, end in rows.values_list("user", "starts_at", "ends_at"):
        found[pk].append((max(start, starts_at), min(end, ends_at)))
    return {pk: union(times) for pk, times in found.items()}


def calendars_of(user: User) -> QuerySet:
    """Return a person's calendars for their own page, each with ``soon``: how many busy times it has in four weeks."""
    now = timezone.now()
    soon = Count("times", filter=Q(times__ends_at__gt=now, times__starts_at__lt=now + SHOWN))
    return BusyCalendar.objects.of(user).annotate(soon=soon).order_by("created_at", "pk")
