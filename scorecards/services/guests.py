"""Letting somebody read along in a debrief, and ending it. Why they may is the debrief's to say, and audited there."""

from django.utils import timezone

from accounts.models import User
from hiring.models import Candidacy

from ..models import Guest, Reveal


def invite_guest(*, reveal: Reveal, user: User, by: User) -> Guest:
    """Let ``user`` read what ``reveal`` and those before it opened to the panel. Once at a time."""
    guest, _ = Guest.objects.open().get_or_create(reveal=reveal, user=user, defaults={"by": by, "at": timezone.now()})
    return guest


def end_guests(*, candidacy: Candidacy, user: User | None = None) -> None:
    """End it for every guest of ``candidacy``, or for ``user`` alone."""
    guests = Guest.objects.open().filter(reveal__candidacy=candidacy)
    if user is not None:
        guests = guests.filter(user=user)
    guests.update(ended_at=timezone.now())
