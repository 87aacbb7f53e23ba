"""Who listens in a debrief."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from .debrief import Debrief


class ListenerQuerySet(models.QuerySet["Listener"]):
    def invited(self) -> Self:
        """Those whose time is not over."""
        return self.filter(ended_at=None)

    def in_order(self) -> Self:
        return self.select_related("user", "by").order_by("user__name", "pk")


class Listener(models.Model):
    """``user`` was invited to listen; they read along from the opening until ``ended_at``, and stay on record."""

    debrief = models.ForeignKey(Debrief, on_delete=models.CASCADE, related_name="listeners")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ListenerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["debrief", "user"], condition=Q(ended_at=None), name="listener_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} listens: {self.debrief}"
