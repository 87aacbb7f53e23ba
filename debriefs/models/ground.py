"""What the reason of a decision rests on."""

from django.db import models

from question_bank.models import Criterion
from scorecards.models import Scorecard

from .decision import Decision


class Ground(models.Model):
    """One sealed rating that a decision rests on. Level and evidence stay where they were sealed."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="grounds")
    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="+")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "scorecard", "criterion"], name="ground_once_per_decision")
        ]

    def __str__(self) -> str:
        return f"{self.criterion} in {self.scorecard}"
