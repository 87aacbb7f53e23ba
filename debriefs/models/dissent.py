"""Dissent: who sees a decision differently, in their own words."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .debrief import Debrief
from .decision import Decision


class DissentQuerySet(models.QuerySet["Dissent"]):
    def standing(self) -> Self:
        """Those of the open debrief: no decision has taken them along yet."""
        return self.filter(decision=None)

    def in_order(self) -> Self:
        return self.select_related("by").order_by("by__name", "pk")


class Dissent(models.Model):
    """What one person holds against the way a debrief is going; theirs to change until a decision takes it along."""

    debrief = models.ForeignKey(Debrief, on_delete=models.CASCADE, related_name="dissents")
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.CASCADE, related_name="dissents")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)

    objects = DissentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["debrief", "by"], condition=Q(decision=None), name="dissent_once_while_open"
            ),
            models.UniqueConstraint(fields=["decision", "by"], name="dissent_once_per_decision"),
            models.CheckConstraint(condition=~Q(text=""), name="dissent_has_words"),
        ]

    def __str__(self) -> str:
        return f"Dissent of {self.by}"
