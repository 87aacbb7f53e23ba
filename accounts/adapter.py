"""How django-allauth behaves here: nobody signs up alone, its words are ours, its mails go through the outbox."""

import time
from typing import Any, ClassVar

import qrcode
from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from accounts.permissions import may_sign_in
from accounts.sessions import begun_as
from core import outbox
from core.sealing import seal, unseal

PURPOSE = "accounts.second_factors"


class ClosedSignupAdapter(DefaultAccountAdapter):
    """People come in by invitation only."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "This address and this password do not belong together. Check both and try again.",
        "too_many_login_attempts": "Too many tries. Wait five minutes, or set a new password.",
        "enter_current_password": "Type the password you have now.",
        "incorrect_password": "This is not your password.",
    }

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, unless between the password and the second step the password changed or the person was shut out."""
        person = User.objects.get(pk=user.pk)
        if not may_sign_in(person):
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        if not begun_as(request, person):
            raise ImmediateHttpResponse(redirect("account_login"))
        super().login(request, user)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Return false for a few minutes after signing in: that was asked for the same proof."""
        records = get_authentication_records(self.request, self.request.user)
        return not any(time.time() - record["at"] < account_settings.REAUTHENTICATION_TIMEOUT for record in records)

    def get_login_stages(self) -> list[str]:
        """Ask for the second step in our own way."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "accounts.company.session.SecondStep"}
        return [ours.get(path, path) for path in super().get_login_stages()]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return false: an admin invites."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to the preferences."""
        return reverse("preferences_edit")

    def set_password(self, user: User, password: str) -> None:
        """Store it, and forget the wrong tries."""
        super().set_password(user, password)
        self.forget_wrong_tries(user)

    def forget_wrong_tries(self, user: User) -> None:
        """Open what wrong tries closed: else somebody who guesses would keep the owner out for good."""
        self._delete_login_attempts_cached_email(self.request, email=user.email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail to the outbox."""
        subject = render_to_string(f"{template_prefix}_subject.txt", context)
        template = f"{template_prefix}_message"
        outbox.write(to=email, subject=subject, template=template, context=context, is_secret=True)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors in our words, their secrets encrypted at rest."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This did not fit, or was used before. Wait for the next code, or try again.",
        "cannot_generate_recovery_codes": "Recovery codes stand in for a second step. Set one up first.",
    }

    def get_totp_issuer(self) -> str:
        """Return the name that authenticator apps show."""
        return "Evenhand"

    def build_totp_svg(self, url: str) -> SafeString:
        """Draw the QR code as an SVG for the page itself, in shapes only: the policy allows no styles inside."""
        code = qrcode.QRCode()
        code.add_data(url)
        modules = code.get_matrix()
        path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(modules) for x, dark in enumerate(row) if dark)
        frame = '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="QR code of the key below">{1}</svg>'
        return format_html(frame, len(modules), format_html('<path d="{}"/>', path))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the site to which passkeys are bound."""
        return super().get_public_key_credential_rp_entity() | {"name": "Evenhand"}

    def encrypt(self, text: str) -> str:
        """Return what is stored of a secret."""
        return seal(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; also what was stored under an earlier secret key that is still listed."""
        return unseal(encrypted_text, purpose=PURPOSE)
