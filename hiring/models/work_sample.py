"""The work that a candidate does on their own and hands in through a link."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models import PublicIdModel

from .interview import Interview


class WorkSample(PublicIdModel):
    """What one candidate hands in for an interview of a work sample stage; its deadline is the interview's end.

    Only a hash of the link's token is stored. ``asked_words`` is what the candidate wrote with a wish for more time:
    it may speak of their health, so it is erased once answered. What stays is ``extra_days``, an instruction to
    whoever rates the work. While ``reopened_at`` is set the candidate may change what they handed in at
    ``handed_in_at``.
    """

    interview = models.OneToOneField(Interview, on_delete=models.CASCADE, related_name="work_sample")
    token_hash = models.CharField(max_length=64, unique=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    asked_words = models.TextField(blank=True)
    extra_days = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reopened_at=None) | Q(handed_in_at__isnull=False), name="work_sample_reopened_was_in"
            ),
        ]

    def __str__(self) -> str:
        return f"Work sample of {self.interview.candidacy.candidate}"

    @property
    def due_at(self) -> datetime:
        """The deadline, in UTC."""
        return self.interview.ends_at

    @property
    def is_open(self) -> bool:
        """Whether the candidate may change it: not handed in yet, or opened again."""
        return self.handed_in_at is None or self.reopened_at is not None

    @property
    def is_being_changed(self) -> bool:
        """Whether it was handed in, and what the candidate makes of it now is not to be read yet."""
        return self.reopened_at is not None and not self.is_due

    @property
    def is_late(self) -> bool:
        """Whether it was handed in after the deadline."""
        return self.handed_in_at is not None and self.handed_in_at > self.due_at

    @property
    def is_due(self) -> bool:
        """Whether the deadline has passed."""
        return timezone.now() >= self.due_at


class Reopening(models.Model):
    """A hand-in (of ``handed_in_at``) that the candidate was let change; why is read by who plans the interview."""

    sample = models.ForeignKey(WorkSample, on_delete=models.CASCADE, related_name="reopenings")
    handed_in_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="reopening_has_reason")]

    def __str__(self) -> str:
        return f"{self.sample}, opened again"
