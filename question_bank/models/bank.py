"""Questions that stand in the bank by themselves, outside of any guide: written, owned, changed, retired."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models import PublicIdModel

from .content import QuestionLevel, QuestionType
from .guide import Competency


class BankQuestionQuerySet(models.QuerySet["BankQuestion"]):
    def standing(self) -> Self:
        """Those that are not retired."""
        return self.filter(retired_at=None)

    def retired(self) -> Self:
        """Those that are, the last first."""
        return self.exclude(retired_at=None).order_by("-retired_at", "-pk")

    def visible_to(self, user: Any) -> Self:
        """Whoever reads the bank reads all of them."""
        if user.access_level in {"admin", "recruiter"}:
            return self
        return self.none()

    def whole(self) -> Self:
        """With what a page or a file says of them."""
        people = ("owner", "changed_by", "retired_by")
        return self.select_related(*people).prefetch_related(
            models.Prefetch("competencies", Competency.objects.order_by("name", "pk"))
        )


class BankQuestion(PublicIdModel):
    """A question to take into guides. Unlike one in a published guide it may change: nobody was measured with it.

    ``key`` names it in files and never changes. ``revision`` goes up with every change, so that a form knows whether it
    was read before another one. ``fingerprint`` stands for the words of the text: the bank holds them once.
    """

    key = models.SlugField(max_length=80, unique=True)
    text = models.TextField()
    fingerprint = models.CharField(max_length=64)
    type = models.CharField(max_length=16, choices=QuestionType.asked_of_candidates())
    competencies = models.ManyToManyField(Competency, related_name="bank_questions", blank=True)
    level = models.CharField(max_length=8, choices=QuestionLevel.choices, blank=True)
    minutes = models.PositiveSmallIntegerField(default=5)
    rated = models.BooleanField(default=True)
    areas = models.JSONField(default=list, blank=True)
    follow_ups = models.JSONField(default=list, blank=True)
    guidance = models.TextField(blank=True)
    tags = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=120, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = BankQuestionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner"], condition=Q(retired_at=None), name="bank_question_standing_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"], condition=Q(retired_at=None), name="bank_question_text_once"
            ),
            models.CheckConstraint(
                condition=Q(type__in=[value for value, _ in QuestionType.asked_of_candidates()]),
                name="bank_question_type_of_an_interview",
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None, retired_by=None) | Q(retired_at__isnull=False, retired_by__isnull=False),
                name="bank_question_retired_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text
