"""The audit trail: who did what to which object, and when, and the chain that seals it. Rows are only ever added."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class AppendOnly(Exception):
    """Somebody tried to change or delete a row of the audit trail."""


class AppendOnlyQuerySet(models.QuerySet):
    """Reads and inserts; everything else raises. The database refuses the same by triggers."""

    def update(self, **kwargs: object) -> int:
        """Refuse."""
        raise AppendOnly("The audit trail is never changed.")

    def bulk_update(self, *args: object, **kwargs: object) -> int:
        """Refuse."""
        raise AppendOnly("The audit trail is never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise AppendOnly("The audit trail is never deleted.")


class AppendOnlyModel(models.Model):
    """A row that is written once."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; refuse to change what is stored."""
        if not self._state.adding:
            raise AppendOnly("The audit trail is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise AppendOnly("The audit trail is never deleted.")


class AuditEvent(AppendOnlyModel):
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

    class Meta:
        constraints = [models.CheckConstraint(name="core_audit_has_verb", condition=~models.Q(verb=""))]
        indexes = [
            models.Index(fields=["-at", "-id"], name="core_audit_newest"),
            models.Index(fields=["actor", "-at", "-id"], name="core_audit_actor"),
            models.Index(fields=["verb", "-at", "-id"], name="core_audit_verb"),
            models.Index(fields=["scope_uid", "-at"], name="core_audit_scope"),
            models.Index(fields=["object_uid", "-at"], name="core_audit_object"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_uid}"


class AuditLink(AppendOnlyModel):
    """A link of the chain over the events: ``hash`` seals the event and, through ``previous``, all links before it."""

    sequence = models.PositiveBigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="link")
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(name="core_auditlink_from_one", condition=models.Q(sequence__gte=1))]

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"
