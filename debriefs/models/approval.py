"""The approval of one decision, as the role's policy asked for it when it was made."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from .decision import Decision


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def waiting(self) -> Self:
        """Those that were asked for and are not answered, of decisions that wait."""
        return self.filter(
            asked_at__isnull=False,
            answered_at=None,
            decision__set_aside_at=None,
            decision__effective_at=None,
        )

    def in_order(self) -> Self:
        return self.select_related("approver").order_by("position")


class Approval(models.Model):
    """What one approver said to a decision; ``asked_at`` is empty until it is their turn."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="approvals")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    approved = models.BooleanField(null=True)
    words = models.TextField(blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "approver"], name="approval_once_per_person"),
            models.CheckConstraint(
                condition=Q(answered_at=None, approved=None)
                | Q(asked_at__isnull=False, answered_at__isnull=False, approved__isnull=False),
                name="approval_asked_then_answered",
            ),
            models.CheckConstraint(condition=~Q(approved=False) | ~Q(words=""), name="approval_declined_with_words"),
        ]

    def __str__(self) -> str:
        return f"{self.approver} on {self.decision}"
