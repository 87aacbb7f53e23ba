"""Naming referees, and correcting how they are reached."""

from typing import Any

from django.db import transaction

from accounts.models import User
from core import audit
from hiring.models import Candidacy

from ..models import Consent, ConsentOf, Referee, RefereeLink
from .locks import hold_for
from .refusals import NotReachable, NotRunning, NotYourCall, WaitsForReferee


@transaction.atomic
def add_referee(
    *,
    candidacy: Candidacy,
    name: str,
    relationship: str,
    by: User,
    relation: str = "",
    period: str = "",
    company: str = "",
    email: str = "",
    phone: str = "",
    candidate_agrees: str = "",
) -> Referee:
    """Note somebody who can speak about the candidate.

    ``candidate_agrees``: in what way the candidate agreed to this person being asked, in words; empty if they have not
    yet. Raises ``NotReachable``, ``NotRunning`` and ``NotYourCall``.
    """
    if not by.has_perm("references.add_referee", candidacy):
        raise NotYourCall
    if not candidacy.is_running:
        raise NotRunning
    said = _clean(
        name=name, relation=relation, relationship=relationship, period=period, company=company, email=email,
        phone=phone,
    )  # fmt: skip
    referee = Referee.objects.create(candidacy=candidacy, added_by=by, **said)
    audit.record("referee.added", by=by, obj=referee, scope=candidacy.uid)
    if candidate_agrees.strip():
        how = " ".join(candidate_agrees.split())[:200]
        Consent.objects.create(referee=referee, of=ConsentOf.CANDIDATE, how=how, recorded_by=by)
        audit.record("referee.consent_recorded", by=by, obj=referee, scope=candidacy.uid, of=ConsentOf.CANDIDATE)
    return referee


@transaction.atomic
def change_referee(
    *, referee: Referee, name: str, relationship: str, relation: str, period: str, company: str, email: str,
    phone: str, by: User,
) -> Referee:  # fmt: skip
    """Correct what was noted of a referee.

    The address stays while a link is out to it. Raises ``NotYourCall``, ``NotReachable`` and ``WaitsForReferee``.
    """
    held = hold_for(referee, by=by, permission="references.change_referee")
    said = _clean(
        name=name, relation=relation, relationship=relationship, period=period, company=company, email=email,
        phone=phone,
    )  # fmt: skip
    if said["email"] != held.email and RefereeLink.objects.open().filter(referee=held).exists():
        raise WaitsForReferee("A link is out to the old address. End it first, then change the address.", field="email")
    for field, value in said.items():
        setattr(held, field, value)
    held.save(update_fields=list(said))
    audit.record("referee.changed", by=by, obj=held, scope=held.candidacy.uid)
    return held


def _clean(*, email: str, phone: str, relation: str, **texts: str) -> dict[str, Any]:
    if not email.strip() and not phone.strip():
        raise NotReachable
    said = {field: " ".join(text.split()) for field, text in texts.items()}
    return said | {"relation": relation, "email": email.strip(), "phone": phone.strip()}
