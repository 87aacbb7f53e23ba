"""From when scorecards may be read, and who has read them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from hiring.models import Candidacy

from .scorecard import Scorecard


class Reveal(models.Model):
    """The moment from which a candidacy's sealed scorecards may be read by its panel; each debrief sets its own.

    The debrief sets it when it opens and ``closed_at`` when it closes; an early opening carries its reason. It reveals
    what was sealed before ``closed_at``: what is sealed after that waits for the next one.

    A debrief that is taken up again has a reveal of its own, which opens nothing new: with ``sealed_until`` it reaches
    no further than that.
    """

    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="reveals")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    override_reason = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    sealed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sealed_until=None) | Q(sealed_until__lte=models.F("at")), name="reveal_reaches_back_only"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=models.F("at")), name="reveal_closed_after_opened"
            ),
            models.UniqueConstraint(
                fields=["candidacy"], condition=Q(closed_at=None), name="reveal_one_unclosed_per_candidacy"
            ),
        ]

    def __str__(self) -> str:
        return f"Reveal of {self.candidacy}"


class Exposure(models.Model):
    """The first time that a person was shown somebody else's scorecard."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="exposures")
    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    via = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "scorecard"], name="exposure_first_time_only")]
        indexes = [models.Index(fields=["candidacy", "user"], name="exposure_candidacy_user")]

    def __str__(self) -> str:
        return f"{self.user} read {self.scorecard}"
