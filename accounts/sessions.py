"""The session engine: sessions in a table that knows whose they are, so that people can see and end their own."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.core.exceptions import PermissionDenied
from django.db.models import Exists
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.models import new_uid
from core.statements import Statement

from .models import Session, User

DEVICE, BEGUN = "device", "sign_in_begun"
# A session is written for its last use this often at most, in seconds; reading pages writes nothing in between.
SEEN_EVERY = 300
# A session ends ``SESSION_COOKIE_AGE`` after its last use, and this long after its sign-in however much it is used.
LONGEST = timedelta(days=30)


class SessionStore(DatabaseStore):
    """Django's database sessions, with the columns of ``Session`` filled from the session's own data."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the table."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row to save; what belongs to a person's device is there once somebody is signed in."""
        row = cast("Session", super().create_model_instance(data))
        device = data.get(DEVICE)
        if device and SESSION_KEY in data:
            row.user_id, row.uid = int(data[SESSION_KEY]), device["uid"]
            row.signed_in_at, row.seen_at = _moment(device["since"]), _moment(device["seen"])
            row.address, row.agent = device["address"], device["agent"]
        return row

    def _get_session_from_db(self) -> Session | None:
        """Look it up by a query that is put together once: every request asks."""
        found = _KEPT.first(key=self.session_key or "", now=timezone.now())
        if found is None:
            self._session_key = None
        return found


def note_device(request: HttpRequest) -> None:
    """Write down that the signed-in person's device was just used, and from where, unless that was lately."""
    now, known = int(time.time()), request.session.get(DEVICE)
    if known and now - known["seen"] < SEEN_EVERY:
        return
    request.session[DEVICE] = {
        "uid": known["uid"] if known else new_uid(),
        "since": known["since"] if known else now,
        "seen": now,
        "address": _address(request),
        "agent": request.headers.get("User-Agent", "")[:300],
    }
    rested = _moment(now) + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    request.session.set_expiry(min(rested, _moment(request.session[DEVICE]["since"]) + LONGEST))


def still_signed_in(user: User, session: SessionBase) -> User | None:
    """The person as they are now, while they are active and ``session`` was not ended: for an answer that stays open.

    One query.
    """
    return _STILL.first(user=user.pk, key=session.session_key or "")


def note_beginning(request: HttpRequest, user: User) -> None:
    """Keep what ``user`` was when they gave the first proof of who they are; another may be asked for."""
    request.session[BEGUN] = [user.pk, user.get_session_auth_hash()]


def begun_as(request: HttpRequest, user: User) -> bool:
    """Whether the sign-in that ends now began with the same password, and before no deactivation."""
    begun = request.session.pop(BEGUN, None)
    return begun is None or begun[0] != user.pk or begun[1] == user.get_session_auth_hash()


def device_mark(request: HttpRequest) -> str:
    """A keyed hash of network address and browser, to compare two writers behind secret links; empty without one.

    It cannot be turned back into either without the server's key, and two devices behind one address that run the same
    browser look alike.
    """
    address = _address(request)
    if not address:
        return ""
    agent = request.headers.get("User-Agent", "")[:300]
    return salted_hmac("accounts.device", f"{address}\n{agent}", algorithm="sha256").hexdigest()


def _address(request: HttpRequest) -> str | None:
    """Count the proxies that are trusted, as the limits on tries do: a forged header never stands here."""
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return None


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


_KEPT = Statement(
    lambda _, key, now: Session.objects.filter(session_key=key, expire_date__gt=now), key=str, now=datetime
)
_STILL = Statement(
    lambda _, user, key: User.objects.active().filter(Exists(Session.objects.filter(session_key=key)), pk=user),
    user=int,
    key=str,
)
