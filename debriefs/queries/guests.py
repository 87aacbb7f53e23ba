"""Who listens, who could, and what waits for an approver."""

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
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


def approvals_for(user: User) -> QuerySet[Approval]:
    """The decisions that wait for ``user``; none of a candidacy on which a panel bars them. One query."""
    return (
        Approval.objects.waiting()
        .filter(approver=user)
        .exclude(barred_here(user, "decision__debrief__candidacy"))
        .select_related("decision__debrief__candidacy__candidate", "decision__debrief__candidacy__role", "decision__by")
        .order_by("asked_at", "pk")
    )


def listening_in(user: User) -> QuerySet[Listener]:
    """The open debriefs that ``user`` may listen in. One query."""
    return (
        Listener.objects.invited()
        .filter(user=user, debrief__in=Debrief.objects.open())
        .exclude(barred_here(user, "debrief__candidacy"))
        .select_related("debrief__candidacy__candidate", "debrief__candidacy__role", "debrief__facilitator")
        .order_by("pk")
    )
