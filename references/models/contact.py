"""How referees are reached: calls that were tried, and the secret link to their own page."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models import PublicIdModel

from .referee import Referee


class AttemptOutcome(models.TextChoices):
    REACHED = "reached", "Reached"
    NOT_REACHED = "not_reached", "Not reached"
    CALL_AGAIN = "call_again", "Call again"


class Attempt(models.Model):
    """One call that was tried. The last one that reached somebody is when the call began."""

    referee = models.ForeignKey(Referee, on_delete=models.CASCADE, related_name="attempts")
    outcome = models.CharField(max_length=12, choices=AttemptOutcome.choices)
    call_again_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=AttemptOutcome.CALL_AGAIN, call_again_at__isnull=False)
                | (~Q(outcome=AttemptOutcome.CALL_AGAIN) & Q(call_again_at=None)),
                name="attempt_call_again_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.referee}"


class RefereeLinkQuerySet(models.QuerySet["RefereeLink"]):
    def waiting(self) -> Self:
        """Those that nothing has ended but, perhaps, their time."""
        return self.filter(submitted_at=None, declined_at=None, revoked_at=None)

    def open(self) -> Self:
        """Those on which the referee can answer now."""
        return self.waiting().filter(expires_at__gt=timezone.now())


class RefereeLink(PublicIdModel):
    """The way for one referee to answer on their own, until ``expires_at``. It ends by being answered, declined or
    revoked. ``same_device_at``: when the device was first seen to be one of the candidate's.
    """

    referee = models.ForeignKey(Referee, on_delete=models.CASCADE, related_name="links")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    same_device_at = models.DateTimeField(null=True, blank=True)

    objects = RefereeLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referee"],
                condition=Q(submitted_at=None, declined_at=None, revoked_at=None),
                name="referee_link_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="referee_link_revoked_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"Link for {self.referee}"

    @property
    def is_waiting(self) -> bool:
        """Whether neither the referee nor anybody else has ended it."""
        return not (self.submitted_at or self.declined_at or self.revoked_at)

    @property
    def is_open(self) -> bool:
        """Whether the referee can answer now."""
        return self.is_waiting and self.expires_at > timezone.now()


class LinkToken(models.Model):
    """The hash of a secret that opens a link. Each mail brings its own, so that none is kept to be sent again."""

    link = models.ForeignKey(RefereeLink, on_delete=models.CASCADE, related_name="tokens")
    token_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"Token of {self.link}"


class RefereeDevice(models.Model):
    """A keyed hash of a device on which a referee wrote, kept as briefly as the candidate's (``CandidateDevice``)."""

    link = models.ForeignKey(RefereeLink, on_delete=models.CASCADE, related_name="devices")
    mark = models.CharField(max_length=64)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link", "mark"], name="referee_device_once")]

    def __str__(self) -> str:
        return f"A device of {self.link.referee}"
