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
    words = f"{until:%a} {until.day} {until:%b %Y, %H:%M} ({user.timezone})"
    return _tell(glass, user, f"{glass.by} opened", template="glass_broken", until=words)


def glass_ended(glass: BreakGlass, user: User) -> OutboxMessage:
    """Tell one person concerned, or whoever had opened them, that the scorecards were closed before their time."""
    return _tell(glass, user, f"{glass.ended_by} closed", template="glass_ended")


def _tell(glass: BreakGlass, user: User, act: str, *, template: str, **context: str) -> OutboxMessage:
    path = reverse("independence_explain", args=[glass.candidacy.uid])
    return outbox.write(
        to=user.email,
        subject=f"{act} the scorecards on {glass.candidacy.candidate.name}",
        template=f"scorecards/emails/{template}",
        context={"glass": glass, "name": user.first_name, "url": f"{settings.BASE_URL}{path}", **context},
        dedupe_key=f"{template}:{glass.uid}:{user.uid}",
    )
