"""The meeting as it takes place: what everybody sees, whose turn it is, who is here."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .debrief import Debrief

GONE_AFTER = timedelta(seconds=75)


class Step(models.TextChoices):
    """The steps of a debrief, in order."""

    REQUIREMENTS = "requirements", "Requirements"
    EVIDENCE = "evidence", "Evidence"
    DISAGREEMENTS = "disagreements", "Disagreements"
    AGENDA = "agenda", "Agenda"
    REVOTE = "revote", "Re-vote"
    DECISION = "decision", "Decision"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def move(self, **values: object) -> int:
        """Set ``values`` and tell every open page. One query."""
        return self.update(moves=F("moves") + 1, **values)


class Meeting(models.Model):
    """What the one who leads shows to everybody: a step, and of some steps an item; empty until something is shown.

    ``since`` when, and for how many ``minutes`` it was meant. ``moves`` grows with everything that open pages have to
    know of; ``changed`` is its value when something that was revealed changed last.
    """

    debrief = models.OneToOneField(Debrief, on_delete=models.CASCADE, related_name="meeting")
    step = models.CharField(max_length=16, choices=Step.choices, blank=True)
    item = models.PositiveSmallIntegerField(default=1)
    since = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(default=0)
    speaker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    moves = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(step="") | Q(since__isnull=False), name="meeting_shows_since"),
        ]

    def __str__(self) -> str:
        return f"Meeting of {self.debrief}"

    @property
    def ends_at(self) -> datetime | None:
        """Until when what is shown was meant to last."""
        return self.since + timedelta(minutes=self.minutes) if self.since else None

    @property
    def place(self) -> str:
        """What is shown, as one word."""
        return f"{self.step}:{self.item}" if self.step else ""


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def here(self) -> Self:
        """Those whose page is open now."""
        return self.filter(last_at__gt=timezone.now() - GONE_AFTER)


class Attendance(models.Model):
    """That a person had the page of a debrief open, from when and until when."""

    debrief = models.ForeignKey(Debrief, on_delete=models.CASCADE, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["debrief", "user"], name="attendance_once"),
            models.CheckConstraint(condition=Q(last_at__gte=F("first_at")), name="attendance_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.debrief}"

    @property
    def is_here(self) -> bool:
        return self.last_at > timezone.now() - GONE_AFTER
