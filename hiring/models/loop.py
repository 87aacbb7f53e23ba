"""A plan of many interviews at once: what was asked for, what the solver proposes, and what became of it."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from core.models import Job, PublicIdModel

from .candidacy import Candidacy
from .role import Role, Seat, SeatKind, Stage

# A proposal is worth something as long as people's time is about the same.
STANDS_FOR = timedelta(days=3)


class LoopState(models.TextChoices):
    SOLVING = "solving", "Being planned"
    PROPOSED = "proposed", "Proposed"
    IMPOSSIBLE = "impossible", "Does not fit"
    FAILED = "failed", "Failed"
    NOTHING = "nothing", "Nothing left"
    CONFIRMED = "confirmed", "Booked"
    DISCARDED = "discarded", "Discarded"

    @classmethod
    def over(cls) -> list[Self]:
        """Those that somebody ended a plan with."""
        return [cls.CONFIRMED, cls.DISCARDED]


class LoopPlanQuerySet(models.QuerySet["LoopPlan"]):
    def visible_to(self, user: User) -> Self:
        """Those of whoever may plan for all of the candidates: one's own, others' unless a panel binds one there.

        Others' plans tell of interviews, and so how far a candidate has come; so does one's own that somebody else has
        confirmed or discarded.
        """
        held = Candidacy.objects.held_for(user).filter(loop_plans=OuterRef("pk"))
        own = Q(made_by=user) & (~Q(state__in=LoopState.over()) | Q(ended_by=user))
        rows = self.filter(own | ~Exists(held))
        if user.access_level in {"admin", "recruiter"}:
            return rows
        return rows.filter(Exists(Seat.objects.filter(role=OuterRef("role"), user=user, kind__in=SeatKind.deciders())))

    def being_solved(self) -> Self:
        """Those to which an answer may still come."""
        return self.filter(state=LoopState.SOLVING, job__state__in=[Job.State.WAITING, Job.State.RUNNING])


class LoopPlan(PublicIdModel):
    """``wishes`` is what was asked for, ``answer`` what the solver said, both as plain values with ids of rows.

    ``zone`` is the clock on which days, lunch and steps were meant; ``ended_by`` is who confirmed or discarded it.
    """

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="loop_plans")
    candidacies = models.ManyToManyField(Candidacy, related_name="loop_plans")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    zone = models.CharField(max_length=64)
    wishes = models.JSONField()
    state = models.CharField(max_length=10, choices=LoopState, default=LoopState.SOLVING)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.JSONField(default=dict, blank=True)
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = LoopPlanQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=LoopState.values), name="loop_plan_state_known")]

    def __str__(self) -> str:
        return f"Interviews for {self.role}"

    @property
    def stands_until(self) -> datetime:
        """When it is too old to be confirmed."""
        return self.made_at + STANDS_FOR

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody to confirm or discard it, and is not too old."""
        return self.state == LoopState.PROPOSED and timezone.now() < self.stands_until

    @property
    def is_being_solved(self) -> bool:
        """Whether an answer may still come."""
        return self.state == LoopState.SOLVING and self.job is not None and not self.job.is_over


class LoopSlot(models.Model):
    """One proposed interview. It books nobody's time."""

    plan = models.ForeignKey(LoopPlan, on_delete=models.CASCADE, related_name="slots")
    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="+")
    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    panel = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="loop_slot_ends_after_start"),
            models.UniqueConstraint(fields=["plan", "candidacy", "stage"], name="loop_slot_once_per_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.stage}, {self.candidacy}"
