"""Candidates enter a role."""

from zoneinfo import available_timezones

from django.db import transaction
from django.utils import timezone as clock

from accounts.models import User
from core import audit
from core.errors import Refused
from hiring.models import Candidacy, Candidate, Role, RoleState
from question_bank.models import StageKind

from .locks import lock_role
from .roles import RoleClosed


class AlreadyHere(Refused):
    """The person stands in this role."""

    message = "A candidate with this e-mail address is in this role already."
    field = "email"


class NoSuchZone(Refused):
    """Not an IANA time zone."""

    message = "Choose a time zone from the list."
    field = "timezone"


class NoScoredStage(Refused):
    """The role has nothing to enter."""

    message = "This role has no stage with a scorecard, so nobody can enter it."


@transaction.atomic
def add_candidacy(*, role: Role, name: str, email: str, by: User, timezone: str = "UTC", phone: str = "") -> Candidacy:
    """Let a person enter ``role`` in its first scored stage.

    Somebody known by e-mail (whatever its case) keeps their name. ``timezone`` is an IANA name. Raises ``RoleClosed``,
    ``AlreadyHere``, ``NoSuchZone`` and ``NoScoredStage``.
    """
    if timezone not in available_timezones():
        raise NoSuchZone
    lock_role(role)
    if role.state == RoleState.CLOSED:
        raise RoleClosed
    stage = role.stages.in_order().filter(kind__in=StageKind.scored()).first()
    if stage is None:
        raise NoScoredStage
    candidate, _ = Candidate.objects.get_or_create(
        email=email.strip().lower(),
        defaults={"name": " ".join(name.split()), "timezone": timezone, "phone": phone.strip()},
    )
    if Candidacy.objects.filter(role=role, candidate=candidate).exists():
        raise AlreadyHere
    candidacy = Candidacy.objects.create(
        role=role, candidate=candidate, stage=stage, stage_entered_at=clock.now(), created_by=by
    )
    audit.record("candidacy.added", by=by, obj=candidacy, scope=candidacy.uid, role=role.uid)
    return candidacy
