"""What a debrief left open and the reference check takes along."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models import PublicIdModel
from hiring.models import Candidacy

from .check import ReferenceCheck


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def standing(self) -> Self:
        return self.filter(taken_back_at=None)


class FollowUp(PublicIdModel):
    """A question about one candidate for every referee, beside the guide's own.

    ``for_referee``: the referee may read it as it is worded, on their own page. Else only whoever calls reads it: it
    may show what the panel thinks.
    """

    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="follow_ups")
    text = models.CharField(max_length=1000)
    for_referee = models.BooleanField(default=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="follow_up_has_text"),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="follow_up_taken_back_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class FollowUpAnswer(models.Model):
    """What one referee said to it, with the marks of an answer."""

    check_taken = models.ForeignKey(ReferenceCheck, on_delete=models.CASCADE, related_name="follow_up_answers")
    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField(blank=True)
    hesitated = models.BooleanField(default=False)
    qualified = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_taken", "follow_up"], name="follow_up_answered_once"),
        ]

    def __str__(self) -> str:
        return f"Answer to {self.follow_up}"
