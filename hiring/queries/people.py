"""Whom to ask for a panel: seats first, with this week's load in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from accounts.models import User
from hiring.models import Candidacy, Interview, Panelist, Role, Seat, SeatKind, Stage


@dataclass
class Person:
    """Somebody who could sit on a panel. ``load`` is in words."""

    user: User
    seats: list[str]
    load: str
    sits: bool


def people_for_panel(role: Role, *, around: datetime, by: User) -> list[Person]:
    """Return the active people, those with a seat on ``role`` first, with their interviews in the week of ``around``.

    ``around`` is aware; the week is Monday to Sunday in its own time zone. Interviews that ``by`` must not know of
    (of candidacies that stand still for them) are not counted. Two queries.
    """
    monday = (around - timedelta(days=around.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    held = Candidacy.objects.held_for(by).values("pk")
    known = Interview.objects.filter(Q(panelists__user=by) | ~Q(candidacy__in=held))
    this_week = Panelist.objects.active().taking_place().filter(interview__in=known.values("pk"))
    this_week = this_week.filter(interview__starts_at__gte=monday, interview__starts_at__lt=monday + timedelta(days=7))
    seated = Exists(Seat.objects.filter(role=role, user=OuterRef("pk")))
    users = User.objects.active().annotate(week_load=Count("panels", filter=Q(panels__in=this_week)), sits=seated)
    seats: dict[int, list[str]] = {}
    for seat in Seat.objects.filter(role=role).order_by("pk"):
        seats.setdefault(seat.user_id, []).append(SeatKind(seat.kind).label)
    return [
        Person(user, seats.get(user.pk, []), load_words(user.week_load), user.sits)
        for user in users.order_by("-sits", "name", "pk")
    ]


def earlier_panel(candidacy: Candidacy, stage: Stage) -> list[str]:
    """Return the uids of who sat on ``stage`` for the role's last other candidate: the same for all is fairest.

    One query.
    """
    held = Interview.objects.filter(stage=stage, cancelled_at=None).exclude(candidacy=candidacy)
    last = held.order_by("-starts_at", "-pk").values("pk")[:1]
    return list(Panelist.objects.rating().active().filter(interview=Subquery(last)).values_list("user__uid", flat=True))


def load_words(count: int) -> str:
    """Return the number of interviews in words."""
    return "no interview that week" if count == 0 else "1 interview that week" if count == 1 else f"{count} that week"
