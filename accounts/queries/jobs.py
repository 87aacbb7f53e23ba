"""The job queue as far as its reader may know it: who waits for a job and where a mail goes, not what it is about.

Many jobs exist because somebody sealed a scorecard, opened a debrief or planned an interview. For an admin whom a panel
binds these kinds are not there at all: not in lists, counts or times, and not to be acted upon.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, DurationField, ExpressionWrapper, F, Max, Min, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from core.models import Job, OutboxMessage, Sign

from ..models import User
from .job_kinds import MAIL, SILENT, job_words

LATELY = timedelta(minutes=2)
DAY = timedelta(days=1)

_binds: list[Callable[[User], bool]] = []


@dataclass(frozen=True)
class Queue:
    """How many wait, run and have failed; since when the one waits that is due the longest; mails not delivered."""

    waiting: int
    running: int
    failed: int
    due_since: datetime | None
    mails_failed: int


@dataclass(frozen=True)
class Pace:
    """How one kind of job went in the last day: how many ended, how long they waited for a worker and then took."""

    words: str
    ended: int
    middle_wait: timedelta
    longest_wait: timedelta
    longest_work: timedelta


@dataclass(frozen=True)
class Life:
    """Whether a kind of process was heard of lately, on how many machines, and when last."""

    of: str
    is_alive: bool
    machines: int
    heard_at: datetime | None


def bind_jobs(rule: Callable[[User], bool]) -> None:
    """Register who must not see the kinds of job that tell: ``rule(user)`` is true for whom a panel binds.

    The app that keeps the independence rule calls it in its config's ``ready()``.
    """
    _binds.append(rule)


def is_bound(user: User) -> bool:
    """Whether ``user`` sees only the kinds of job that tell nothing."""
    return any(rule(user) for rule in _binds)


def jobs_shown(*, bound: bool) -> QuerySet[Job]:
    """The jobs that may be shown, listed, counted and acted upon: all, or those of the silent kinds."""
    return Job.objects.filter(name__in=SILENT) if bound else Job.objects.all()


def jobs_listed(*, bound: bool, state: str = "", kind: str = "") -> QuerySet[Job]:
    """The same, newest first, of one state and one kind if these are given."""
    jobs = jobs_shown(bound=bound).select_related("requested_by").order_by("-created_at", "-pk")
    jobs = jobs.filter(state=state) if state else jobs
    return jobs.filter(name=kind) if kind else jobs


def queue_now(*, bound: bool) -> Queue:
    """What waits, runs and has failed now. One query."""
    now = timezone.now()
    watched = [Job.State.WAITING, Job.State.RUNNING, Job.State.FAILED]
    counts = jobs_shown(bound=bound).filter(state__in=watched)
    return Queue(
        **counts.aggregate(
            waiting=Count("pk", filter=Q(state=Job.State.WAITING)),
            running=Count("pk", filter=Q(state=Job.State.RUNNING)),
            failed=Count("pk", filter=Q(state=Job.State.FAILED)),
            due_since=Min("run_after", filter=Q(state=Job.State.WAITING, run_after__lte=now)),
            mails_failed=Count("pk", filter=Q(state=Job.State.FAILED, name=MAIL)),
        )
    )


def paces() -> list[Pace]:
    """How each kind went that ended in the last day, those that waited longest first. One query.

    Not for whom a panel binds: what any job waits tells how busy the others keep the workers.
    """
    since_due = ExpressionWrapper(F("started_at") - F("run_after"), output_field=DurationField())
    # A job that waits for its next try was due anew after it was started.
    early = When(started_at__lt=F("run_after"), then=timedelta())
    waited = Case(early, default=since_due, output_field=DurationField())
    worked = ExpressionWrapper(F("finished_at") - F("started_at"), output_field=DurationField())
    ended = Job.objects.filter(finished_at__gte=timezone.now() - DAY, started_at__isnull=False)
    kind = [F("name")]
    rows = (
        ended.annotate(wait=waited)
        .annotate(
            place=Window(RowNumber(), partition_by=kind, order_by=["wait", "pk"]),
            ended=Window(Count("pk"), partition_by=kind),
            longest=Window(Max("wait"), partition_by=kind),
            work=Window(Max(worked), partition_by=kind),
        )
        .filter(place=(F("ended") + 1) / 2)
        .values_list("name", "ended", "wait", "longest", "work")
    )
    found = [Pace(job_words(name), *numbers) for name, *numbers in rows]
    return sorted(found, key=lambda pace: (-pace.longest_wait, pace.words))


def lives() -> list[Life]:
    """Whether a worker and beat, the clock of what comes round, were heard of lately. One query."""
    signs = list(Sign.objects.order_by("-heard_at"))
    found = []
    for of in (Sign.Of.WORKER, Sign.Of.BEAT):
        mine = [sign for sign in signs if sign.of == of]
        fresh = [sign for sign in mine if sign.heard_at > timezone.now() - LATELY]
        found.append(Life(of, bool(fresh), len(fresh), mine[0].heard_at if mine else None))
    return found


def addressees(jobs: list[Job]) -> dict[int, str]:
    """To whom those of ``jobs`` go that deliver a mail, by the job's key. One query."""
    mails = {job.pk: job.args.get("message_id") for job in jobs if job.name == MAIL}
    known = dict(OutboxMessage.objects.filter(pk__in=mails.values()).values_list("pk", "to"))
    return {job: known[mail] for job, mail in mails.items() if mail in known}
