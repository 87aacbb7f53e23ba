"""Breaking the glass: an admin opens the scorecards of one candidacy, with a reason, for a limited time."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from core.models import PublicIdModel
from hiring.models import Candidacy, Panelist, Seat, SeatKind

OPEN_FOR = timedelta(hours=24)


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    def open(self) -> Self:
        """Those that open something now: neither ended nor expired."""
        return self.filter(ended_at=None, until__gt=timezone.now())

    def visible_to(self, user: User) -> Self:
        """Who may know of it: admins, whoever decides on the role, and everybody who has or had a place on a panel."""
        if user.access_level == "admin":
            return self
        decides = Seat.objects.filter(role=OuterRef("candidacy__role"), user=user, kind__in=SeatKind.deciders())
        places = Panelist.objects.filter(user=user, interview__candidacy=OuterRef("candidacy"))
        return self.filter(Exists(decides) | Exists(places))

    def in_order(self) -> Self:
        """The latest first, with the people who are named."""
        return self.select_related("by", "ended_by").order_by("-at", "-pk")


class BreakGlass(PublicIdModel):
    """``by`` opened the sealed scorecards of ``candidacy`` for themselves ``at`` a time, ``until`` another.

    It expires by itself; ``ended_at`` only when somebody ended it earlier. The reason is what a person typed and stands
    here alone, never in the audit trail.
    """

    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="break_glass")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "broken glass"
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="break_glass_has_reason"),
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="break_glass_ends_after_start"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__gte=F("at"), ended_by__isnull=False),
                name="break_glass_ended_who_and_when",
            ),
        ]
        indexes = [models.Index(fields=["candidacy", "by"], name="break_glass_candidacy_by")]

    def __str__(self) -> str:
        return f"{self.by} opened {self.candidacy}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None and self.until > timezone.now()

    @property
    def closed_at(self) -> datetime:
        """When it ceased or will cease to open anything."""
        return self.ended_at or self.until
