"""Mails about scorecards. They tell who did what and why, never anything about a score."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from core import outbox
from core.models import OutboxMessage
from hiring.models import Panelist
from hiring.queries import called, knows_name

from .models import BreakGlass, Scorecard


def glass_broken(glass: BreakGlass, user: User) -> OutboxMessage:
    """Tell one person concerned that an admin opened the scorecards: who, why, until when."""
    return _tell(glass, user, f"{glass.by} opened", template="glass_broken", until=_in_words(glass.until, user))


def glass_ended(glass: BreakGlass, user: User) -> OutboxMessage:
    """Tell one person concerned, or whoever had opened them, that the scorecards were closed before their time."""
    return _tell(glass, user, f"{glass.ended_by} closed", template="glass_ended")


def scorecard_in(scorecard: Scorecard, user: User, *, owing: list[str]) -> OutboxMessage:
    """Tell a recruiter that a scorecard is in, and who of its stage still owes one; nothing of what stands in it."""
    interview = scorecard.panelist.interview
    candidacy, author = interview.candidacy, scorecard.panelist.user
    return outbox.write(
        to=user.email,
        subject=f"{author}'s scorecard on {candidacy.candidate.name} is in",
        template="scorecards/emails/scorecard_in",
        context={
            "name": user.first_name,
            "author": author.name,
            "candidate": candidacy.candidate.name,
            "stage": interview.stage.name,
            "role": candidacy.role.title,
            "owing": owing,
            "url": f"{settings.BASE_URL}{reverse('candidacy_detail', args=[candidacy.uid])}",
        },
        dedupe_key=f"scorecard-in:{scorecard.uid}:{user.uid}",
    )


def scorecard_owed(panelist: Panelist, *, since: datetime, dedupe_key: str) -> OutboxMessage:
    """Remind one panelist of their own scorecard on what there is to rate ``since``; of nobody else's."""
    interview, card = panelist.interview, getattr(panelist, "scorecard", None)
    candidate = called(interview.candidacy, named=knows_name(panelist.user, interview.candidacy))
    return outbox.write(
        to=panelist.user.email,
        subject=f"Your scorecard on {candidate}, {interview.stage.name}",
        template="scorecards/emails/scorecard_owed",
        context={
            "name": panelist.user.first_name,
            "candidate": candidate,
            "stage": interview.stage.name,
            "since": _in_words(since, panelist.user),
            "is_work": not interview.blocks_time,
            "is_begun": card is not None and card.saved_at is not None,
            "url": f"{settings.BASE_URL}{reverse('scorecard_edit', args=[interview.uid])}",
        },
        dedupe_key=dedupe_key,
    )


def _tell(glass: BreakGlass, user: User, act: str, *, template: str, **context: str) -> OutboxMessage:
    named = knows_name(user, glass.candidacy)
    candidate = called(glass.candidacy, named=named)
    path = reverse("independence_explain", args=[glass.candidacy.uid])
    return outbox.write(
        to=user.email,
        subject=f"{act} the scorecards on {candidate}",
        template=f"scorecards/emails/{template}",
        context={
            "glass": glass,
            "candidate": candidate,
            "named": named,
            "name": user.first_name,
            "url": f"{settings.BASE_URL}{path}",
            **context,
        },
        dedupe_key=f"{template}:{glass.uid}:{user.uid}",
    )


def _in_words(moment: datetime, user: User) -> str:
    """A moment in the reader's zone: "Fri 20 Nov 2026, 14:00 (Europe/Berlin)"."""
    local = moment.astimezone(user.zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M} ({user.timezone})"
