"""Who has a second step for signing in, and which."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet

from ..models import User


def with_second_factor(people: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate ``has_second_factor``: an authenticator app or a passkey. Recovery codes only stand in for one."""
    return people.annotate(has_second_factor=Exists(second_factors().filter(user=OuterRef("pk"))))


def second_factors() -> QuerySet[Authenticator]:
    """Authenticator apps, passkeys and security keys of everybody, oldest first."""
    return Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).order_by("created_at", "pk")


def recovery_codes_left(user: User) -> int | None:
    """How many recovery codes are unused; ``None`` if there never were any."""
    codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(codes.wrap().get_unused_codes()) if codes else None
