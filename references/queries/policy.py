"""What a role asks of its references, and what that lets whoever takes them see."""

from django.db.models import Q

from accounts.models import User
from hiring.models import Candidacy, Role

from ..models import FollowUp, ReferencePolicy, Told


def policy_of(role: Role) -> ReferencePolicy:
    """The role's policy; one with the defaults, not stored, where none was set. One query, the first time."""
    return getattr(role, "reference_policy", None) or ReferencePolicy(role=role)


def shown_follow_ups(user: User, candidacy: Candidacy) -> list[FollowUp]:
    """The standing questions beside the guide's that ``user``, who may see the references, is told of. Two queries.

    Where the role's policy tells nothing of the interviews, only those that the referee may read as well, and the
    reader's own.
    """
    rows = FollowUp.objects.standing().filter(candidacy=candidacy)
    if policy_of(candidacy.role).told == Told.NOTHING:
        rows = rows.filter(Q(for_referee=True) | Q(asked_by=user))
    return list(rows.select_related("asked_by").order_by("pk"))


def has_closed_debrief(candidacy: Candidacy) -> bool:
    """Whether a debrief on the candidate has closed. One query."""
    return Candidacy.objects.filter(pk=candidacy.pk, reveals__closed_at__isnull=False).exists()
