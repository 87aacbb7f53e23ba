"""What a guide version consists of: stages, questions, criteria with their levels."""

from typing import Self

from django.db import models
from django.db.models import Q

from core.models import PublicIdModel

from .guide import GuideCompetency, GuideVersion

RECOMMENDATIONS = {1: "Strong no hire", 2: "No hire", 3: "Hire", 4: "Strong hire"}


class StageKind(models.TextChoices):
    SCREEN = "screen", "Screen"
    WORK_SAMPLE = "work_sample", "Work sample"
    TECHNICAL = "technical", "Technical"
    APPLIED_ML = "applied_ml", "Applied ML"
    CULTURE = "culture", "Culture"
    DEBRIEF = "debrief", "Debrief"
    REFERENCES = "references", "References"

    @classmethod
    def scored(cls) -> list[str]:
        """The kinds in which panelists fill in scorecards."""
        return [kind for kind in cls.values if kind not in {cls.DEBRIEF, cls.REFERENCES}]


class QuestionType(models.TextChoices):
    BEHAVIOURAL = "behavioural", "Behavioural"
    SITUATIONAL = "situational", "Situational"
    JOB_KNOWLEDGE = "job_knowledge", "Job knowledge"
    WORK_SAMPLE = "work_sample", "Work sample"
    BACKGROUND = "background", "Background"
    CLOSING = "closing", "Candidate's questions"
    AGENDA = "agenda", "Debrief agenda"
    REFERENCE = "reference", "Reference"

    @classmethod
    def asked_of_candidates(cls) -> list[tuple[str, str]]:
        """The types of an interview's questions, as choices."""
        return [(value, words) for value, words in cls.choices if value not in {cls.AGENDA, cls.REFERENCE}]


class QuestionLevel(models.TextChoices):
    """Whom a question is meant for, by experience; without one it is for everybody."""

    JUNIOR = "junior", "Junior"
    MID = "mid", "Mid-level"
    SENIOR = "senior", "Senior"
    LEAD = "lead", "Lead"


class NumberScale(models.TextChoices):
    """A number that the answer gives beside its words, as when a referee is asked for one."""

    ONE_TO_TEN = "1-10", "A number from 1 to 10"


class GuideStage(PublicIdModel):
    """A step of the guide's process. ``minutes_*`` are whole minutes; prose parts are validated by the guide format.

    ``weight`` is the stage's share in a candidacy's composite, against the weights of the other stages. ``ours``, here
    and below: it does not come from the document that the guide is made from.
    """

    version = models.ForeignKey(GuideVersion, on_delete=models.CASCADE, related_name="stages")
    key = models.SlugField(max_length=80)
    kind = models.CharField(max_length=16, choices=StageKind.choices)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()
    minutes_min = models.PositiveSmallIntegerField(default=45)
    minutes_max = models.PositiveSmallIntegerField(default=60)
    weight = models.DecimalField(max_digits=6, decimal_places=3, default=1)
    ours = models.BooleanField(default=False)
    directions = models.JSONField(default=dict, blank=True)
    share = models.TextField(blank=True)
    brief = models.JSONField(default=dict, blank=True)
    asks_recommendation = models.BooleanField(default=False)
    criteria: "models.ManyToManyField[Criterion, StageCriterion]" = models.ManyToManyField(
        "Criterion", through="StageCriterion", related_name="stages"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="guide_stage_key_unique"),
            models.UniqueConstraint(fields=["version", "position"], name="guide_stage_position_unique"),
            models.CheckConstraint(
                condition=Q(minutes_max__gte=models.F("minutes_min")), name="guide_stage_minutes_ordered"
            ),
            models.CheckConstraint(condition=Q(weight__gte=0), name="guide_stage_weight_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_scored(self) -> bool:
        return self.kind in StageKind.scored()

    @property
    def watched(self) -> list[str]:
        """The signs to watch for here that speak against a candidate."""
        return list(((self.directions or {}).get("watch_for") or {}).get("items", []))


class QuestionQuerySet(models.QuerySet["Question"]):
    def in_order(self) -> Self:
        return self.order_by("stage__position", "position")

    def in_use(self) -> Self:
        """The questions of each guide's newest published version."""
        return self.filter(stage__version__in=GuideVersion.objects.newest())

    def for_list(self) -> Self:
        """With what a line of a list shows, and no more of the guide."""
        heavy = [f"stage__version__{field}" for field in GuideVersion.LONG]
        return self.select_related("stage__version__guide").prefetch_related("competencies").defer(*heavy)


class Question(PublicIdModel):
    """A prompt, with the areas to cover, the follow-ups allowed, and guidance for whoever asks it."""

    stage = models.ForeignKey(GuideStage, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=80)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    type = models.CharField(max_length=16, choices=QuestionType.choices)
    competencies = models.ManyToManyField(GuideCompetency, related_name="questions", blank=True)
    minutes = models.PositiveSmallIntegerField(default=5)
    rated = models.BooleanField(default=True)
    areas = models.JSONField(default=list, blank=True)
    follow_ups = models.JSONField(default=list, blank=True)
    guidance = models.TextField(blank=True)
    source = models.CharField(max_length=120, blank=True)
    ours = models.BooleanField(default=False)
    level = models.CharField(max_length=8, choices=QuestionLevel.choices, blank=True)
    tags = models.JSONField(default=list, blank=True)
    scale = models.CharField(max_length=8, choices=NumberScale.choices, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stage", "key"], name="question_key_unique"),
            models.UniqueConstraint(fields=["stage", "position"], name="question_position_unique"),
        ]

    def __str__(self) -> str:
        return self.text


class Criterion(PublicIdModel):
    """What a scorecard rates. ``levels`` holds five texts; index 0 means that not enough was learned to rate.

    A criterion belongs to the version and is placed in stages, so that an outcome is written once and rated in many.
    """

    version = models.ForeignKey(GuideVersion, on_delete=models.CASCADE, related_name="criteria")
    key = models.SlugField(max_length=80)
    name = models.CharField(max_length=120)
    competency = models.ForeignKey(
        GuideCompetency, null=True, blank=True, on_delete=models.PROTECT, related_name="criteria"
    )
    outcome = models.CharField(max_length=80, blank=True)
    ours = models.BooleanField(default=False)
    levels = models.JSONField()

    class Meta:
        verbose_name_plural = "criteria"
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="criterion_key_unique")]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> int | str:
        """What it rates, the same in every version: the bank's id of its competency, or its own key without one.

        Read it with its ``competency``, else it takes a query.
        """
        return self.competency.competency_id if self.competency else self.key


class StageCriterion(models.Model):
    """A criterion's place on one stage's scorecard, with its weight in the stage's composite."""

    stage = models.ForeignKey(GuideStage, on_delete=models.CASCADE, related_name="placements")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="placements")
    position = models.PositiveSmallIntegerField()
    weight = models.DecimalField(max_digits=6, decimal_places=3, default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stage", "criterion"], name="stage_criterion_unique"),
            models.UniqueConstraint(fields=["stage", "position"], name="stage_criterion_position_unique"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="stage_criterion_weight_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.stage}: {self.criterion}"
