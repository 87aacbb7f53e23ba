"""Listeners: people who were not on the panel attend, where the role's policy allows it."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from hiring.models import Panelist
from scorecards.services import end_guests, invite_guest

from ..models import Debrief, DebriefPolicy, Listener
from ..visibility import Room, room
from .refusals import DebriefClosed, NotInTheRoom, lock_debrief


class ListenersNotAllowed(Refused):
    message = "This role's debrief policy lets nobody listen. A hiring manager can change that."
    field = "user"


class NotAListener(Refused):
    message = "Whoever sits or sat on a panel of this candidate, or takes part already, cannot listen."
    field = "user"


class ListenerGone(Refused):
    message = "A listener needs an active account."
    field = "user"


class ListensAlready(Refused):
    message = "They are invited already."
    field = "user"


@transaction.atomic
def invite_listener(*, debrief: Debrief, user: User, by: User) -> Listener:
    """Let ``user`` read along in ``debrief`` from its opening until it closes; they write nothing.

    Raises ``DebriefClosed``, ``NotInTheRoom``, ``ListenersNotAllowed``, ``ListenerGone``, ``NotAListener`` and
    ``ListensAlready``.
    """
    debrief = _begin(debrief, by)
    if not DebriefPolicy.objects.filter(role=debrief.candidacy.role_id, listeners=True).exists():
        raise ListenersNotAllowed
    if not user.is_active:
        raise ListenerGone
    if not may_listen(user, debrief):
        raise NotAListener
    if debrief.listeners.invited().filter(user=user).exists():
        raise ListensAlready
    listener = Listener.objects.create(debrief=debrief, user=user, by=by, at=timezone.now())
    if debrief.opened_at and debrief.reveal:
        invite_guest(reveal=debrief.reveal, user=user, by=by)
    audit.record("debrief.listener_invited", by=by, obj=debrief, scope=debrief.candidacy.uid, about=user.uid)
    return listener


@transaction.atomic
def dismiss_listener(*, debrief: Debrief, user: User, by: User) -> None:
    """End the time of a listener. Raises ``DebriefClosed`` and ``NotInTheRoom``."""
    debrief = _begin(debrief, by)
    if debrief.listeners.invited().filter(user=user).update(ended_at=timezone.now()):
        end_guests(candidacy=debrief.candidacy, user=user)
        audit.record("debrief.listener_dismissed", by=by, obj=debrief, scope=debrief.candidacy.uid, about=user.uid)


def let_listeners_in(debrief: Debrief, by: User) -> None:
    """Part of opening: whoever was invited reads along from now on, unless they got a place on a panel since."""
    for listener in debrief.listeners.invited().in_order():
        if debrief.reveal and listener.user.is_active and may_listen(listener.user, debrief):
            invite_guest(reveal=debrief.reveal, user=listener.user, by=by)


def may_listen(user: User, debrief: Debrief) -> bool:
    """Whether ``user`` neither has or had a place on a panel of the candidate nor takes part anyway."""
    placed = Panelist.objects.filter(user=user, interview__candidacy=debrief.candidacy_id)
    return not placed.exists() and not room(user, debrief.candidacy).takes_part


def _begin(debrief: Debrief, by: User) -> Debrief:
    debrief = lock_debrief(debrief)
    if not _invites(debrief, room(by, debrief.candidacy)):
        raise NotInTheRoom("Only a hiring manager of this role, or who leads the debrief, invites listeners.")
    if debrief.closed_at is not None:
        raise DebriefClosed
    return debrief


def _invites(debrief: Debrief, around: Room) -> bool:
    leads = around.manages or (around.decides and debrief.facilitator_id == around.user.pk)
    return leads and not around.bound
