"""What a role asks of its reference checks."""

from django.db import models
from django.db.models import Q

from hiring.models import Role


class Told(models.TextChoices):
    """What whoever takes a reference is told of the interviews."""

    NOTHING = "nothing", "Nothing of the interviews"
    QUESTIONS = "questions", "The debrief's open questions"
    PATTERNS = "patterns", "The open questions and, once the debrief has closed, how references and panel compare"


class ReferencePolicy(models.Model):
    """How many referees a role asks for, what whoever asks them is told, and whether they may answer by link.

    A role without a row has the defaults of the fields: ``policy_of``.
    """

    role = models.OneToOneField(Role, on_delete=models.CASCADE, related_name="reference_policy")
    referees = models.PositiveSmallIntegerField(default=2)
    told = models.CharField(max_length=10, choices=Told.choices, default=Told.QUESTIONS)
    by_link = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "reference policies"
        constraints = [
            models.CheckConstraint(condition=Q(referees__range=(1, 10)), name="reference_policy_1_to_10_referees"),
        ]

    def __str__(self) -> str:
        return f"References for {self.role}"
