"""One-time links: opened for one person and one address, used once, also when two try at the same moment."""

from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from accounts import emails
from accounts.models import Invitation, User
from accounts.tokens import hash_token, new_token
from core import audit
from core.errors import Refused

VALID_FOR = timedelta(days=7)


class LinkNotValid(Refused):
    """The link was used, is too old, was replaced, or never existed. It is not told which."""

    message = "This link cannot be used any more. Ask for a new invitation, or sign in if you have a password."


class CannotInvite(Refused):
    """The person has left, or has set a password already."""

    message = "This person needs no invitation: they have a password, or cannot sign in."


def open_invitation(*, user: User, by: User | None) -> tuple[Invitation, str]:
    """Replace the open link of ``user``, if any, and return the new one with its token (stored nowhere)."""
    revoke_invitations(user=user)
    token, hashed = new_token()
    invitation = Invitation.objects.create(
        user=user, email=user.email, token_hash=hashed, invited_by=by, expires_at=timezone.now() + VALID_FOR
    )
    return invitation, token


def revoke_invitations(*, user: User) -> None:
    """End the open link of ``user``."""
    user.invitations.filter(accepted_at=None, revoked_at=None).update(revoked_at=timezone.now())


@transaction.atomic
def invite_again(*, person: User, by: User) -> None:
    """Mail a fresh link to somebody who has not set a password; earlier links end. Raises ``CannotInvite``."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.has_usable_password() or not person.is_active:
        raise CannotInvite
    invitation, token = open_invitation(user=person, by=by)
    emails.send_invitation(user=person, token=token, until=invitation.expires_at, by=by)
    audit.record("person.invited", by=by, obj=person, access_level=person.access_level)


def find_invitation(*, token: str) -> Invitation:
    """Return the open invitation behind a link. Raises ``LinkNotValid``."""
    invitation = Invitation.objects.select_related("user").filter(token_hash=hash_token(token)).first()
    if invitation is None or not _is_open(invitation):
        raise LinkNotValid
    return invitation


@transaction.atomic
def accept_invitation(*, token: str, password: str) -> User:
    """Set the first password of the person behind a link, and end the link.

    The person acts themselves, so there is no ``by``. Raises ``LinkNotValid``, and ``ValidationError`` for a weak
    password, which leaves the link open.
    """
    user = User.objects.select_for_update().get(pk=find_invitation(token=token).user_id)
    invitation = find_invitation(token=token)
    validate_password(password, user)
    used = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not used.update(accepted_at=timezone.now()):
        raise LinkNotValid
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record("person.joined", by=user, obj=user)
    return user


def _is_open(invitation: Invitation) -> bool:
    return (
        invitation.accepted_at is None
        and invitation.revoked_at is None
        and invitation.expires_at > timezone.now()
        and invitation.user.is_active
        and invitation.user.email == invitation.email
        # Who has set a password by another way needs no link; the operator's own (invited by nobody) lets back in.
        and (invitation.invited_by_id is None or not invitation.user.has_usable_password())
    )
