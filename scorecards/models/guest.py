"""Guests of a reveal: whoever reads along for a while without being on the panel."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .reading import Reveal


class GuestQuerySet(models.QuerySet["Guest"]):
    def open(self) -> Self:
        """Those that open something now."""
        return self.filter(ended_at=None)


class Guest(models.Model):
    """``user`` may read what is revealed to the panel until ``ended_at``: a listener of a debrief, an approver of its
    decision. It gives nothing else, and nothing to whom a panel bars.
    """

    reveal = models.ForeignKey(Reveal, on_delete=models.CASCADE, related_name="guests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GuestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reveal", "user"], condition=Q(ended_at=None), name="guest_once_at_a_time"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("at")), name="guest_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} reads along: {self.reveal}"
