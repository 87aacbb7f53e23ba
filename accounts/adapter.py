"""How django-allauth behaves here: nobody signs up alone, its words are ours, its mails go through the outbox."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from core import outbox


class ClosedSignupAdapter(DefaultAccountAdapter):
    """People come in by invitation only."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "This address and this password do not belong together. Check both and try again.",
        "too_many_login_attempts": "Too many tries. Wait five minutes, or set a new password.",
        "enter_current_password": "Type the password you have now.",
        "incorrect_password": "This is not your password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return false: an admin invites."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to the preferences."""
        return reverse("preferences_edit")

    def set_password(self, user: User, password: str) -> None:
        """Store it, and forget the wrong tries: else somebody who guesses would keep the owner out for good."""
        super().set_password(user, password)
        self._delete_login_attempts_cached_email(self.request, email=user.email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail to the outbox."""
        subject = render_to_string(f"{template_prefix}_subject.txt", context)
        template = f"{template_prefix}_message"
        outbox.write(to=email, subject=subject, template=template, context=context, is_secret=True)
