"""People whom the company's provider vouches for: found, added, given the access level of their groups, or refused."""

import logging

from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused

from .people import AlreadyHere, LastAdmin, add_person, change_access_level, lock_person

logger = logging.getLogger(__name__)


class NotLetIn(Refused):
    """The company says who somebody is, and they may still not come in. Each kind says what helps."""


class AddressNotConfirmed(NotLetIn):
    """The provider does not say that the address is this person's."""

    message = "Your company does not say that your e-mail address is confirmed, so we cannot tell who you are here."


class NotInvited(NotLetIn):
    """Nobody here has the address, and no group of the company opens the door."""

    message = "Nobody has invited the e-mail address that your company gave us."


class NoGroup(NotLetIn):
    """Groups decide who comes in, and none of this person's does."""

    message = "None of your groups at your company opens Evenhand."


class HasLeft(NotLetIn):
    """An admin has deactivated the person."""

    message = "An admin has ended your access."


class LinkedToAnother(NotLetIn):
    """The person here belongs to another account of the company: an address that was given to somebody new."""

    message = "The person here with your e-mail address signs in with another account of your company."


@transaction.atomic
def welcome_from_company(
    *, issuer: str, subject: str, email: str, name: str, maps_groups: bool, access_level: str | None
) -> User:
    """Return the person whom a provider vouches for, linked, and with the access level of their groups.

    ``email`` is empty unless the provider has confirmed it. ``maps_groups``: whether groups decide, in which case
    ``access_level`` is what they give, ``None`` for nothing. Nobody here acts, so there is no ``by``. Raises a
    ``NotLetIn``.
    """
    linked = SocialAccount.objects.filter(provider=issuer, uid=subject).select_related("user").first()
    person = linked.user if linked else _known_by(email)
    if person is not None and not person.is_active:
        raise HasLeft
    if maps_groups and access_level is None:
        raise NoGroup
    if person is None:
        person = _join(email=email, name=name, access_level=access_level)
    person = lock_person(person)
    if person.is_demo:
        raise NotInvited
    if not person.is_active:
        raise HasLeft
    _link(person, issuer=issuer, subject=subject)
    _accept_open_invitation(person)
    if access_level is not None:
        _follow_groups(person, access_level)
    return person


@transaction.atomic
def forget_company_account(*, person: User, by: User) -> None:
    """Undo the link to an account of the company and end the person's sessions; the next sign-in may link another."""
    person = lock_person(person)
    if SocialAccount.objects.filter(user=person).delete()[0]:
        User.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
        audit.record("person.unlinked_from_company", by=by, obj=person)


def _known_by(email: str) -> User | None:
    """The person with exactly this address. Letters that only look alike in upper case are different ones."""
    try:
        User._meta.get_field("email").clean(email, None)
    except ValidationError as error:
        raise AddressNotConfirmed from error
    return User.objects.filter(email=email.lower() if email.isascii() else email).first()


def _join(*, email: str, name: str, access_level: str | None) -> User:
    if access_level is None:
        raise NotInvited
    try:
        person = add_person(email=email, name=name or email.partition("@")[0], access_level=access_level, zone="UTC")
    except AlreadyHere as here:
        # The same person came through another door at the same moment, or the address only looks like theirs.
        if known := _known_by(email):
            return known
        raise LinkedToAnother from here
    audit.record("person.joined", by=person, obj=person, through="company", access_level=access_level)
    return person


def _link(person: User, *, issuer: str, subject: str) -> None:
    """Note whose account it is. The person's row is locked, so that nobody gets two accounts of one provider."""
    subjects = set(SocialAccount.objects.filter(user=person, provider=issuer).values_list("uid", flat=True))
    if subjects - {subject}:
        raise LinkedToAnother
    if not subjects:
        SocialAccount.objects.create(user=person, provider=issuer, uid=subject)
        audit.record("person.linked_to_company", by=person, obj=person)


def _accept_open_invitation(person: User) -> None:
    is_open = person.invitations.filter(accepted_at=None, revoked_at=None)
    if is_open.update(accepted_at=timezone.now()):
        audit.record("person.joined", by=person, obj=person, through="company")


def _follow_groups(person: User, access_level: str) -> None:
    try:
        change_access_level(person=person, access_level=access_level, by=None, through="company")
    except LastAdmin:
        logger.warning("The company's groups make %s a %s; the last admin stays one.", person.uid, access_level)
