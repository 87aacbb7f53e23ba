"""The secret addresses at which calendar programs read their owners' interviews."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.tokens import new_token
from core import audit
from hiring.models import CalendarFeed


@transaction.atomic
def make_feed(*, by: User) -> str:
    """Give the person a new address and return its token, stored nowhere; an earlier one stops at once."""
    token, hashed = new_token()
    values = {"token_hash": hashed, "session_epoch": by.session_epoch, "made_at": timezone.now()}
    CalendarFeed.objects.update_or_create(user=by, defaults=values)
    audit.record("calendar_feed.made", by=by, obj=by)
    return token


@transaction.atomic
def revoke_feed(*, by: User) -> bool:
    """End the person's address; return whether there was one."""
    revoked, _ = CalendarFeed.objects.filter(user=by).delete()
    if revoked:
        audit.record("calendar_feed.revoked", by=by, obj=by)
    return bool(revoked)
