"""The debrief of a candidacy, and what was said in it."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from accounts.models import User
from core.models import PublicIdModel
from hiring.models import Candidacy, Stage
from question_bank.models import GuideVersion, Question, StageKind
from scorecards.models import Reveal
from scorecards.visibility import reads_along

if TYPE_CHECKING:
    from .decision import Decision


class DebriefQuerySet(models.QuerySet["Debrief"]):
    def open(self) -> Self:
        return self.filter(opened_at__isnull=False, closed_at=None)

    def visible_to(self, user: User) -> Self:
        """The debriefs of candidacies that ``user`` sees, and those that they read along in; its scores follow
        ``scorecards.visibility``."""
        seen = Candidacy.objects.visible_to(user).filter(pk=OuterRef("candidacy"))
        return self.filter(Exists(seen) | Exists(reads_along(user).filter(pk=OuterRef("reveal"))))

    def with_decisions(self) -> Self:
        """Load what ``decision`` and ``set_aside`` tell, in one query for all."""
        from .decision import Decision

        return self.prefetch_related(models.Prefetch("decisions", queryset=Decision.objects.in_order().with_origin()))

    def with_references_ahead(self) -> Self:
        """Annotate ``references_ahead``: the name of the references stage that a hire leads to, or None."""
        stages = Stage.objects.filter(kind=StageKind.REFERENCES, position__gt=OuterRef("candidacy__stage__position"))
        ahead = stages.filter(role=OuterRef("candidacy__role")).order_by("position")
        return self.annotate(references_ahead=Subquery(ahead.values("name")[:1]))

    def with_vote(self) -> Self:
        """Annotate ``vote_uid``: the uid of the re-vote that is under way, or None."""
        from .voting import Revote

        called = Revote.objects.under_way().filter(debrief=OuterRef("pk")).order_by("pk")
        return self.annotate(vote_uid=Subquery(called.values("uid")[:1]))


class Debrief(PublicIdModel):
    """The meeting on one candidacy: prepared, then opened (the reveal), then closed with a decision.

    ``guide_version`` is set when it opens: its agenda and requirements stay, whatever version the role moves to.
    ``reveal`` is the one of its opening, or of the last time that it was taken up again.
    """

    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="debriefs")
    facilitator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    scheduled_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    guide_version = models.ForeignKey(GuideVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    override_reason = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reveal = models.ForeignKey(
        Reveal, null=True, blank=True, on_delete=models.SET_NULL, related_name="debriefs", editable=False
    )

    objects = DebriefQuerySet.as_manager()

    # Set by ``with_vote`` and ``with_references_ahead``.
    vote_uid: str | None
    references_ahead: str | None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["candidacy"], condition=Q(closed_at=None), name="debrief_one_unclosed_per_candidacy"
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None, opened_by=None) | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="debrief_opened_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None, guide_version=None)
                | Q(opened_at__isnull=False, guide_version__isnull=False),
                name="debrief_opened_by_a_version",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(opened_at__isnull=False), name="debrief_closed_was_opened"
            ),
        ]

    def __str__(self) -> str:
        return f"Debrief on {self.candidacy}"

    @property
    def version(self) -> GuideVersion:
        """What it is, or would be, opened with."""
        return self.guide_version or self.candidacy.role.guide_version

    @property
    def decision(self) -> "Decision | None":
        """The decision in force. No query after ``with_decisions``."""
        return next((made for made in self.decisions.all() if made.set_aside_at is None), None)

    @property
    def set_aside(self) -> "list[Decision]":
        """The decisions that were undone or set aside since, the earliest first. No query after ``with_decisions``."""
        return [made for made in self.decisions.all() if made.set_aside_at is not None]


class AgendaNote(models.Model):
    """What was noted on one question of the guide's agenda."""

    debrief = models.ForeignKey(Debrief, on_delete=models.CASCADE, related_name="notes")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["debrief", "question"], name="agenda_note_once_per_question")]

    def __str__(self) -> str:
        return f"Note on {self.question}"
