"""The secrets in one-time links: 256 random bits, of which only a hash is stored."""

import hashlib
import secrets

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from .models import User


def new_token() -> tuple[str, str]:
    """Return a fresh token for the link, and the hash of it for the database."""
    token = secrets.token_urlsafe(32)
    return token, hash_token(token)


def hash_token(token: str) -> str:
    """Return what is stored and looked up instead of the token."""
    return hashlib.sha256(token.encode()).hexdigest()


class ResetTokens(PasswordResetTokenGenerator):
    """Links to set a new password: ended by use, by signing in, by a new address and by deactivation."""

    key_salt = "accounts.tokens.ResetTokens"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.session_epoch}{user.is_active}"
