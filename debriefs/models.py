"""The debrief of a candidacy, what was said in it, and the decision that it ends in."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from core.models import PublicIdModel
from hiring.models import Candidacy
from question_bank.models import GuideVersion, Question


class DebriefQuerySet(models.QuerySet["Debrief"]):
    def open(self) -> Self:
        return self.filter(opened_at__isnull=False, closed_at=None)

    def visible_to(self, user: User) -> Self:
        """The debriefs of candidacies that ``user`` sees; its scores follow ``scorecards.visibility``."""
        return self.filter(candidacy__in=Candidacy.objects.visible_to(user))


class Debrief(PublicIdModel):
    """The meeting on one candidacy: prepared, then opened (the reveal), then closed with a decision.

    ``guide_version`` is set when it opens: its agenda and requirements stay, whatever version the role moves to.
    """

    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="debriefs")
    facilitator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    scheduled_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    guide_version = models.ForeignKey(GuideVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    override_reason = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = DebriefQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["candidacy"], condition=Q(closed_at=None), name="debrief_one_unclosed_per_candidacy"
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None, opened_by=None) | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="debrief_opened_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None, guide_version=None)
                | Q(opened_at__isnull=False, guide_version__isnull=False),
                name="debrief_opened_by_a_version",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(opened_at__isnull=False), name="debrief_closed_was_opened"
            ),
        ]

    def __str__(self) -> str:
        return f"Debrief on {self.candidacy}"

    @property
    def version(self) -> GuideVersion:
        """What it is, or would be, opened with."""
        return self.guide_version or self.candidacy.role.guide_version


class AgendaNote(models.Model):
    """What was noted on one question of the guide's agenda."""

    debrief = models.ForeignKey(Debrief, on_delete=models.CASCADE, related_name="notes")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["debrief", "question"], name="agenda_note_once_per_question")]

    def __str__(self) -> str:
        return f"Note on {self.question}"


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
