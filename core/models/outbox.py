"""Mails to send: written with the change that caused them, delivered after the commit."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from .base import PublicIdModel


class OutboxMessage(PublicIdModel):
    """One mail to one address. ``message_id`` stays the same over all tries."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    to = models.EmailField(max_length=254)
    reply_to = models.EmailField(max_length=254, blank=True, default="")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True, default="")
    # A list of {"name": "invite.ics", "mime": "text/calendar; method=REQUEST", "text": "…"}.
    attachments = models.JSONField(default=list, blank=True)
    message_id = models.CharField(max_length=150, unique=True)
    dedupe_key = models.CharField(max_length=150, unique=True, null=True, blank=True)
    # Mails that carry a one-time link lose their text once they are sent.
    is_secret = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True, default="")
    send_after = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="core_outbox_state_known",
                condition=Q(state__in=["waiting", "sent", "failed", "cancelled"]),
            ),
            models.CheckConstraint(
                name="core_outbox_sent_has_time",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="core_outbox_failure_has_reason",
                condition=~Q(state="failed") | ~Q(error=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.state})"
