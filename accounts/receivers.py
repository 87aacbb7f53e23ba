"""What follows when somebody signs in, or changes how they do: django-allauth tells, the services write."""

from typing import Any

from allauth.account import signals as account
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import services
from accounts.models import User
from accounts.sessions import note_beginning, note_device


@receiver(user_logged_in)
def list_the_device(request: HttpRequest, **kwargs: Any) -> None:
    """Put a fresh session on its person's list of devices."""
    note_device(request)


@receiver(account.authentication_step_completed)
def keep_the_beginning(request: HttpRequest, user: User, method: str, **kwargs: Any) -> None:
    """A sign-in that stands half done must not outlive a new password."""
    is_second = method == "mfa" and not kwargs.get("passwordless")
    if not is_second and not request.user.is_authenticated:
        note_beginning(request, user)


@receiver(account.user_logged_in)
def put_sign_in_on_record(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Say by which ways: password, totp, webauthn, recovery_codes or a company's provider."""
    ways = [record.get("type") or record["method"] for record in get_authentication_records(request, user)]
    services.note_sign_in(ways=ways, by=user)


@receiver(user_login_failed)
def put_refusal_on_record(credentials: dict[str, Any], **kwargs: Any) -> None:
    """Whatever backend refused: the address is all that is passed on."""
    services.note_sign_in_refused(email=credentials.get("email", ""))


@receiver([account.password_changed, account.password_set, account.password_reset])
def end_other_sessions(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Keep the session in which it was changed; by a mailed link it is nobody's."""
    keep = request.session.session_key if request.user.is_authenticated else None
    services.note_password_changed(keep=keep, by=user)


@receiver(mfa.authenticator_added)
def second_factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Use up the code that showed that an app works."""
    if authenticator.type == Authenticator.Type.TOTP:
        services.use_up_code(factor=authenticator, code=request.POST.get("code", ""))
    services.note_second_factor_added(factor=authenticator, by=user)


@receiver(mfa.authenticator_reset)
def recovery_codes_made(user: User, **kwargs: Any) -> None:
    """Only recovery codes are made anew."""
    services.note_recovery_codes_made(by=user)


@receiver(mfa.authenticator_used)
def second_factor_used(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Recovery codes are rare enough to tell about."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        services.note_recovery_code_used(by=user)
