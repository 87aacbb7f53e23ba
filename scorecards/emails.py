"""Mails about scorecards. They tell who did what and why, never anything about a score."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from core import outbox
from core.models import OutboxMessage

from .models import BreakGlass


def glass_broken(glass: BreakGlass, user: User) -> OutboxMessage:
    """Tell one person concerned that an admin opened the scorecards: who, why, until when."""
    until = glass.until.astimezone(ZoneInfo(user.timezone))
    path = reverse("independence_explain", args=[glass.candidacy.uid])
    return outbox.write(
        to=user.email,
        subject=f"{glass.by.name} opened the scorecards on {glass.candidacy.candidate.name}",
        template="scorecards/emails/glass_broken",
        context={
            "glass": glass,
            "name": user.first_name,
            "until": f"{until:%a} {until.day} {until:%b %Y, %H:%M} ({user.timezone})",
            "url": f"{settings.BASE_URL}{path}",
        },
        dedupe_key=f"break-glass:{glass.uid}:{user.uid}",
    )
