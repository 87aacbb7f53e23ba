"""A referee on their own page. Whoever holds the link acts for them, who has no account.

Each act is recorded as one of the referee, so that only who sees them learns of it.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.tokens import hash_token
from core import audit
from core.autosave import Saved

from .. import emails
from ..models import Consent, ConsentOf, FollowUp, RefereeLink, ReferenceCheck
from ..queries import reference_stage
from .devices import note_referee_device
from .ending import end_link, take_back_mails
from .locks import lock_referee, refuse_contact
from .refusals import LinkEnded, NoConsent, NoReferenceQuestions, NotAgreed, NothingToSend, NotRunning
from .saving import store_changes

# The link still says "thank you" for a while; then it ends by itself.
READABLE_FOR = timedelta(days=30)


def find_link(*, token: str) -> RefereeLink:
    """Return the link behind a token, with referee, candidate and role: open, answered or declined.

    Raises ``LinkEnded``.
    """
    related = ("referee__candidacy__candidate", "referee__candidacy__role", "sent_by")
    link = RefereeLink.objects.select_related(*related).filter(tokens__token_hash=hash_token(token)).first()
    if link is None or link.revoked_at:
        raise LinkEnded
    ended = link.submitted_at or link.declined_at
    if ended:
        if ended + READABLE_FOR < timezone.now():
            raise LinkEnded
    elif not link.is_open or not link.referee.candidacy.is_running:
        raise LinkEnded
    return link


@transaction.atomic
def agree(*, token: str, device: str = "") -> ReferenceCheck:
    """Note that the referee agrees to answer, and open the page to write on. A second time changes nothing.

    ``device``: the mark of the device (``accounts.sessions.device_mark``). Raises ``LinkEnded`` and
    ``NoReferenceQuestions``.
    """
    link = _held_open(token)
    note_referee_device(link, device)
    referee = link.referee
    _, agreed = Consent.objects.in_force().get_or_create(
        referee=referee, of=ConsentOf.REFEREE, withdrawn_at=None, defaults={"how": "On their own page"}
    )
    if agreed:
        audit.record(
            "referee.consent_recorded", by=None, obj=referee, scope=referee.candidacy.uid, of=ConsentOf.REFEREE
        )
    found = ReferenceCheck.objects.filter(referee=referee).first()
    if found:
        return found
    stage = reference_stage(referee.candidacy)
    if stage is None:
        raise NoReferenceQuestions
    check = ReferenceCheck.objects.create(referee=referee, taken_by=link.sent_by, guide_stage=stage, by_link=True)
    audit.record("reference.started", by=None, obj=check, scope=referee.candidacy.uid)
    return check


@transaction.atomic
def save_own_answers(
    *, token: str, changes: Any, base_revision: int, client_id: str, seq: int, device: str = ""
) -> Saved:
    """Store what the referee typed, as ``save_check`` does. Nobody else reads it before it is sent.

    Raises ``LinkEnded``, ``NotAgreed``, ``Conflict`` and ``InvalidChanges``.
    """
    link = _held_open(token)
    note_referee_device(link, device)
    return store_changes(
        _own_check(link), changes, base_revision=base_revision, client_id=client_id, seq=seq, by_referee=True
    )


@transaction.atomic
def submit_answers(*, token: str) -> RefereeLink:
    """Send the answers, once; a second time changes nothing. Whoever sent the link is told.

    Raises ``LinkEnded``, ``NotAgreed`` and ``NothingToSend``.
    """
    link = _held(token)
    if link.submitted_at:
        return link
    if link.declined_at:
        raise LinkEnded
    check = _own_check(link)
    said = check.answers.exclude(text="") | check.answers.filter(number__isnull=False)
    if not said.exists() and not check.follow_up_answers.exclude(text="").exists():
        raise NothingToSend
    link.submitted_at = check.submitted_at = timezone.now()
    link.save(update_fields=["submitted_at"])
    check.save(update_fields=["submitted_at"])
    take_back_mails(link)
    audit.record("reference.submitted", by=None, obj=check, scope=link.referee.candidacy.uid)
    emails.answers_in(link)
    return link


@transaction.atomic
def decline(*, token: str) -> RefereeLink:
    """Note that the referee would rather not answer; what they had typed is deleted. Whoever sent the link is told.

    A second time changes nothing. Raises ``LinkEnded``.
    """
    link = _held(token)
    if link.declined_at:
        return link
    if link.submitted_at:
        raise LinkEnded("You have sent your answers, thank you. To have them taken back, answer the mail.")
    now = timezone.now()
    end_link(link, declined_at=now)
    Consent.objects.in_force().filter(referee=link.referee, of=ConsentOf.REFEREE).update(withdrawn_at=now)
    audit.record("reference.declined", by=None, obj=link.referee, scope=link.referee.candidacy.uid)
    emails.referee_declined(link)
    return link


def questions_for_referee(link: RefereeLink) -> list[FollowUp]:
    """The follow-ups that the referee may read. One query."""
    return list(
        FollowUp.objects.standing().filter(candidacy=link.referee.candidacy_id, for_referee=True).order_by("pk")
    )


def _held(token: str) -> RefereeLink:
    """The link, with its referee locked: a second try waits and sees what the first did."""
    lock_referee(find_link(token=token).referee)
    return find_link(token=token)


def _held_open(token: str) -> RefereeLink:
    link = _held(token)
    if not link.is_open:
        raise LinkEnded
    try:
        refuse_contact(link.referee)
    except (NoConsent, NotRunning) as refusal:
        raise LinkEnded from refusal
    return link


def _own_check(link: RefereeLink) -> ReferenceCheck:
    check = ReferenceCheck.objects.filter(referee=link.referee, by_link=True).first()
    agreed = Consent.objects.in_force().filter(referee=link.referee, of=ConsentOf.REFEREE).exists()
    if check is None or not agreed:
        raise NotAgreed
    check.referee = link.referee
    return check
