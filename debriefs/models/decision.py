"""The decision that a debrief ends in, and what follows from it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models import PublicIdModel

from .debrief import Debrief


class Outcome(models.TextChoices):
    HIRE = "hire", "Hire"
    NO_HIRE = "no_hire", "No hire"
    HOLD = "hold", "Hold"
    OTHER_ROLE = "other_role", "Consider for another role"


class Decision(PublicIdModel):
    """The one recorded decision of a debrief, with the sealed composite (1-4, null if unrated) as it stood."""

    debrief = models.OneToOneField(Debrief, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    reason = models.TextField()
    composite = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    departs_from_composite = models.BooleanField(default=False)
    departure_reason = models.TextField(blank=True)
    dissent = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="decision_has_reason"),
            models.CheckConstraint(
                condition=Q(departs_from_composite=False) | ~Q(departure_reason=""),
                name="decision_departure_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.debrief.candidacy}"


class NextStepQuerySet(models.QuerySet["NextStep"]):
    def undone(self) -> Self:
        return self.filter(done_at=None)

    def in_order(self) -> Self:
        return self.select_related("owner").order_by("due_on", "pk")


class NextStep(PublicIdModel):
    """Something that follows from a debrief, with an owner and a day; ``done_at`` while it is ticked off."""

    debrief = models.ForeignKey(Debrief, on_delete=models.CASCADE, related_name="next_steps")
    text = models.CharField(max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = NextStepQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text
