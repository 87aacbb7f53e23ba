"""Who agreed: the candidate to this referee being asked, the referee to speak."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit

from ..models import Consent, ConsentOf, Referee, RefereeLink
from .ending import end_link
from .locks import hold_for


@transaction.atomic
def record_consent(*, referee: Referee, of: str, how: str, by: User) -> Consent:
    """Note that the candidate or the referee (``of``) agreed, and in what way. A second time changes nothing.

    Raises ``NotYourCall``.
    """
    held = hold_for(referee, by=by, permission="references.record_consent")
    consent, created = Consent.objects.in_force().get_or_create(
        referee=held, of=ConsentOf(of), withdrawn_at=None,
        defaults={"how": " ".join(how.split())[:200], "recorded_by": by},
    )  # fmt: skip
    if created:
        audit.record("referee.consent_recorded", by=by, obj=held, scope=held.candidacy.uid, of=consent.of)
    return consent


@transaction.atomic
def withdraw_consent(*, referee: Referee, of: str, by: User) -> None:
    """Note that the candidate or the referee no longer agrees; a link that is out ends. What was said stays.

    Raises ``NotYourCall``.
    """
    held = hold_for(referee, by=by, permission="references.record_consent")
    standing = Consent.objects.in_force().filter(referee=held, of=ConsentOf(of))
    if not standing.update(withdrawn_at=timezone.now(), withdrawn_by=by):
        return
    audit.record("referee.consent_withdrawn", by=by, obj=held, scope=held.candidacy.uid, of=of)
    link = RefereeLink.objects.waiting().filter(referee=held).first()
    if link:
        end_link(link, revoked_at=timezone.now(), revoked_by=by)
