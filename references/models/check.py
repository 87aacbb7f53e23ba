"""One reference check: what a referee said, each asked the same questions, and how it was rated."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from core.models import PublicIdModel
from question_bank.models import Criterion, GuideStage, Question

from .referee import Referee


class ReferenceCheckQuerySet(models.QuerySet["ReferenceCheck"]):
    def finished(self) -> Self:
        return self.filter(finished_at__isnull=False)

    def visible_to(self, user: User) -> Self:
        """Those of referees that ``user`` sees; of those that a referee answers alone, the ones that were sent."""
        return self.filter(referee__in=Referee.objects.visible_to(user)).filter(
            Q(by_link=False) | Q(submitted_at__isnull=False)
        )


class ReferenceCheck(PublicIdModel):
    """What one referee said. Saved as it is typed; finishing it closes it for changes.

    ``guide_stage`` is what it was begun with: its questions stay, whatever version the role moves to. ``to_verify``
    holds what whoever takes it wrote down before the call. ``by_link``: the referee writes the answers on their own
    page; nobody reads them before ``submitted_at``, and afterwards they are rated, not changed. ``revision``,
    ``saved_by`` (a browser tab → its last save) and ``field_revisions`` (field → revision and tab) are what
    ``core.autosave`` needs.
    """

    referee = models.OneToOneField(Referee, on_delete=models.CASCADE, related_name="check_taken")
    guide_stage = models.ForeignKey(GuideStage, on_delete=models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_link = models.BooleanField(default=False)
    to_verify = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    saved_by = models.JSONField(default=dict, blank=True)
    field_revisions = models.JSONField(default=dict, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ReferenceCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(by_link=True), name="reference_check_submitted_by_link"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(by_link=False) | Q(submitted_at__isnull=False),
                name="reference_check_finished_was_submitted",
            ),
        ]

    def __str__(self) -> str:
        return f"Reference from {self.referee}"

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None


class ReferenceAnswer(models.Model):
    """What the referee said to one question. ``number``: from 1 to 10, if the question asks for one.

    ``hesitated`` and ``qualified`` (said with a reservation) are what whoever took or reads it noticed.
    """

    check_taken = models.ForeignKey(ReferenceCheck, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    hesitated = models.BooleanField(default=False)
    qualified = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_taken", "question"], name="reference_answer_once"),
            models.CheckConstraint(
                condition=Q(number=None) | Q(number__range=(1, 10)), name="reference_number_1_to_10"
            ),
        ]

    def __str__(self) -> str:
        return f"Answer to {self.question}"


class ReferenceRating(models.Model):
    """A level 0-4 on one reference criterion, with its evidence."""

    check_taken = models.ForeignKey(ReferenceCheck, on_delete=models.CASCADE, related_name="ratings")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    evidence = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_taken", "criterion"], name="reference_rating_once"),
            models.CheckConstraint(condition=Q(level=None) | Q(level__range=(0, 4)), name="reference_level_0_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.level}"
