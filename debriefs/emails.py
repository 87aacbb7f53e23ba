"""Mails about a debrief. They tell who did what and why, never anything about a score."""

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from core import outbox
from core.models import OutboxMessage
from hiring.queries import called, knows_name

from .models import Debrief


def opened_early(debrief: Debrief, user: User) -> OutboxMessage:
    """Tell one rater that the debrief was opened while scorecards were owed, and the written reason."""
    named = knows_name(user, debrief.candidacy)
    candidate = called(debrief.candidacy, named=named)
    path = reverse("debrief_detail", kwargs={"uid": debrief.uid})
    return outbox.write(
        to=user.email,
        subject=f"Debrief on {candidate} was opened early",
        template="debriefs/emails/opened_early",
        context={
            "debrief": debrief,
            "candidate": candidate,
            "named": named,
            "name": user.first_name,
            "url": f"{settings.BASE_URL}{path}",
        },
        dedupe_key=f"debrief:{debrief.uid}:opened-early:{user.uid}",
    )
