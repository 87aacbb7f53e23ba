"""The work that a candidate does on their own and hands in through a link."""

from datetime import datetime

from django.db import models
from django.utils import timezone

from core.models import PublicIdModel

from .interview import Interview


class WorkSample(PublicIdModel):
    """What one candidate hands in for an interview of a work sample stage; its deadline is the interview's end.

    Only a hash of the link's token is stored. ``asked_words`` is what the candidate wrote with a wish for more time:
    it may speak of their health, so it is erased once answered. What stays is ``extra_days``, an instruction to
    whoever rates the work.
    """

    interview = models.OneToOneField(Interview, on_delete=models.CASCADE, related_name="work_sample")
    token_hash = models.CharField(max_length=64, unique=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    asked_words = models.TextField(blank=True)
    extra_days = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"Work sample of {self.interview.candidacy.candidate}"

    @property
    def due_at(self) -> datetime:
        """The deadline, in UTC."""
        return self.interview.ends_at

    @property
    def is_late(self) -> bool:
        """Whether it was handed in after the deadline."""
        return self.handed_in_at is not None and self.handed_in_at > self.due_at

    @property
    def is_due(self) -> bool:
        """Whether the deadline has passed."""
        return timezone.now() >= self.due_at
