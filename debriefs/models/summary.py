"""The summary of a debrief, as it was put together from what is recorded; earlier ones stay."""

from typing import Self

from django.db import models
from django.db.models import Q

from core.models import PublicIdModel
from scorecards.models import Scorecard

from .debrief import Debrief


class SummaryQuerySet(models.QuerySet["Summary"]):
    def current(self) -> Self:
        return self.filter(replaced_at=None)


class Summary(PublicIdModel):
    """What the worker compiled at ``made_at``: ``content`` is all that page, PDF and text say; ``key`` its hash.

    Never changed; a newer one marks it as replaced. ``scorecards`` are those that it was made of: whoever may not read
    one of them reads no summary.
    """

    debrief = models.ForeignKey(Debrief, on_delete=models.CASCADE, related_name="summaries")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    key = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    scorecards = models.ManyToManyField(Scorecard, related_name="+")

    objects = SummaryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "summaries"
        constraints = [
            models.UniqueConstraint(fields=["debrief", "number"], name="summary_number_once"),
            models.UniqueConstraint(
                fields=["debrief"], condition=Q(replaced_at=None), name="summary_one_current_per_debrief"
            ),
        ]

    def __str__(self) -> str:
        return f"Summary {self.number} of {self.debrief}"
