"""Second factors: what is told and kept when they come, are used and go. django-allauth stores and asks them."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare

from accounts import emails
from accounts.models import Session, User
from accounts.permissions import needs_second_factor
from accounts.queries import recovery_codes_left, second_factors
from core import audit
from core.errors import Refused

WORDS = {
    Authenticator.Type.TOTP: "an authenticator app",
    Authenticator.Type.WEBAUTHN: "a passkey or security key",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}


class LastSecondFactor(Refused):
    """The person must have a second factor, and this is their only one."""

    message = "You need a second step to sign in, and this is your only one. Add another first, then remove this."


class OwnSecondFactors(Refused):
    """Nobody resets their own second factors: whoever holds a stolen session would."""

    message = "You cannot reset your own second step. Ask another admin, or whoever runs the server."


@transaction.atomic
def note_second_factor_added(*, factor: Authenticator, by: User) -> None:
    """Put a new factor on record and tell its person by mail, in case it was somebody else."""
    audit.record("second_factor.added", by=by, obj=by, kind=factor.type)
    if factor.type != Authenticator.Type.RECOVERY_CODES:
        emails.send_sign_in_news(user=by, what=f"{WORDS[factor.type].capitalize()} was added to your account.")


@transaction.atomic
def note_recovery_codes_made(*, by: User) -> None:
    """Put fresh recovery codes on record and tell their person."""
    audit.record("second_factor.recovery_codes_made", by=by, obj=by)
    emails.send_sign_in_news(user=by, what="New recovery codes were made for your account. The old ones ended.")


@transaction.atomic
def note_recovery_code_used(*, by: User) -> None:
    """Put the use of a recovery code on record and tell its person how many are left."""
    left = recovery_codes_left(by) or 0
    audit.record("second_factor.recovery_code_used", by=by, obj=by, left=left)
    emails.send_sign_in_news(user=by, what=f"A recovery code was used to sign in as you. {left} are left.")


def note_second_factor_refused(*, person: User) -> None:
    """Put on record that after the password of ``person`` a code or key was tried that did not fit."""
    audit.record("second_factor.refused", by=None, obj=person)


@transaction.atomic
def use_up_code(*, factor: Authenticator, code: str) -> bool:
    """Use a code of an authenticator app; false unless it is newer than the last one used, also when two try at once.

    The person acts themselves before anybody is signed in, so there is no ``by``.
    """
    factor = Authenticator.objects.select_for_update().get(pk=factor.pk)
    secret, digits = decrypt(factor.data["secret"]), "".join(filter(str.isdigit, code))
    steps = [
        s
        for s in yield_hotp_counters_from_time()
        if constant_time_compare(format_hotp_value(hotp_value(secret, s)), digits)
    ]
    if not steps or steps[-1] <= factor.data.get("last_step", 0):
        return False
    factor.data["last_step"] = steps[-1]
    factor.save(update_fields=["data"])
    return True


@transaction.atomic
def remove_second_factor(*, factor: Authenticator, by: User) -> None:
    """Remove one's own app or passkey; with the last one the recovery codes go too. Raises ``LastSecondFactor``."""
    person = User.objects.select_for_update().get(pk=by.pk)
    others = second_factors().filter(user=person).exclude(pk=factor.pk).exists()
    if not others and needs_second_factor(person):
        raise LastSecondFactor
    Authenticator.objects.filter(user=person, pk=factor.pk).delete()
    if not others:
        Authenticator.objects.filter(user=person).delete()
    audit.record("second_factor.removed", by=by, obj=by, kind=factor.type)
    emails.send_sign_in_news(user=person, what=f"{WORDS[factor.type].capitalize()} was removed from your account.")


@transaction.atomic
def reset_second_factors(*, person: User, by: User | None) -> None:
    """Take all factors from somebody who lost theirs, and sign them out everywhere; they hear of it by mail.

    ``by`` is an admin, or ``None`` for the operator's command. Raises ``OwnSecondFactors``.
    """
    if by is not None and by.pk == person.pk:
        raise OwnSecondFactors
    person = User.objects.select_for_update().get(pk=person.pk)
    Authenticator.objects.filter(user=person).delete()
    person.session_epoch = F("session_epoch") + 1
    person.save(update_fields=["session_epoch"])
    Session.objects.filter(user=person).delete()
    audit.record("second_factor.reset", by=by, obj=person)
    who = by.name if by else "Whoever runs the server"
    emails.send_sign_in_news(user=person, what=f"{who} removed the second step from your account, and signed you out.")
