"""Other roles that somebody in a debrief would consider the candidate for."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hiring.models import Role

from .debrief import Debrief


class OtherRoleQuerySet(models.QuerySet["OtherRole"]):
    def in_order(self) -> Self:
        return self.select_related("role", "by").order_by("role__title", "by__name", "pk")


class OtherRole(models.Model):
    """One person's word for one other role."""

    debrief = models.ForeignKey(Debrief, on_delete=models.CASCADE, related_name="other_roles")
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)

    objects = OtherRoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["debrief", "role", "by"], name="other_role_once_per_person"),
            models.CheckConstraint(condition=~Q(why=""), name="other_role_has_a_why"),
        ]

    def __str__(self) -> str:
        return f"{self.role}, named by {self.by}"
