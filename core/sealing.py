"""Secrets that have to be read again: stored encrypted under a key that comes from ``SECRET_KEY``."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SealBroken(Exception):
    """It was sealed under a secret key that is not listed any more, or for another purpose."""


def seal(text: str, *, purpose: str) -> str:
    """Return what is stored of a secret; only the same ``purpose`` opens it."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """Return the secret; also what was stored under an earlier secret key that is still listed.

    Raises ``SealBroken``.
    """
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealBroken from error


def _box(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = [sha256(f"{purpose}:{key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in derived])
