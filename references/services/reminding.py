"""What the worker tells by the clock. Each mail has a key of its own, so running late or twice writes none twice."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core import outbox
from core.errors import Refused

from .. import emails
from ..models import Attempt, AttemptOutcome, RefereeLink, ReferenceCheck
from .links import fresh_token
from .locks import lock_referee, refuse_contact

REMIND_AFTER = (timedelta(days=4), timedelta(days=9))
RATE_WITHIN = timedelta(days=3)
# What the worker missed for longer than this has been seen by now.
STALE = timedelta(days=7)
# What a referee typed and never sent is kept this long after the link has run out, for a fresh one to go on with.
UNSENT_KEPT = timedelta(days=30)
RELATED = ("referee__candidacy__candidate", "referee__candidacy__role")


def remind() -> int:
    """Remind referees of open links and checkers of what waits for them; return how many mails were due.

    A referee hears nothing more once they have answered or declined, or the link was revoked or has run out.
    """
    return _remind_referees() + _tell_of_expired() + _tell_of_unrated() + _tell_of_calls()


def forget_unsent() -> int:
    """Delete what referees typed and never sent, some time after their link has run out; return of how many."""
    gone = RefereeLink.objects.waiting().filter(expires_at__lt=timezone.now() - UNSENT_KEPT)
    unsent = ReferenceCheck.objects.filter(by_link=True, submitted_at=None, referee__in=gone.values("referee"))
    return sum(_forget(check) for check in unsent.select_related("referee"))


@transaction.atomic
def _forget(check: ReferenceCheck) -> int:
    lock_referee(check.referee)
    link = RefereeLink.objects.waiting().filter(referee=check.referee_id).first()
    if link and link.expires_at < timezone.now() - UNSENT_KEPT:
        return int(ReferenceCheck.objects.filter(pk=check.pk, submitted_at=None).delete()[0] > 0)
    return 0


def _remind_referees() -> int:
    waiting = RefereeLink.objects.open().filter(sent_at__lte=timezone.now() - REMIND_AFTER[0])
    due = {emails.mail_keys(link)[_number(link)]: link for link in waiting.order_by("pk")}
    return sum(_remind(due[key]) for key in sorted(outbox.unwritten(due)))


def _number(link: RefereeLink) -> int:
    """Which reminder is due by now; one that was missed is not made up for."""
    return sum(timezone.now() >= link.sent_at + after for after in REMIND_AFTER)


@transaction.atomic
def _remind(link: RefereeLink) -> int:
    referee = lock_referee(link.referee)
    now = RefereeLink.objects.open().select_related("sent_by").filter(pk=link.pk).first()
    if now is None or now.sent_at != link.sent_at:
        return 0
    number = _number(now)
    if not outbox.unwritten([emails.mail_keys(now)[number]]):
        return 0
    try:
        refuse_contact(referee)
    except Refused:
        return 0
    now.referee = referee
    emails.referee_reminded(now, token=fresh_token(now), number=number)
    return 1


def _tell_of_expired() -> int:
    now = timezone.now()
    gone = RefereeLink.objects.waiting().filter(expires_at__lte=now, expires_at__gt=now - STALE)
    rows = gone.select_related(*RELATED, "sent_by").order_by("pk")
    due = {emails.expired_key(link): link for link in rows if link.referee.candidacy.is_running}
    new = outbox.unwritten(due)
    for key in sorted(new):
        emails.link_expired(due[key])
    return len(new)


def _tell_of_unrated() -> int:
    since = timezone.now() - RATE_WITHIN
    waiting = ReferenceCheck.objects.filter(finished_at=None, submitted_at__lte=since, submitted_at__gt=since - STALE)
    rows = waiting.select_related(*RELATED, "taken_by").order_by("pk")
    due = {emails.rating_key(check): check for check in rows if check.referee.candidacy.is_running}
    new = outbox.unwritten(due)
    for key in sorted(new):
        emails.rating_due(due[key])
    return len(new)


def _tell_of_calls() -> int:
    now = timezone.now()
    agreed = Attempt.objects.filter(outcome=AttemptOutcome.CALL_AGAIN, call_again_at__gt=now - timedelta(days=1))
    rows = agreed.filter(call_again_at__lte=now).select_related(*RELATED, "by").order_by("pk")
    due = {emails.call_key(attempt): attempt for attempt in rows if _still_due(attempt)}
    new = outbox.unwritten(due)
    for key in sorted(new):
        emails.call_due(due[key])
    return len(new)


def _still_due(attempt: Attempt) -> bool:
    """Nobody has tried since, the reference is not in, and it is still wanted."""
    referee = attempt.referee
    later = Attempt.objects.filter(referee=referee, pk__gt=attempt.pk).exists()
    finished = ReferenceCheck.objects.finished().filter(referee=referee).exists()
    return not later and not finished and referee.candidacy.is_running
