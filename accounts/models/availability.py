"""When a person can be asked for an interview: working hours, time off, and how much of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.models import PublicIdModel


class Weekday(models.IntegerChoices):
    """The days of a week, numbered as ``date.weekday`` does."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


class PlanningLimits(PublicIdModel):
    """How much a person takes on. Whoever has no such row has said nothing yet: the usual hours count for them.

    Without a number there is no limit.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="planning_limits")
    per_day = models.PositiveSmallIntegerField(null=True, blank=True)
    per_week = models.PositiveSmallIntegerField(null=True, blank=True)
    break_minutes = models.PositiveSmallIntegerField(default=0)
    notice_hours = models.PositiveSmallIntegerField(default=0)
    # Counts what is saved of hours, time off and limits, from 1.
    revision = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_limits_not_zero",
                condition=(Q(per_day=None) | Q(per_day__gt=0)) & (Q(per_week=None) | Q(per_week__gt=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"Limits of {self.user}"


class WorkingStretch(PublicIdModel):
    """One stretch of a weekday on which a person works, on the clock of their own zone. 23:59 is the end of the day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="working_stretches")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="accounts_stretch_ends_after_start", condition=Q(ends__gt=F("starts"))),
            models.CheckConstraint(name="accounts_stretch_weekday_known", condition=Q(weekday__lte=6)),
            models.UniqueConstraint(fields=["user", "weekday", "starts"], name="accounts_stretch_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_weekday_display()} {self.starts:%H:%M} to {self.ends:%H:%M}"


class TimeOff(PublicIdModel):
    """Days on which a person is away, both included. ``note`` is theirs alone: no other page or query reads it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="time_off")
    first_day = models.DateField()
    last_day = models.DateField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_time_off_ends_after_start", condition=Q(last_day__gte=F("first_day"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, away from {self.first_day} to {self.last_day}"
