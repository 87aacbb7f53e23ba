"""The silent re-vote: everybody enters on their own, and all is shown at once."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from core.models import PublicIdModel
from scorecards.models import Scorecard

from .debrief import Debrief


class RevoteQuerySet(models.QuerySet["Revote"]):
    def under_way(self) -> Self:
        return self.filter(shown_at=None, dropped_at=None)

    def shown(self) -> Self:
        return self.filter(shown_at__isnull=False)


class Revote(PublicIdModel):
    """One call for everybody's recommendation, until it is shown, or dropped without anybody having seen it."""

    debrief = models.ForeignKey(Debrief, on_delete=models.CASCADE, related_name="revotes")
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = RevoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["debrief"],
                condition=Q(shown_at=None, dropped_at=None),
                name="revote_one_under_way_per_debrief",
            ),
            models.CheckConstraint(condition=Q(shown_at=None) | Q(dropped_at=None), name="revote_shown_or_dropped"),
        ]

    def __str__(self) -> str:
        return f"Re-vote of {self.debrief}"


class BallotQuerySet(models.QuerySet["Ballot"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and everybody's of the re-votes that were shown; who is in the room is asked elsewhere."""
        return self.filter(Q(scorecard__panelist__user=user) | Q(revote__shown_at__isnull=False))


class Ballot(models.Model):
    """What the author of a sealed scorecard recommends after hearing the others, 1-4; with a reason if it differs."""

    revote = models.ForeignKey(Revote, on_delete=models.CASCADE, related_name="ballots")
    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="+")
    recommendation = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    objects = BallotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revote", "scorecard"], name="ballot_once_per_scorecard"),
            models.CheckConstraint(condition=Q(recommendation__range=(1, 4)), name="ballot_recommendation_1_to_4"),
        ]

    def __str__(self) -> str:
        return f"Ballot of {self.scorecard}"
