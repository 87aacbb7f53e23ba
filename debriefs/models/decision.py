"""The decision that a debrief ends in, and what follows from it."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from core.models import PublicIdModel
from hiring.models import UNDO_WITHIN, Candidacy, Role, StageDecision

from .debrief import Debrief


class Outcome(models.TextChoices):
    HIRE = "hire", "Hire"
    NO_HIRE = "no_hire", "No hire"
    HOLD = "hold", "Hold"
    OTHER_ROLE = "other_role", "Consider for another role"


class SetAside(models.TextChoices):
    """Why a decision is not in force any more."""

    UNDONE = "undone", "Undone"
    REOPENED = "reopened", "Set aside"
    DECLINED = "declined", "Declined"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def in_force(self) -> Self:
        return self.filter(set_aside_at=None)

    def in_order(self) -> Self:
        """The earliest first, with the people who are named."""
        return self.select_related("by", "set_aside_by", "other_role").order_by("pk")

    def with_origin(self) -> Self:
        """Annotate ``origin``: the name of the stage that it moved the candidacy from, or None if from none."""
        first = StageDecision.objects.filter(debrief_decisions=OuterRef("pk")).order_by("pk")
        return self.annotate(origin=Subquery(first.values("stage__name")[:1]))


class Decision(PublicIdModel):
    """A recorded decision of a debrief, with the sealed composite (1-4, null if unrated) as it stood.

    It never changes; a debrief that is taken up again sets it aside and keeps it. ``effective_at`` is when it moved the
    candidacy, by ``moves``; ``led_to`` is the candidacy that the candidate entered ``other_role`` with.
    """

    debrief = models.ForeignKey(Debrief, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    reason = models.TextField()
    composite = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    departs_from_composite = models.BooleanField(default=False)
    departure_reason = models.TextField(blank=True)
    # In the decider's words; by now everybody writes their own.
    dissent = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # What the role's policy asked for when it was made: so many of those asked; 0 for none.
    needed = models.PositiveSmallIntegerField(default=0)
    in_order = models.BooleanField(default=False)
    asked_at = models.DateTimeField(null=True, blank=True)
    effective_at = models.DateTimeField(null=True, blank=True)
    moves = models.ManyToManyField(StageDecision, related_name="debrief_decisions", editable=False)
    other_role = models.ForeignKey(Role, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    led_to = models.ForeignKey(
        Candidacy, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    set_aside_as = models.CharField(max_length=10, choices=SetAside.choices, blank=True)
    set_aside_reason = models.TextField(blank=True)

    objects = DecisionQuerySet.as_manager()

    # Set by ``with_origin``.
    origin: str | None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["debrief"], condition=Q(set_aside_at=None), name="decision_one_in_force_per_debrief"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="decision_has_reason"),
            models.CheckConstraint(
                condition=Q(departs_from_composite=False) | ~Q(departure_reason=""),
                name="decision_departure_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(set_aside_at=None, set_aside_by=None, set_aside_as="", set_aside_reason="")
                | (Q(set_aside_at__isnull=False, set_aside_by__isnull=False) & ~Q(set_aside_as="")),
                name="decision_set_aside_who_when_and_how",
            ),
            models.CheckConstraint(
                condition=Q(set_aside_as__in=["", SetAside.UNDONE]) | ~Q(set_aside_reason=""),
                name="decision_set_aside_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.debrief.candidacy}"

    @property
    def waits(self) -> bool:
        """It was made and is not approved yet, so the candidacy stands where it stood."""
        return self.set_aside_at is None and self.effective_at is None

    @property
    def undo_until(self) -> datetime | None:
        """Until when it can be undone; None before it has taken effect."""
        return self.effective_at + UNDO_WITHIN if self.effective_at else None

    @property
    def can_be_undone(self) -> bool:
        """Whether the hour is not over; what was built upon it since is asked when it is undone."""
        return self.set_aside_at is None and (self.undo_until is None or timezone.now() <= self.undo_until)

    @property
    def notice_title(self) -> str:
        """What happened to a decision that is not in force, in words for whoever comes to decide anew."""
        return {
            SetAside.UNDONE: "The decision was undone.",
            SetAside.REOPENED: "This debrief was reopened.",
            SetAside.DECLINED: "The decision was not approved.",
        }[SetAside(self.set_aside_as)]

    @property
    def notice_text(self) -> str:
        """By whom, and what it means. One query unless ``set_aside_by`` is loaded."""
        words = f"By {self.set_aside_by.name}." if self.set_aside_by else ""
        return f"{words} The next decision closes it again, and what was decided before stays on record below."


class NextStepQuerySet(models.QuerySet["NextStep"]):
    def undone(self) -> Self:
        return self.filter(done_at=None)

    def standing(self) -> Self:
        """Those that no decision wrote, or one in force that has taken effect."""
        return self.filter(Q(decision=None) | Q(decision__set_aside_at=None, decision__effective_at__isnull=False))

    def in_order(self) -> Self:
        return self.select_related("owner").order_by("due_on", "pk")


class NextStep(PublicIdModel):
    """Something that follows from a debrief, with an owner and a day; ``done_at`` while it is ticked off."""

    debrief = models.ForeignKey(Debrief, on_delete=models.CASCADE, related_name="next_steps")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.CASCADE, related_name="next_steps")
    text = models.CharField(max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = NextStepQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text
