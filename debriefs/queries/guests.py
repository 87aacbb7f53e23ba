"""Who listens, who could, and what waits for an approver."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import User, any_reader
from core.statements import Statement
from hiring.models import Panelist, Seat, SeatKind

from ..models import Approval, Debrief, DebriefPolicy, Listener
from ..visibility import barred_here


def allows_listeners(debrief: Debrief) -> bool:
    """Whether the role's policy lets others listen. One query."""
    return DebriefPolicy.objects.filter(role=debrief.candidacy.role_id, listeners=True).exists()


def could_listen(debrief: Debrief) -> QuerySet[User]:
    """Active people who neither have or had a place on a panel of the candidate nor decide on the role. One query."""
    placed = Panelist.objects.filter(user=OuterRef("pk"), interview__candidacy=debrief.candidacy_id)
    decides = Seat.objects.filter(user=OuterRef("pk"), role=debrief.candidacy.role_id, kind__in=SeatKind.deciders())
    invited = debrief.listeners.invited().filter(user=OuterRef("pk"))
    return User.objects.active().exclude(Exists(placed) | Exists(decides) | Exists(invited)).order_by("name", "pk")


def waiting_for_guest(user: User) -> list[Any]:
    """The debriefs that wait for ``user`` as a guest. One query.

    Those whose decision waits for their approval, with ``asked_at`` and who ``decided``; and the open ones that they
    may listen in, without. None of a candidacy on which a panel bars them.
    """
    return _WAITING.all(user=user.pk)


def _waiting(_: str, user: int) -> QuerySet[Debrief]:
    waits = Approval.objects.waiting().filter(approver=user, decision__debrief=OuterRef("pk"))
    listens = Listener.objects.invited().filter(user=user, debrief=OuterRef("pk"))
    is_open = Q(opened_at__isnull=False, closed_at=None)
    return (
        Debrief.objects.filter(Exists(waits) | (is_open & Exists(listens)))
        .exclude(barred_here(any_reader("", user), "candidacy"))
        .annotate(
            asked_at=Subquery(waits.values("asked_at")[:1]), decided=Subquery(waits.values("decision__by__name")[:1])
        )
        .select_related("candidacy__candidate", "candidacy__role")
        .order_by("pk")
    )


_WAITING = Statement(_waiting, user=int)
