"""Later changes to a sealed scorecard, which never replace what was sealed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models import PublicIdModel
from question_bank.models import Criterion

from .scorecard import Scorecard


class Revision(PublicIdModel):
    """A changed recommendation, or a changed level on one criterion, with its reason."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="revisions")
    criterion = models.ForeignKey(Criterion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    recommendation = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField()
    after_reveal = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="revision_has_reason"),
            models.CheckConstraint(
                condition=Q(criterion=None, level=None, recommendation__range=(1, 4))
                | Q(criterion__isnull=False, level__range=(0, 4), recommendation=None),
                name="revision_changes_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"Revision of {self.scorecard}"
