"""People come, change and go. The last active admin stays."""

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts import emails
from accounts.models import Session, User
from core import audit, jobs, outbox
from core.errors import Refused

from .invitations import open_invitation, revoke_invitations


class AlreadyHere(Refused):
    """Somebody with this address exists, active or not."""

    message = "Somebody with this address is here already. Look in the list, also among those who left."
    field = "email"


class LastAdmin(Refused):
    """The act would leave the workspace without an admin."""

    message = "This is the last admin. Make somebody else an admin first."
    field = "access_level"


class AdminExists(Refused):
    """The first administrator is there already."""

    message = "There is an admin already. Ask them for an invitation."


@transaction.atomic
def invite_person(*, email: str, name: str, access_level: str, by: User) -> User:
    """Add a person and mail them a link to set their password. Raises ``AlreadyHere``."""
    user = add_person(email=email, name=name, access_level=access_level, zone=by.timezone)
    invitation, token = open_invitation(user=user, by=by)
    emails.send_invitation(user=user, token=token, until=invitation.expires_at, by=by)
    audit.record("person.invited", by=by, obj=user, access_level=access_level)
    return user


@transaction.atomic
def set_up_admin(*, email: str, name: str) -> str:
    """Return a one-time link with which the first admin sets a password; for the command line only.

    For an admin who is there already it makes a new link, so that whoever runs the server can help them back in.
    Raises ``AdminExists`` if there are admins and none has this address.
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    if User.objects.admins().exists() and (user is None or user.access_level != User.AccessLevel.ADMIN):
        raise AdminExists
    if user is None:
        user = add_person(email=email, name=name, access_level=User.AccessLevel.ADMIN, zone="UTC")
    if user.access_level != User.AccessLevel.ADMIN or not user.is_active:
        user.access_level, user.is_active = User.AccessLevel.ADMIN, True
        user.save(update_fields=["access_level", "is_active"])
    _, token = open_invitation(user=user, by=None)
    audit.record("person.set_up_as_admin", by=None, obj=user)
    return emails.invitation_link(token)


@transaction.atomic
def change_person(*, person: User, name: str, access_level: str, by: User) -> User:
    """Store another name or access level; it holds from the person's next request. Raises ``LastAdmin``."""
    person = lock_person(person)
    change_access_level(person=person, access_level=access_level, by=by)
    if person.name != name.strip():
        person.name = name.strip()
        person.save(update_fields=["name"])
        audit.record("person.renamed", by=by, obj=person)
    return person


def change_access_level(*, person: User, access_level: str, by: User | None, **facts: str) -> None:
    """Store another access level of a locked person, and say so with ``facts`` in the trail. Raises ``LastAdmin``."""
    before = person.access_level
    if before == access_level:
        return
    if before == User.AccessLevel.ADMIN:
        _refuse_for_last_admin(person)
    person.access_level = access_level
    person.save(update_fields=["access_level"])
    audit.record("person.access_level_changed", by=by, obj=person, before=before, after=access_level, **facts)


@transaction.atomic
def deactivate_person(*, person: User, by: User) -> User:
    """Shut a person out at once. What they did stays. Raises ``LastAdmin``.

    Their sessions, one-time links and sign-in end, what they are waiting for is not made, and mail to them that is not
    out yet is taken back.
    """
    person = lock_person(person)
    if not person.is_active:
        return person
    _refuse_for_last_admin(person)
    person.is_active, person.session_epoch = False, F("session_epoch") + 1
    person.save(update_fields=["is_active", "session_epoch"])
    Session.objects.filter(user=person).delete()
    revoke_invitations(user=person)
    jobs.cancel_all(by=person)
    outbox.cancel_all(to=person.email)
    person.refresh_from_db()
    audit.record("person.deactivated", by=by, obj=person)
    return person


@transaction.atomic
def reactivate_person(*, person: User, by: User) -> User:
    """Let a person sign in again with the password they had."""
    person = lock_person(person)
    if not person.is_active:
        person.is_active = True
        person.save(update_fields=["is_active"])
        audit.record("person.reactivated", by=by, obj=person)
    return person


def add_person(*, email: str, name: str, access_level: str, zone: str) -> User:
    """Store a person without a password. Raises ``AlreadyHere``."""
    if User.objects.filter(email__iexact=email.strip()).exists():
        raise AlreadyHere
    try:
        with transaction.atomic():
            return User.objects.create_user(email, name, access_level=access_level, timezone=zone)
    except IntegrityError as error:
        raise AlreadyHere from error


def lock_person(person: User) -> User:
    """Lock the admins, always in the same order, and the person, so that two acts cannot remove two last admins."""
    list(User.objects.admins().order_by("pk").select_for_update())
    return User.objects.select_for_update().get(pk=person.pk)


def _refuse_for_last_admin(person: User) -> None:
    is_admin = person.access_level == User.AccessLevel.ADMIN and person.is_active
    if is_admin and not User.objects.admins().exclude(pk=person.pk).exists():
        raise LastAdmin
