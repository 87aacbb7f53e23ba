"""The secret addresses at which calendar programs read their owners' interviews."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def in_force(self) -> Self:
        """Of active people whose sessions were not all ended since: deactivation ends an address for good."""
        return self.filter(user__is_active=True, session_epoch=F("user__session_epoch"))

    def of(self, user: User) -> Self:
        return self.in_force().filter(user=user)


class CalendarFeed(models.Model):
    """One address for one person. Only the hash of its token is stored; a new one takes the old one's place."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    session_epoch = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(token_hash=""), name="calendar_feed_token_hashed")]

    def __str__(self) -> str:
        return f"The calendar address of {self.user}"
