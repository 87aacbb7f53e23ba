"""Whose time is taken when: what follows from interviews and panels, in a form that a database can hold apart."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .candidacy import Candidate
from .interview import Interview


class BookingQuerySet(models.QuerySet["Booking"]):
    def overlapping(self, starts_at: datetime, ends_at: datetime) -> Self:
        """Those that share a moment with the time from ``starts_at`` to ``ends_at`` (aware); touching is no overlap."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


class Booking(models.Model):
    """One person, of the panel or the candidate, is taken by ``interview`` from ``starts_at`` to ``ends_at``.

    Written by ``services/bookings.py`` alone. On PostgreSQL constraints made in a migration refuse two of one person
    that overlap.
    """

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="bookings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    candidate = models.ForeignKey(Candidate, null=True, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = BookingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["interview", "user"], name="booking_once_per_user"),
            models.UniqueConstraint(fields=["interview", "candidate"], name="booking_once_per_candidate"),
            models.CheckConstraint(
                condition=Q(user=None, candidate__isnull=False) | Q(user__isnull=False, candidate=None),
                name="booking_of_one_person",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.candidate} is taken by {self.interview}"
