"""Signing in, refused or not, where that was, and signing out there."""

from django.db import transaction

from accounts.models import Session, User
from core import audit


def note_sign_in(*, ways: list[str], by: User) -> None:
    """Put a sign-in on record, with the ways in which the person showed who they are."""
    audit.record("person.signed_in", by=by, obj=by, ways=ways)


def note_sign_in_refused(*, email: str) -> None:
    """Put on record that address and password did not fit, with the person of that address, if there is one.

    What was typed is not kept: it may be a stranger's address, or a password in the wrong field. A row is written
    either way, so that the answer takes as long. The limits on tries keep the rows few.
    """
    audit.record("person.sign_in_refused", by=None, obj=User.objects.filter(email__iexact=email.strip()).first())


@transaction.atomic
def sign_out_device(*, device: Session, by: User) -> None:
    """End one session of the person who acts. Nothing typed on that device is lost; it asks to sign in again."""
    Session.objects.of(by).filter(pk=device.pk).delete()
    audit.record("person.signed_out_a_device", by=by, obj=by, devices=1)


@transaction.atomic
def sign_out_other_devices(*, keep: str | None, by: User) -> int:
    """End all sessions of the person who acts but the one with the key ``keep``; return how many there were."""
    ended, _ = Session.objects.of(by).exclude(pk=keep).delete()
    if ended:
        audit.record("person.signed_out_a_device", by=by, obj=by, devices=ended)
    return ended
