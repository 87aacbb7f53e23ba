"""Naming referees."""

from django.db import transaction

from accounts.models import User
from core import audit
from hiring.models import Candidacy

from ..models import Referee
from .refusals import NotReachable, NotRunning, NotYourCall


@transaction.atomic
def add_referee(
    *,
    candidacy: Candidacy,
    name: str,
    relationship: str,
    by: User,
    company: str = "",
    email: str = "",
    phone: str = "",
) -> Referee:
    """Note somebody who can speak about the candidate. Raises ``NotReachable``, ``NotRunning`` and ``NotYourCall``."""
    if not by.has_perm("references.add_referee", candidacy):
        raise NotYourCall
    if not candidacy.is_running:
        raise NotRunning
    if not email.strip() and not phone.strip():
        raise NotReachable
    referee = Referee.objects.create(
        candidacy=candidacy,
        name=" ".join(name.split()),
        relationship=" ".join(relationship.split()),
        company=" ".join(company.split()),
        email=email.strip(),
        phone=phone.strip(),
        added_by=by,
    )
    audit.record("referee.added", by=by, obj=referee, scope=candidacy.uid)
    return referee
