"""A panelist's scorecard: ratings with evidence, answers' notes, a recommendation. Sealed once, never changed after."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from core.models import PublicIdModel
from hiring.models import Panelist
from question_bank.models import Criterion, GuideStage, Question


class Independence(models.TextChoices):
    """What a sealed scorecard says of itself: one of these, never none.

    ``LATE`` was sealed after the reveal by somebody who had not been shown any other scorecard here: what was said in
    the room is not known.
    """

    INDEPENDENT = "independent", "Independent"
    LATE = "late", "Sealed after the reveal"
    NOT_INDEPENDENT = "not_independent", "Not independent"


class Confidence(models.IntegerChoices):
    """How sure panelists are of their own recommendation. It is shown and never enters a number."""

    LOW = 1, "Low"
    MEDIUM = 2, "Medium"
    HIGH = 3, "High"


class ScorecardQuerySet(models.QuerySet["Scorecard"]):
    def sealed(self) -> Self:
        return self.filter(sealed_at__isnull=False)

    def drafts(self) -> Self:
        return self.filter(sealed_at=None)

    def counting(self) -> Self:
        """Those that documents, numbers and debriefs are made of: not of whoever sits in to learn."""
        return self.filter(panelist__shadows=False)

    def written_by(self, user: User) -> Self:
        return self.filter(panelist__user=user)


class Scorecard(PublicIdModel):
    """One panelist's scorecard on one interview.

    ``guide_stage`` is what the interview was held by when it was begun, and never changes: its questions, criteria and
    levels are those that stand there, whatever version the role has moved to since.

    ``red_flags`` holds the positions ticked, from 0, in the list of what to watch for in the guide's stage.

    ``revision`` counts the saves; ``saved_by`` keeps the last sequence number of each client, and ``field_revisions``
    for each field the revision in which it was written last, and by which client: ``{"summary": [7, "k3v…"]}``.
    """

    # What the author says in it, besides answers and ratings.
    SAYS = ("recommendation", "confidence", "summary", "red_flags", "red_flag_notes")

    panelist = models.OneToOneField(Panelist, on_delete=models.PROTECT, related_name="scorecard")
    guide_stage = models.ForeignKey(GuideStage, on_delete=models.PROTECT, related_name="+")
    recommendation = models.PositiveSmallIntegerField(null=True, blank=True)
    confidence = models.PositiveSmallIntegerField(null=True, blank=True, choices=Confidence.choices)
    summary = models.TextField(blank=True)
    red_flags = models.JSONField(default=list, blank=True)
    red_flag_notes = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    saved_by = models.JSONField(default=dict, blank=True)
    field_revisions = models.JSONField(default=dict, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    independence = models.CharField(max_length=16, choices=Independence.choices, blank=True)
    exposed_at = models.DateTimeField(null=True, blank=True)

    objects = ScorecardQuerySet.as_manager()

    # Set by ``queries.with_stage_progress``.
    stage_owes: bool
    stage_sealed: int

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(recommendation=None) | Q(recommendation__range=(1, 4)),
                name="scorecard_recommendation_1_to_4",
            ),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__in=Confidence.values), name="scorecard_confidence_1_to_3"
            ),
            models.CheckConstraint(
                condition=Q(sealed_at=None, independence="") | (Q(sealed_at__isnull=False) & ~Q(independence="")),
                name="scorecard_sealed_carries_independence",
            ),
            models.CheckConstraint(
                condition=~Q(independence=Independence.NOT_INDEPENDENT) | Q(exposed_at__isnull=False),
                name="scorecard_not_independent_has_time",
            ),
        ]
        indexes = [models.Index(fields=["sealed_at"], name="scorecard_sealed")]

    def __str__(self) -> str:
        return f"Scorecard of {self.panelist}"

    @property
    def is_sealed(self) -> bool:
        return self.sealed_at is not None


class Rating(models.Model):
    """A level 0-4 on one criterion with its evidence. For level 0 the evidence says why nothing could be rated."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="ratings")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    evidence = models.TextField(blank=True)
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "criterion"], name="rating_once_per_criterion"),
            models.CheckConstraint(condition=Q(level=None) | Q(level__range=(0, 4)), name="rating_level_0_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.level}"


# Four hours: no question takes longer, and whatever says so has counted wrongly.
MOST_SECONDS = 4 * 60 * 60


class Asked(models.TextChoices):
    ASKED = "asked", "Asked"
    SKIPPED = "skipped", "Skipped"


class Answer(models.Model):
    """What was noted on one question. ``areas`` and ``follow_ups`` hold the positions ticked, from 0.

    ``seconds`` is the time that the page was open at the question during the interview, a memory aid to the author.
    """

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    notes = models.TextField(blank=True)
    asked = models.CharField(max_length=8, choices=Asked.choices, blank=True)
    skip_reason = models.CharField(max_length=300, blank=True)
    areas = models.JSONField(default=list, blank=True)
    follow_ups = models.JSONField(default=list, blank=True)
    own_follow_up = models.CharField(max_length=500, blank=True)
    seconds = models.PositiveSmallIntegerField(default=0)
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "question"], name="answer_once_per_question"),
            models.CheckConstraint(condition=Q(seconds__range=(0, MOST_SECONDS)), name="answer_seconds_within_4_hours"),
        ]

    def __str__(self) -> str:
        return f"Notes on {self.question}"
