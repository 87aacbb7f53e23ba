"""Other roles that a candidate may be considered for."""

from django.db.models import QuerySet

from accounts.models import User
from hiring.models import Role, RoleState

from ..models import Debrief


def roles_to_consider(user: User, debrief: Debrief) -> QuerySet[Role]:
    """The open roles that ``user`` sees, but for the one that the debrief is about. One query."""
    rows = Role.objects.visible_to(user).filter(state=RoleState.OPEN)
    return rows.exclude(pk=debrief.candidacy.role_id).order_by("title", "pk")
