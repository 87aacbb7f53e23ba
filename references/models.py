"""Referees and what they said, each asked the same questions."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from core.models import PublicIdModel
from hiring.models import Candidacy
from question_bank.models import Criterion, GuideStage, Question


class RefereeQuerySet(models.QuerySet["Referee"]):
    def visible_to(self, user: User) -> Self:
        """Deciders of the role whom no panel binds; for whoever owes, references do not exist yet."""
        return self.filter(candidacy__in=Candidacy.objects.progress_visible_to(user))


class Referee(PublicIdModel):
    """A person whom the candidate named, and how they know each other."""

    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="referees")
    name = models.CharField(max_length=160)
    relationship = models.CharField(max_length=200)
    company = models.CharField(max_length=160, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RefereeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(email="") | ~Q(phone=""), name="referee_can_be_reached"),
        ]

    def __str__(self) -> str:
        return self.name


class ReferenceCheckQuerySet(models.QuerySet["ReferenceCheck"]):
    def finished(self) -> Self:
        return self.filter(finished_at__isnull=False)

    def visible_to(self, user: User) -> Self:
        """Those of referees that ``user`` sees."""
        return self.filter(referee__in=Referee.objects.visible_to(user))


class ReferenceCheck(PublicIdModel):
    """One conversation with a referee. Saved as it is typed; finishing it closes it for changes.

    ``guide_stage`` is what it was begun with: its questions stay, whatever version the role moves to.
    ``revision`` counts the saves and ``last_client`` names the browser tab of the last one. ``to_verify`` holds what
    the interviews left open, written down before the call.
    """

    referee = models.OneToOneField(Referee, on_delete=models.CASCADE, related_name="check_taken")
    guide_stage = models.ForeignKey(GuideStage, on_delete=models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    to_verify = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    last_client = models.CharField(max_length=40, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ReferenceCheckQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Reference from {self.referee}"

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None


class ReferenceAnswer(models.Model):
    """What the referee said to one question."""

    check_taken = models.ForeignKey(ReferenceCheck, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_taken", "question"], name="reference_answer_once"),
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
