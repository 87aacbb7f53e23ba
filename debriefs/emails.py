"""Mails about a debrief. They tell who did what and why, never anything about a score."""

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from core import outbox
from core.models import OutboxMessage
from hiring.models import Role
from hiring.queries import called, knows_name

from .models import Debrief, Decision


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


def considered_elsewhere(decision: Decision, role: Role, user: User, *, taken_back: bool) -> OutboxMessage:
    """Tell a recruiter of ``role`` that the candidate is to be considered for it, or not any more; no score."""
    candidacy = decision.debrief.candidacy
    candidate = candidacy.candidate.name
    path = reverse("candidacy_create", kwargs={"uid": role.uid})
    return outbox.write(
        to=user.email,
        subject=f"{candidate} is {'no longer ' if taken_back else ''}to be considered for {role.title}",
        template="debriefs/emails/considered_elsewhere",
        context={
            "candidate": candidate,
            "role": role,
            "from_role": candidacy.role.title,
            "by": decision.by.name,
            "name": user.first_name,
            "taken_back": taken_back,
            "url": f"{settings.BASE_URL}{path}",
        },
        dedupe_key=f"decision:{decision.uid}:elsewhere{':taken-back' if taken_back else ''}:{user.uid}",
    )


def approval_asked(decision: Decision, user: User) -> OutboxMessage:
    """Ask ``user`` to approve ``decision``; neither what was decided nor a score is in it."""
    candidacy = decision.debrief.candidacy
    candidate = called(candidacy, named=knows_name(user, candidacy))
    path = reverse("debrief_detail", kwargs={"uid": decision.debrief.uid})
    return outbox.write(
        to=user.email,
        subject=f"A decision on {candidate} waits for your approval",
        template="debriefs/emails/approval_asked",
        context={
            "candidate": candidate,
            "role": candidacy.role,
            "by": decision.by.name,
            "name": user.first_name,
            "url": f"{settings.BASE_URL}{path}?step=decision",
        },
        dedupe_key=f"decision:{decision.uid}:approval:{user.uid}",
    )
