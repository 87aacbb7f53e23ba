"""What a role asks of its debriefs, set by its hiring managers."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from hiring.models import Role, Seat, SeatKind

from ..models import Covers, DebriefPolicy, PolicyApprover
from .refusals import NotInTheRoom


class ApproversMissing(Refused):
    message = "Choose at least as many approvers as have to approve."
    field = "needed"


class ApproverTwice(Refused):
    message = "Each approver stands here once."
    field = "approvers"


class ApproverGone(Refused):
    message = "An approver needs an active account."
    field = "approvers"


@transaction.atomic
def set_debrief_policy(
    *, role: Role, covers: str, approvers: Sequence[User], needed: int, in_order: bool, listeners: bool, by: User
) -> DebriefPolicy:
    """Say which decisions of ``role`` are approved, by whom, and whether others may listen.

    Decisions that wait already keep what they were asked with. Raises ``NotInTheRoom``, ``ApproversMissing``,
    ``ApproverTwice`` and ``ApproverGone``.
    """
    Role.objects.select_for_update(no_key=True).get(pk=role.pk)
    if not Seat.objects.filter(role=role, user=by, kind=SeatKind.HIRING_MANAGER).exists():
        raise NotInTheRoom("Only a hiring manager of this role sets this.")
    if len({user.pk for user in approvers}) < len(approvers):
        raise ApproverTwice
    if not all(user.is_active for user in approvers):
        raise ApproverGone
    if needed < 1 or (covers != Covers.NONE and needed > len(approvers)):
        raise ApproversMissing
    policy, _ = DebriefPolicy.objects.update_or_create(
        role=role,
        defaults={
            "covers": Covers(covers),
            "in_order": in_order,
            "needed": needed,
            "listeners": listeners,
            "by": by,
            "at": timezone.now(),
        },
    )
    policy.approvers.all().delete()
    PolicyApprover.objects.bulk_create(
        PolicyApprover(policy=policy, user=user, position=place) for place, user in enumerate(approvers, start=1)
    )
    audit.record("role.debrief_policy_set", by=by, obj=role, scope=role.uid, kind=policy.covers, number=len(approvers))
    return policy
