"""Letting a candidate hand in again who handed in by mistake.

Whether somebody has begun to rate is nobody's business, and the planner may be anybody who recruits. So the answer
depends on nothing that a panelist did: until the deadline it is yes, afterwards no. In exchange nothing that was rated
is lost. The files of every hand-in stay readable, a sealed scorecard stays as it is, and the panel is told twice: when
the work opens again, and that what it reads changed after it was first handed in. Whoever sealed before that can revise
with a reason, which is marked as a revision like any other.

The deadline is the limit since it is the same for all and was set before anybody rated. Nobody who has or had a place
on the panel opens it: they could have a candidate improve what they have read.
"""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from hiring import emails
from hiring.models import Interview, Reopening, WorkSample

from .appointments import hold_interview
from .links import fresh_link


class ReopenReasonMissing(Refused):
    """No reason was given."""

    message = "Write why, in a few words."
    field = "reason"


class NotHandedIn(Refused):
    """There is nothing to open, or it is open."""

    message = "The candidate can change the work already: it is not handed in, or was opened again."


class TooLateToReopen(Refused):
    """The deadline has passed."""

    message = "The deadline has passed, so what was handed in stays. To open it again, move the deadline first."


@transaction.atomic
def reopen_work_sample(*, interview: Interview, reason: str, by: User) -> WorkSample:
    """Open a work sample that was handed in; the candidate gets a fresh link, and the panel a word that it may change.

    Raises ``ReopenReasonMissing``, ``NotRunning``, ``Cancelled``, ``NotHandedIn`` and ``TooLateToReopen``.
    """
    words = " ".join(reason.split())[:300]
    if not words:
        raise ReopenReasonMissing
    hold_interview(interview)
    sample = WorkSample.objects.filter(interview=interview).first()
    if sample is None or sample.handed_in_at is None or sample.is_open:
        raise NotHandedIn
    sample.interview = interview
    if sample.is_due:
        raise TooLateToReopen
    sample.reopened_at = timezone.now()
    sample.save(update_fields=["reopened_at"])
    Reopening.objects.create(sample=sample, handed_in_at=sample.handed_in_at, reason=words, by=by)
    audit.record("work_sample.reopened", by=by, obj=interview, scope=interview.candidacy.uid)
    emails.work_sample_reopened(interview, token=fresh_link(interview))
    return sample
