"""The job table: the queue of record, of which the broker is only the doorbell."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .base import PublicIdModel

# No lease is given for longer.
LONGEST_LEASE = timedelta(minutes=1)


class JobQuerySet(models.QuerySet):
    """Which jobs can be taken, and which are over."""

    def due(self) -> "JobQuerySet":
        """Jobs that a worker may take now: waiting and due, or running with a lease that has run out."""
        return self.filter(self._waits_and_is_due() | self._lease_has_run_out())

    def lost(self) -> "JobQuerySet":
        """Jobs whose worker has not been heard of for as long as its lease."""
        return self.filter(self._lease_has_run_out())

    def _waits_and_is_due(self) -> Q:
        """What was due when it was written is due, also when the clock has been put back since."""
        now = timezone.now()
        at_once = Q(created_at__gt=now, run_after__lte=F("created_at"))
        return Q(state=Job.State.WAITING) & (Q(run_after__lte=now) | at_once)

    def _lease_has_run_out(self) -> Q:
        """Also one that was given before the clock was put back; whoever lives extends theirs every few seconds."""
        now = timezone.now()
        return Q(state=Job.State.RUNNING) & (Q(leased_until__lte=now) | Q(leased_until__gt=now + LONGEST_LEASE))

    def unfinished(self) -> "JobQuerySet":
        """Jobs that wait or run."""
        return self.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])

    def over(self) -> "JobQuerySet":
        """Jobs to which nothing happens any more."""
        return self.exclude(state__in=[Job.State.WAITING, Job.State.RUNNING])


class Job(PublicIdModel):
    """One piece of work outside the request: what to run, how far it is, and how it ended."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    class Priority(models.IntegerChoices):
        SOON = 0, "Somebody waits for it"
        NORMAL = 5, "Normal"
        LATER = 9, "Whenever there is time"

    name = models.CharField(max_length=100)
    args = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    progress = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    run_after = models.DateTimeField(default=timezone.now)
    # Of the last try: when a worker took it, and which one.
    started_at = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=100, blank=True, default="", db_default="")
    lease_token = models.CharField(max_length=32, blank=True, default="")
    leased_until = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True, default="")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    # Of the request that left this to do. The default is the database's, for a release that does not know the column.
    request_id = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="core_job_state_known",
                condition=Q(state__in=["waiting", "running", "done", "failed", "cancelled"]),
            ),
            models.CheckConstraint(name="core_job_progress_percent", condition=Q(progress__lte=100)),
            models.CheckConstraint(name="core_job_has_a_try", condition=Q(max_attempts__gte=1)),
            models.CheckConstraint(
                name="core_job_lease_while_running",
                condition=(Q(state="running", leased_until__isnull=False) & ~Q(lease_token=""))
                | (~Q(state="running") & Q(lease_token="", leased_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="core_job_finish_time_when_over",
                condition=Q(state__in=["waiting", "running"], finished_at__isnull=True)
                | Q(state__in=["done", "failed", "cancelled"], finished_at__isnull=False),
            ),
            models.CheckConstraint(
                name="core_job_failure_has_reason",
                condition=~Q(state="failed") | ~Q(error=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["priority", "run_after"],
                name="core_job_to_claim",
                condition=Q(state="waiting"),
            ),
            models.Index(
                fields=["leased_until"],
                name="core_job_to_sweep",
                condition=Q(state="running"),
            ),
            models.Index(fields=["-created_at", "-id"], name="core_job_newest"),
            models.Index(fields=["state", "-created_at", "-id"], name="core_job_state"),
            models.Index(fields=["name", "-created_at", "-id"], name="core_job_name"),
            models.Index(
                fields=["finished_at"],
                name="core_job_finished",
                condition=Q(finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"

    @property
    def is_over(self) -> bool:
        """Whether nothing will happen to it any more."""
        return self.state in {self.State.DONE, self.State.FAILED, self.State.CANCELLED}
