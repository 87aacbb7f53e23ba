"""The audit trail: who did what to which object, and when. Rows are only ever added."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class AppendOnly(Exception):
    """Somebody tried to change or delete a row of the audit trail."""


class AuditEventQuerySet(models.QuerySet):
    """Reads and inserts; everything else raises. The database refuses the same by triggers."""

    def update(self, **kwargs: object) -> int:
        """Refuse."""
        raise AppendOnly("Audit events are never changed.")

    def bulk_update(self, *args: object, **kwargs: object) -> int:
        """Refuse."""
        raise AppendOnly("Audit events are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise AppendOnly("Audit events are never deleted.")


class AuditEvent(models.Model):
    """One act. ``data`` holds facts about the act, never ratings and never text that a person wrote."""

    at = models.DateTimeField(default=timezone.now, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_uid = models.CharField(max_length=12)
    scope_uid = models.CharField(max_length=12, blank=True, default="")
    data = models.JSONField(default=dict, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="core_audit_has_verb", condition=~models.Q(verb=""))]
        indexes = [
            models.Index(fields=["-at", "-id"], name="core_audit_newest"),
            models.Index(fields=["scope_uid", "-at"], name="core_audit_scope"),
            models.Index(fields=["object_uid", "-at"], name="core_audit_object"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_uid}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; refuse to change what is stored."""
        if not self._state.adding:
            raise AppendOnly("Audit events are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise AppendOnly("Audit events are never deleted.")
