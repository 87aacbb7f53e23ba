"""Referees, and who agreed that they are asked."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from core.models import PublicIdModel
from hiring.models import Candidacy


class Relation(models.TextChoices):
    """How the referee stood to the candidate."""

    MANAGER = "manager", "Their manager"
    COLLEAGUE = "colleague", "A colleague"
    REPORT = "report", "Reported to them"
    CLIENT = "client", "A client or customer"
    TEACHER = "teacher", "A teacher or supervisor"
    OTHER = "other", "Something else"


class RefereeQuerySet(models.QuerySet["Referee"]):
    def visible_to(self, user: User) -> Self:
        """Deciders of the role whom no panel binds; for whoever owes, references do not exist yet."""
        return self.filter(candidacy__in=Candidacy.objects.progress_visible_to(user))


class Referee(PublicIdModel):
    """A person whom the candidate named. ``relationship``: how they know each other, in words; ``period``: when they
    worked together. ``relation`` is empty for those who were named before it was asked for.
    """

    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="referees")
    name = models.CharField(max_length=160)
    relation = models.CharField(max_length=12, choices=Relation.choices, blank=True)
    relationship = models.CharField(max_length=200)
    period = models.CharField(max_length=120, blank=True)
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


class ConsentOf(models.TextChoices):
    """Whose consent it is."""

    CANDIDATE = "candidate", "The candidate"
    REFEREE = "referee", "The referee"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self) -> Self:
        return self.filter(withdrawn_at=None)


class Consent(models.Model):
    """That the candidate agrees to this referee being asked, or that the referee agrees to speak.

    ``how``: in what way it was given, in words. ``recorded_by`` is ``None`` for a referee who ticked it on their own
    page. A consent that is taken back stays, marked.
    """

    referee = models.ForeignKey(Referee, on_delete=models.CASCADE, related_name="consents")
    of = models.CharField(max_length=10, choices=ConsentOf.choices)
    how = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referee", "of"], condition=Q(withdrawn_at=None), name="consent_once_in_force"
            ),
            models.CheckConstraint(
                condition=Q(of=ConsentOf.REFEREE) | Q(recorded_by__isnull=False), name="consent_of_candidate_recorded"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_of_display()} on {self.referee}"
