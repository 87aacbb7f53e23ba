"""One lock for all that is about a referee: their link, their check, who agreed."""

from accounts.models import User

from ..models import Consent, ConsentOf, Referee
from .refusals import Declined, NoConsent, NotRunning, NotYourCall


def lock_referee(referee: Referee) -> Referee:
    """Hold the row alone until the transaction ends, then return it with its candidacy, as they are now."""
    Referee.objects.select_for_update(no_key=True).get(pk=referee.pk)
    return Referee.objects.select_related("candidacy__role", "candidacy__candidate").get(pk=referee.pk)


def hold_for(referee: Referee, *, by: User, permission: str) -> Referee:
    """``lock_referee`` for somebody who may. Raises ``NotYourCall``."""
    held = lock_referee(referee)
    if not by.has_perm(permission, held):
        raise NotYourCall
    return held


def refuse_contact(referee: Referee) -> None:
    """Raise ``NotRunning``, ``NoConsent`` or ``Declined`` if nobody is to turn to the referee now."""
    if not referee.candidacy.is_running:
        raise NotRunning
    consents = Consent.objects.in_force().filter(referee=referee)
    if not consents.filter(of=ConsentOf.CANDIDATE).exists():
        raise NoConsent
    declined = referee.links.filter(declined_at__isnull=False).order_by("-declined_at").first()
    if declined and not consents.filter(of=ConsentOf.REFEREE, recorded_at__gt=declined.declined_at).exists():
        raise Declined
