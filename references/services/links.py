"""The secret links by which referees answer on their own."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.tokens import new_token
from core import audit

from .. import emails
from ..models import LinkToken, Referee, RefereeLink, ReferenceCheck
from ..queries import policy_of, reference_stage
from .ending import end_link, take_back_mails
from .locks import hold_for, refuse_contact
from .refusals import AlreadyFinished, BegunByPhone, NoAddress, NoLink, NoReferenceQuestions, NotByLink

LASTS = timedelta(days=14)


@transaction.atomic
def send_link(*, referee: Referee, by: User) -> RefereeLink:
    """Mail the referee a fresh link for two weeks; an earlier one ends, and what was typed on its page stays there.

    Raises ``NotYourCall``, ``NotByLink``, ``NoAddress``, ``BegunByPhone``, ``AlreadyFinished``,
    ``NoReferenceQuestions``, ``NotRunning``, ``NoConsent`` and ``Declined``.
    """
    held = hold_for(referee, by=by, permission="references.send_link")
    _refuse(held)
    now = timezone.now()
    link = RefereeLink.objects.waiting().filter(referee=held).first()
    if link:
        take_back_mails(link)
        LinkToken.objects.filter(link=link).delete()
        link.sent_at, link.sent_by, link.expires_at = now, by, now + LASTS
        link.save(update_fields=["sent_at", "sent_by", "expires_at"])
    else:
        link = RefereeLink.objects.create(referee=held, sent_by=by, sent_at=now, expires_at=now + LASTS)
    link.referee = held
    emails.referee_invited(link, token=fresh_token(link))
    audit.record("reference.link_sent", by=by, obj=held, scope=held.candidacy.uid)
    return link


@transaction.atomic
def revoke_link(*, referee: Referee, by: User) -> None:
    """End the link; what was typed and not sent is deleted. Raises ``NotYourCall`` and ``NoLink``."""
    held = hold_for(referee, by=by, permission="references.send_link")
    link = RefereeLink.objects.waiting().filter(referee=held).first()
    if link is None:
        raise NoLink
    end_link(link, revoked_at=timezone.now(), revoked_by=by)
    audit.record("reference.link_revoked", by=by, obj=held, scope=held.candidacy.uid)


def fresh_token(link: RefereeLink) -> str:
    """Return the secret of one mail; only its hash is stored."""
    token, hashed = new_token()
    LinkToken.objects.create(link=link, token_hash=hashed)
    return token


def _refuse(referee: Referee) -> None:
    if not policy_of(referee.candidacy.role).by_link:
        raise NotByLink
    refuse_contact(referee)
    if not referee.email:
        raise NoAddress
    check = ReferenceCheck.objects.filter(referee=referee).first()
    if check and not check.by_link:
        raise BegunByPhone
    if check and check.submitted_at:
        raise AlreadyFinished("The referee has sent the answers already.")
    if reference_stage(referee.candidacy) is None:
        raise NoReferenceQuestions
