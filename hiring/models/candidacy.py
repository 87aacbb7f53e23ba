"""Candidates, their candidacies, and the decisions that move a candidacy from stage to stage."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import User
from core.models import PublicIdModel

from .role import Role, Seat, SeatKind, Stage

# Both of what a candidate says of their name, and what joins them.
LONGEST_SPOKEN_WORDS = 80 + len(", say: ") + 120
# How long a decision can be undone.
UNDO_WITHIN = timedelta(hours=1)


class Candidate(PublicIdModel):
    """A person who may be hired; the same person may stand in several roles."""

    name = models.CharField(max_length=160)
    email = models.EmailField(unique=True)
    phone = models.CharField(max_length=40, blank=True)
    timezone = models.CharField(max_length=64, default="UTC")
    # How the candidate wants to be called and how that is said, in their own words; empty until they say so.
    spoken_name = models.CharField(max_length=80, blank=True)
    pronunciation = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def spoken_words(self) -> str:
        """How to call them and how to say it: "Am, say: AH-m"; empty if they said neither."""
        said = f"say: {self.pronunciation}" if self.pronunciation else ""
        return ", ".join(filter(None, [self.spoken_name, said]))

    @property
    def told(self) -> dict[str, str]:
        """What an interview that is not over yet keeps of what they say: its fields and their values."""
        return {"candidate_zone": self.timezone, "spoken_words": self.spoken_words}


class CandidacyState(models.TextChoices):
    ACTIVE = "active", "Active"
    ON_HOLD = "on_hold", "On hold"
    HIRED = "hired", "Hired"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn"

    @classmethod
    def running(cls) -> list[str]:
        """The states in which interviews go on and scorecards are owed."""
        return [cls.ACTIVE, cls.ON_HOLD]


class CandidacyQuerySet(models.QuerySet["Candidacy"]):
    def running(self) -> Self:
        return self.filter(state__in=CandidacyState.running())

    def visible_to(self, user: User) -> Self:
        """Admins and recruiters see every candidacy; members those they decide on, or whose panel they are on.

        Whoever rates a work without knowing whose it is (``Panelist.objects.blind()``) sees its interview alone.
        """
        from .interview import Panelist

        if user.access_level in {"admin", "recruiter"}:
            return self
        decides = Seat.objects.filter(role=OuterRef("role"), user=user, kind__in=SeatKind.deciders())
        panels = Panelist.objects.filter(interview__candidacy=OuterRef("pk"), user=user)
        return self.filter(Exists(decides) | (Exists(panels) & ~Exists(panels.blind())))

    def owed_by(self, user: User) -> Self:
        """Those on which ``user`` still owes a scorecard."""
        from .interview import Panelist

        return self.filter(Exists(Panelist.objects.owing().filter(user=user, interview__candidacy=OuterRef("pk"))))

    def held_for(self, user: User) -> Self:
        """Those that stand still for ``user``, because a panel binds them: ``Panelist.objects.binding()``."""
        from .interview import Panelist

        return self.filter(Exists(Panelist.objects.binding().filter(user=user, interview__candidacy=OuterRef("pk"))))

    def as_shown_to(self, user: User) -> Self:
        """Annotate how each stands for ``user``; every page shows, filters and sorts by these only.

        ``own_stage``: the stage of the place on a panel that binds them, first one that they owe a scorecard on, else
        ``None``. While there is one, the candidacy stands still for them: ``shown_stage`` is that stage,
        ``shown_since`` is ``None`` and ``shown_state`` is active. ``owes``: whether they owe a scorecard; ``decides``:
        whether they decide on the role; ``follows``: whether they may see who owes and who has sealed.
        """
        from .interview import Panelist

        places = Panelist.objects.filter(user=user, interview__candidacy=OuterRef("pk"))
        gone = [F("left_at").asc(nulls_first=True), F("recused_at").asc(nulls_first=True)]
        bound = places.binding().order_by(*gone, "interview__starts_at", "pk")
        seats = Seat.objects.filter(role=OuterRef("role"), user=user, kind__in=SeatKind.deciders())
        follows = self.model.objects.filter(pk=OuterRef("pk")).progress_visible_to(user)
        return self.annotate(
            own_stage=Subquery(bound.values("interview__stage_id")[:1], output_field=models.BigIntegerField()),
            owes=Exists(places.owing()),
            decides=Exists(seats),
            follows=Exists(follows),
        ).annotate(
            shown_stage=Coalesce("own_stage", F("stage_id"), output_field=models.BigIntegerField()),
            shown_since=Case(
                When(own_stage=None, then=F("stage_entered_at")), default=None, output_field=models.DateTimeField()
            ),
            shown_state=Case(
                When(own_stage=None, then=F("state")),
                default=Value(CandidacyState.ACTIVE.value),
                output_field=models.CharField(),
            ),
        )

    def revealing(self, moment: Any) -> Self:
        """Those with a debrief that was open at ``moment`` (an ``OuterRef``) or has opened since: what had been sealed
        by then is revealed to the panel. One that was taken up again reaches as far as it says."""
        closed = Q(reveals__closed_at=None) | Q(reveals__closed_at__gte=moment)
        reached = Q(reveals__sealed_until=None) & closed | Q(reveals__sealed_until__gte=moment)
        return self.filter(reached, reveals__isnull=False)

    def in_session_since(self, moment: Any) -> Self:
        """Those with a debrief that was in session at ``moment`` (an ``OuterRef``) or since, whatever it revealed."""
        closed = Q(reveals__closed_at=None) | Q(reveals__closed_at__gte=moment)
        return self.filter(closed, reveals__isnull=False)

    def wholly_revealed(self) -> Self:
        """Those whose debrief has revealed every round: no rater joined a panel after the last one had closed."""
        from .interview import Panelist

        revealed = self.model.objects.filter(pk=OuterRef("interview__candidacy")).revealing(OuterRef("joined_at"))
        raters = Panelist.objects.rating().scoring()
        unheard = raters.filter(~Exists(revealed), interview__candidacy=OuterRef("pk"))
        return self.filter(~Exists(unheard), reveals__isnull=False)

    def progress_visible_to(self, user: User) -> Self:
        """Those where ``user`` may see who owes and who has sealed: they decide on the role and no panel bars them."""
        from .interview import Panelist

        decides = Seat.objects.filter(role=OuterRef("role"), user=user, kind__in=SeatKind.deciders())
        barred = Panelist.objects.barring().filter(user=user, interview__candidacy=OuterRef("pk"))
        return self.filter(Exists(decides), ~Exists(barred))


class Candidacy(PublicIdModel):
    """A candidate in one role."""

    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="candidacies")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="candidacies")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="candidacies")
    stage_entered_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=CandidacyState.choices, default=CandidacyState.ACTIVE)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = CandidacyQuerySet.as_manager()

    # Set by ``as_shown_to``.
    own_stage: int | None
    shown_stage: int
    shown_since: "datetime | None"
    shown_state: str
    owes: bool
    decides: bool
    follows: bool

    class Meta:
        verbose_name_plural = "candidacies"
        constraints = [
            models.UniqueConstraint(fields=["role", "candidate"], name="candidacy_once_per_role"),
            models.CheckConstraint(
                condition=Q(state__in=["active", "on_hold"], ended_at=None)
                | (~Q(state__in=["active", "on_hold"]) & Q(ended_at__isnull=False)),
                name="candidacy_ended_has_time",
            ),
        ]
        indexes = [models.Index(fields=["role", "state", "stage"], name="candidacy_board")]

    def __str__(self) -> str:
        return f"{self.candidate} for {self.role}"

    @property
    def is_running(self) -> bool:
        return self.state in CandidacyState.running()


class GateDecision(models.TextChoices):
    ADVANCE = "advance", "Advance"
    HOLD = "hold", "Hold"
    CLOSE = "close", "Close"
    RESUME = "resume", "Resume"
    WITHDRAW = "withdraw", "Withdraw"
    HIRE = "hire", "Hire"
    REOPEN = "reopen", "Reopen"


class StageDecisionQuerySet(models.QuerySet["StageDecision"]):
    def in_force(self) -> Self:
        return self.filter(undone_at=None)

    def visible_to(self, user: User) -> Self:
        """Those of candidacies that do not stand still for ``user``: to deciders, and to the panel once a debrief has
        revealed what they may speak of.

        A reason may speak of scorecards, so every page shows ``shown_reason``, which is empty for whomever a place on
        the panel bars from scores: ``Panelist.objects.barring()``. They learn how it went, not why.
        """
        from .interview import Panelist

        decides = Seat.objects.filter(role=OuterRef("candidacy__role"), user=user, kind__in=SeatKind.deciders())
        places = Panelist.objects.filter(user=user, interview__candidacy=OuterRef("candidacy"))
        here = Candidacy.objects.filter(pk=OuterRef("candidacy"))
        revealed = Exists(here.revealing(OuterRef("at"))) | Exists(here.wholly_revealed())
        shown = Case(
            When(Exists(places.barring()), then=Value("")), default=F("reason"), output_field=models.TextField()
        )
        return (
            self.filter(Exists(decides) | (Exists(places) & revealed), ~Exists(places.binding()))
            .annotate(shown_reason=shown)
            .defer("reason")
        )


class StageDecision(PublicIdModel):
    """What was decided at a stage's gate, with the reason. Undone ones stay, marked."""

    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="stage_decisions")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    to_stage = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=8, choices=GateDecision.choices)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = StageDecisionQuerySet.as_manager()

    # Set by ``visible_to``.
    shown_reason: str

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="stage_decision_has_reason"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="stage_decision_undone_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} at {self.stage}"
