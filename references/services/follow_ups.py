"""What the debrief left open, as questions that every referee of the candidate is asked beside the guide's."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from hiring.models import Candidacy

from ..models import FollowUp
from .refusals import AlreadyTakenBack, BadFollowUp, NotRunning, NotYourCall

LONGEST = 1000


@transaction.atomic
def add_follow_up(*, candidacy: Candidacy, text: str, by: User, for_referee: bool = False) -> FollowUp:
    """Ask every referee of the candidate one more question.

    ``for_referee``: they may read it as it is worded, on their own page; else only whoever calls does. Raises
    ``NotYourCall``, ``NotRunning`` and ``BadFollowUp``.
    """
    if not by.has_perm("references.add_follow_up", candidacy):
        raise NotYourCall
    if not candidacy.is_running:
        raise NotRunning
    words = text.strip()
    if not words or len(words) > LONGEST:
        raise BadFollowUp
    follow_up = FollowUp.objects.create(candidacy=candidacy, text=words, for_referee=for_referee, asked_by=by)
    audit.record("follow_up.added", by=by, obj=follow_up, scope=candidacy.uid)
    return follow_up


@transaction.atomic
def take_back_follow_up(*, follow_up: FollowUp, by: User) -> FollowUp:
    """Ask it no further; answers that were given stay. Raises ``NotYourCall`` and ``AlreadyTakenBack``."""
    FollowUp.objects.select_for_update(no_key=True).get(pk=follow_up.pk)
    held = FollowUp.objects.select_related("candidacy").get(pk=follow_up.pk)
    if not by.has_perm("references.take_back_follow_up", held):
        raise NotYourCall
    if held.taken_back_at:
        raise AlreadyTakenBack
    held.taken_back_at, held.taken_back_by = timezone.now(), by
    held.save(update_fields=["taken_back_at", "taken_back_by"])
    audit.record("follow_up.taken_back", by=by, obj=held, scope=held.candidacy.uid)
    return held
