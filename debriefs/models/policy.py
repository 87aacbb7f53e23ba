"""What a role asks of its debriefs: who approves a decision, and whether others may listen."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from hiring.models import Role

from .decision import Outcome


class Covers(models.TextChoices):
    """Which decisions are approved."""

    NONE = "none", "No decision"
    HIRE = "hire", "A hire"
    ALL = "all", "Every decision"


class DebriefPolicy(models.Model):
    """One role's policy; a role without one asks for nothing and lets nobody listen."""

    role = models.OneToOneField(Role, on_delete=models.CASCADE, related_name="debrief_policy")
    covers = models.CharField(max_length=4, choices=Covers.choices, default=Covers.NONE)
    in_order = models.BooleanField(default=False)
    needed = models.PositiveSmallIntegerField(default=1)
    listeners = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "debrief policies"
        constraints = [models.CheckConstraint(condition=Q(needed__gte=1), name="debrief_policy_needs_somebody")]

    def __str__(self) -> str:
        return f"Debriefs of {self.role}"

    def asks_for(self, outcome: str) -> bool:
        """Whether a decision with ``outcome`` has to be approved."""
        return self.covers == Covers.ALL or (self.covers == Covers.HIRE and outcome == Outcome.HIRE)


class PolicyApproverQuerySet(models.QuerySet["PolicyApprover"]):
    def in_order(self) -> Self:
        return self.select_related("user").order_by("position")


class PolicyApprover(models.Model):
    """One who approves; ``position`` counts from 1."""

    policy = models.ForeignKey(DebriefPolicy, on_delete=models.CASCADE, related_name="approvers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    objects = PolicyApproverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "user"], name="policy_approver_once"),
            models.UniqueConstraint(fields=["policy", "position"], name="policy_approver_one_place_each"),
        ]

    def __str__(self) -> str:
        return f"{self.user} approves for {self.policy.role}"
