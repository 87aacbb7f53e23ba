"""Roles, the stages that a candidate goes through, and the seats on the role's team."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from core.models import PublicIdModel
from question_bank.models import GuideStage, GuideVersion, StageKind


class RoleState(models.TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class RoleQuerySet(models.QuerySet["Role"]):
    def visible_to(self, user: User) -> Self:
        """Admins and recruiters see every role; members those where they hold a seat or sit on a panel."""
        if user.access_level in {"admin", "recruiter"}:
            return self
        seats = Seat.objects.filter(role=OuterRef("pk"), user=user)
        panels = self.model.objects.filter(pk=OuterRef("pk"), candidacies__interviews__panelists__user=user)
        return self.filter(Exists(seats) | Exists(panels))


class Role(PublicIdModel):
    """A position being hired for, pinned to one published guide version until it is moved to a newer one.

    ``placeholder_values`` are kept when a newer version has no place for them: interviews held by the older one do.
    """

    title = models.CharField(max_length=160)
    guide_version = models.ForeignKey(GuideVersion, on_delete=models.PROTECT, related_name="roles")
    state = models.CharField(max_length=8, choices=RoleState.choices, default=RoleState.OPEN)
    team = models.CharField(max_length=120, blank=True)
    location = models.CharField(max_length=120, blank=True)
    placeholder_values = models.JSONField(default=dict, blank=True)
    # Whether PDFs that hold something of its candidates carry their reader's name across each page.
    watermark_packets = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RoleState.OPEN, closed_at=None) | Q(state=RoleState.CLOSED, closed_at__isnull=False),
                name="role_closed_has_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "-created_at"], name="role_state_created")]

    def __str__(self) -> str:
        return self.title


class SeatKind(models.TextChoices):
    HIRING_MANAGER = "hiring_manager", "Hiring manager"
    RECRUITER = "recruiter", "Recruiter"
    INTERVIEWER = "interviewer", "Interviewer"

    @classmethod
    def deciders(cls) -> list[str]:
        """The seats that decide at the gate and in the debrief."""
        return [cls.HIRING_MANAGER, cls.RECRUITER]


class Seat(models.Model):
    """A person's place on a role's team."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    kind = models.CharField(max_length=16, choices=SeatKind.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "user", "kind"], name="seat_unique")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.user}"


class StageQuerySet(models.QuerySet["Stage"]):
    def in_order(self) -> Self:
        return self.order_by("position")


class Stage(PublicIdModel):
    """A step of a role's process, made from a stage of its guide version: what interviews planned now are held by."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="stages")
    guide_stage = models.ForeignKey(GuideStage, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=StageKind.choices)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()
    weight = models.DecimalField(max_digits=6, decimal_places=3, default=1)
    # Those who rate a work sample see the work, not the name.
    anonymous = models.BooleanField(default=False)

    objects = StageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "guide_stage"], name="stage_once_per_role"),
            models.UniqueConstraint(fields=["role", "position"], name="stage_position_unique"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="stage_weight_not_negative"),
            models.CheckConstraint(
                condition=Q(anonymous=False) | Q(kind=StageKind.WORK_SAMPLE), name="stage_anonymous_is_work_sample"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_scored(self) -> bool:
        return self.kind in StageKind.scored()
