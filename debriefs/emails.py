"""Mails about a debrief. They tell who did what and why, never anything about a score."""

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from core import outbox
from core.models import OutboxMessage

from .models import Debrief


def opened_early(debrief: Debrief, user: User) -> OutboxMessage:
    """Tell one panelist that the debrief was opened while scorecards were owed, and the written reason."""
    path = reverse("debrief_detail", kwargs={"uid": debrief.uid})
    return outbox.write(
        to=user.email,
        subject=f"Debrief on {debrief.candidacy.candidate.name} was opened early",
        template="debriefs/emails/opened_early",
        context={"debrief": debrief, "name": user.first_name, "url": f"{settings.BASE_URL}{path}"},
        dedupe_key=f"debrief:{debrief.uid}:opened-early:{user.uid}",
    )
