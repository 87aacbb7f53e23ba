"""Having the worker put the summary together, and together anew when a fact has changed."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.jobs import enqueue
from core.models import Job

from ..models import Debrief, Summary
from ..queries import SUMMARISE, compose, key_of, summary_under_way
from .conducting import tell
from .refusals import NotInTheRoom, NotOpened, lock_debrief

REST = timedelta(seconds=20)
"""Changes within this time make one new summary."""


@transaction.atomic
def request_summary(*, debrief: Debrief, by: User) -> Job:
    """Have the summary put together now. Raises ``NotOpened`` and ``NotInTheRoom``."""
    if debrief.opened_at is None:
        raise NotOpened
    if not by.has_perm("debriefs.attend_debrief", debrief):
        raise NotInTheRoom
    audit.record("debrief.summary_requested", by=by, obj=debrief, scope=debrief.candidacy.uid)
    return _ask(debrief, by=by)


def facts_changed(*, debrief: Debrief, by: User, revealed: bool = False) -> None:
    """Tell every open page, and have the summary put together anew, soon, if there is one or should be by now.

    ``revealed``: something that pages show of scorecards is different. Part of each act that adds to what is on record.
    """
    tell(debrief=debrief, changed=revealed)
    if debrief.closed_at is not None or debrief.summaries.exists():
        _ask(debrief, by=by, rest=REST if debrief.closed_at is None else timedelta())


def _ask(debrief: Debrief, *, by: User, rest: timedelta = timedelta()) -> Job:
    waiting = summary_under_way(debrief)
    if waiting is not None and waiting.state == Job.State.WAITING and waiting.run_after <= timezone.now() + rest:
        return waiting
    priority = Job.Priority.NORMAL if rest else Job.Priority.SOON
    return enqueue(SUMMARISE, by=by, priority=priority, run_after=timezone.now() + rest, debrief_id=debrief.pk)


@transaction.atomic
def store_summary(*, debrief: Debrief) -> Summary | None:
    """Put the summary together and keep it beside the earlier ones, which it replaces. For the worker.

    The same facts make no new one. None for a debrief that has not opened.
    """
    debrief = lock_debrief(debrief)
    if debrief.opened_at is None:
        return None
    content, scorecards = compose(debrief)
    key = key_of(content)
    last = debrief.summaries.order_by("number").last()
    if last is not None and last.key == key:
        return last
    now = timezone.now()
    debrief.summaries.current().update(replaced_at=now)
    number = last.number + 1 if last else 1
    summary = Summary.objects.create(debrief=debrief, number=number, content=content, key=key, made_at=now)
    summary.scorecards.set(scorecards)
    return summary
