"""Mails about a debrief. They tell who did what and why, never anything about a score."""

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from core import outbox
from core.models import OutboxMessage
from hiring.queries import knows_name, name_for

from .models import Debrief


def opened_early(debrief: Debrief, user: User) -> OutboxMessage:
    """Tell one panelist that the debrief was opened while scorecards were owed, and the written reason."""
    candidate = name_for(user, debrief.candidacy)
    path = reverse("debrief_detail", kwargs={"uid": debrief.uid})
    return outbox.write(
        to=user.email,
        subject=f"Debrief on {candidate} was opened early",
        template="debriefs/emails/opened_early",
        context={
            "debrief": debrief,
            "candidate": candidate,
            "named": knows_name(user, debrief.candidacy),
            "name": user.first_name,
            "url": f"{settings.BASE_URL}{path}",
        },
        dedupe_key=f"debrief:{debrief.uid}:opened-early:{user.uid}",
    )
