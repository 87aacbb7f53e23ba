"""Other roles to consider: named while the debrief is open, by whoever takes part."""

from django.db import transaction

from accounts.models import User
from core import audit
from core.errors import Refused
from hiring.models import Role

from ..models import Debrief, OtherRole
from ..queries import roles_to_consider
from ..visibility import room
from .refusals import NotInTheRoom, lock_debrief, refuse_unless_in_session
from .summarising import facts_changed

LONGEST_WHY = 300


class NoSuchRole(Refused):
    message = "Choose an open role from the list."
    field = "role"


class WhyMissing(Refused):
    message = "Write in a few words why this role."
    field = "why"


@transaction.atomic
def name_other_role(*, debrief: Debrief, role: Role, why: str, by: User) -> OtherRole:
    """Note that ``by`` would consider the candidate for ``role``; once more, and the words are replaced.

    Raises ``NotOpened``, ``DebriefClosed``, ``NotInTheRoom``, ``NoSuchRole`` and ``WhyMissing``.
    """
    debrief = lock_debrief(debrief)
    refuse_unless_in_session(debrief)
    if not room(by, debrief.candidacy).takes_part:
        raise NotInTheRoom
    if not roles_to_consider(by, debrief).filter(pk=role.pk).exists():
        raise NoSuchRole
    words = " ".join(why.split())[:LONGEST_WHY]
    if not words:
        raise WhyMissing
    named, _ = OtherRole.objects.update_or_create(debrief=debrief, role=role, by=by, defaults={"why": words})
    facts_changed(debrief=debrief, by=by)
    audit.record("debrief.role_named", by=by, obj=debrief, scope=debrief.candidacy.uid, role=role.uid)
    return named
