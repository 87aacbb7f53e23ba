"""What a role asks of its references."""

from django.db import transaction

from accounts.models import User
from core import audit
from hiring.models import Role

from ..models import ReferencePolicy, Told
from .refusals import BadPolicy, NotYourPolicy


@transaction.atomic
def set_policy(*, role: Role, referees: int, told: str, by_link: bool, by: User) -> ReferencePolicy:
    """Set how many ``referees`` (1-10) are asked for, what whoever asks is told, and whether a link may be sent.

    Links that are out stay. Raises ``NotYourPolicy`` and ``BadPolicy``.
    """
    if not by.has_perm("references.set_policy", role):
        raise NotYourPolicy
    if not 1 <= referees <= 10:
        raise BadPolicy
    if told not in Told.values:
        raise BadPolicy("Choose what whoever takes a reference is told.", field="told")
    values = {"referees": referees, "told": told, "by_link": by_link}
    policy, _ = ReferencePolicy.objects.update_or_create(role=role, defaults=values)
    role.reference_policy = policy
    audit.record("reference_policy.changed", by=by, obj=role, scope=role.uid, referees=referees, by_link=by_link)
    return policy
