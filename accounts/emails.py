"""Mails about accounts. The text of those that carry one-time links is erased once they are sent."""

from datetime import datetime

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core import outbox
from core.models import OutboxMessage

from .models import User
from .tokens import ResetTokens


def invitation_link(token: str) -> str:
    """Return the address at which a person sets their first password."""
    return settings.BASE_URL + reverse("invitation_accept", args=[token])


def send_invitation(*, user: User, token: str, until: datetime, by: User) -> OutboxMessage:
    """Write the invitation of ``user`` by ``by`` to the outbox."""
    return outbox.write(
        to=user.email,
        subject=f"{by.name} invites you to Evenhand",
        template="accounts/emails/invitation",
        context={"person": user, "inviter": by, "link": invitation_link(token), "until": until},
        is_secret=True,
    )


def send_sign_in_news(*, user: User, what: str) -> OutboxMessage:
    """Write to ``user`` that something changed about how they sign in: ``what`` is one sentence."""
    return outbox.write(
        to=user.email,
        subject="Your sign-in to Evenhand changed",
        template="accounts/emails/sign_in_changed",
        context={"person": user, "what": what, "at": timezone.now()},
    )


def send_reset_link(*, user: User) -> OutboxMessage:
    """Write the mail with which ``user`` sets a new password to the outbox."""
    parts = {"uidb36": user_pk_to_url_str(user), "key": ResetTokens().make_token(user)}
    link = settings.BASE_URL + reverse("account_reset_password_from_key", kwargs=parts)
    return outbox.write(
        to=user.email,
        subject="Set a new password for Evenhand",
        template="accounts/emails/password_reset",
        context={"person": user, "link": link, "hours": settings.PASSWORD_RESET_TIMEOUT // 3600},
        is_secret=True,
    )
