"""Sign-in by e-mail address and password."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from core.statements import Statement

from .models import User
from .permissions import may_sign_in, must_come_through_company
from .queries import with_second_factor


class EmailBackend(BaseBackend):
    """Knows people by e-mail. Gives no permissions: those come from the rules of each app."""

    def authenticate(
        self,
        request: HttpRequest | None,
        email: str = "",
        password: str = "",
        username: str = "",
        **kwargs: Any,
    ) -> User | None:
        """Return the active person with this address and password, else ``None`` after the same time."""
        address = (email or username or "").strip()
        user = User.objects.filter(email__iexact=address).first() if address else None
        if user is None:
            User().set_password(password or "")
            return None
        if user.check_password(password or "") and self.may_sign_in(user) and not must_come_through_company(user):
            return user
        return None

    def get_user(self, user_id: int) -> User | None:
        """Return the person of a session with ``has_second_factor``, or ``None`` once they may not sign in any more."""
        user = _OF_SESSION.first(user=user_id)
        return user if user is not None and self.may_sign_in(user) else None

    def may_sign_in(self, user: User) -> bool:
        """Active people may; demonstration people only in a demonstration."""
        return may_sign_in(user)


# Every request of a signed-in person asks this.
_OF_SESSION = Statement(lambda _, user: with_second_factor(User.objects.filter(pk=user)), user=int)
