"""Interviews and their panels."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from core.models import PublicIdModel
from question_bank.models import GuideStage, StageKind

from .candidacy import LONGEST_SPOKEN_WORDS, Candidacy, CandidacyState
from .role import Seat, SeatKind, Stage


def _begun() -> Q:
    return Q(starts_at__lte=timezone.now()) | Q(work_sample__isnull=False)


class InterviewQuerySet(models.QuerySet["Interview"]):
    def standing(self) -> Self:
        """Not cancelled, and of a candidacy that goes on."""
        return self.filter(cancelled_at=None, candidacy__state__in=CandidacyState.running())

    def visible_to(self, user: User) -> Self:
        """Whoever sits on it; admins, recruiters and the role's deciders too, unless a panel binds them there.

        A later interview tells that an earlier stage went well, so whoever is bound sees their own ones only.
        """
        sits = Panelist.objects.filter(interview=OuterRef("pk"), user=user)
        bound = Panelist.objects.binding().filter(interview__candidacy=OuterRef("candidacy"), user=user)
        others = Q(~Exists(bound))
        if user.access_level not in {"admin", "recruiter"}:
            seats = Seat.objects.filter(role=OuterRef("candidacy__role"), user=user, kind__in=SeatKind.deciders())
            others &= Q(Exists(seats))
        return self.filter(Exists(sits) | others)

    def blocking_time(self) -> Self:
        """Standing appointments; a work sample's window books nobody."""
        return self.standing().exclude(stage__kind=StageKind.WORK_SAMPLE)

    def begun(self) -> Self:
        """Those that have begun: their start has passed or, in a work sample, the candidate has the link to the brief.

        A scorecard that somebody began earlier does not count. It keeps its own texts (``Scorecard.guide_stage``), and
        the others on the panel, who would see it in theirs, must not learn of it.
        """
        return self.filter(_begun())

    def to_come(self) -> Self:
        """Those that have not ``begun`` and are not cancelled."""
        return self.filter(~_begun(), cancelled_at=None)

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> Self:
        """Those that share a moment with the time from ``starts_at`` to ``ends_at`` (aware); touching is no overlap."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


class Reply(models.TextChoices):
    """What a calendar program can answer to an invitation."""

    ACCEPTED = "accepted", "has accepted"
    DECLINED = "declined", "has declined"
    TENTATIVE = "tentative", "may come"


class Interview(PublicIdModel):
    """One candidate's appointment in a stage; for a work sample, the time in which it is done and read.

    ``starts_at`` and ``ends_at`` are instants in UTC; ``timezone`` is the IANA zone that they were planned in.
    ``guide_stage`` is what it is held by: its stage's when it was planned, moved along with the role until it has begun
    (``begun``). ``candidate_zone`` (IANA) and ``spoken_words``, how to call the candidate and say it, are what they had
    told when it was over. ``candidate_reply`` is what the candidate's calendar program answered to the newest
    invitation, whose SEQUENCE is ``candidate_asked``.
    """

    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="interviews")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="interviews")
    guide_stage = models.ForeignKey(GuideStage, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # When the time was last set, so that nobody is reminded right after an invitation.
    time_set_at = models.DateTimeField(default=timezone.now, editable=False)
    timezone = models.CharField(max_length=64)
    candidate_zone = models.CharField(max_length=64, default="UTC", db_default="UTC")
    spoken_words = models.CharField(max_length=LONGEST_SPOKEN_WORDS, blank=True, default="", db_default="")
    place = models.CharField(max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # Why it was planned against what somebody on the panel said of their own time; each reason on a line.
    override_reason = models.TextField(blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = models.CharField(max_length=300, blank=True)
    # Cancelled since the candidate did not come.
    no_show = models.BooleanField(default=False)
    candidate_asked = models.PositiveIntegerField(default=0)
    candidate_reply = models.CharField(max_length=10, choices=Reply.choices, blank=True)
    candidate_replied_at = models.DateTimeField(null=True, blank=True)

    objects = InterviewQuerySet.as_manager()

    # Set by reads that prefetch: the active panel, and whether the reader is on it.
    panel: list[Any]
    is_mine: bool
    # Set by ``queries.hide_names``: the reader must not learn yet whose it is.
    hides_name = False

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="interview_ends_after_start"),
            models.CheckConstraint(
                condition=Q(no_show=False) | Q(cancelled_at__isnull=False), name="interview_no_show_is_off"
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="interview_starts"),
            models.Index(fields=["candidacy", "stage"], name="interview_candidacy_stage"),
            # Few: Today asks whoever plans for them.
            models.Index(fields=["starts_at"], condition=Q(candidate_reply=Reply.DECLINED), name="interview_declined"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} with {self.candidacy.candidate}"

    @property
    def reply_words(self) -> str:
        """Whether the candidate will come, in words; empty without an answer."""
        return Reply(self.candidate_reply).label.lower() if self.candidate_reply else ""

    @property
    def blocks_time(self) -> bool:
        """A work sample has a window, not an appointment: it books nobody's time."""
        return self.stage.kind != StageKind.WORK_SAMPLE


UNSEALED = Q(scorecard=None) | Q(scorecard__sealed_at=None)
OWED = UNSEALED & Q(
    left_at=None,
    recused_at=None,
    interview__cancelled_at=None,
    interview__candidacy__state__in=CandidacyState.running(),
    interview__stage__kind__in=StageKind.scored(),
)


class PanelistQuerySet(models.QuerySet["Panelist"]):
    def active(self) -> Self:
        return self.filter(left_at=None, recused_at=None)

    def rating(self) -> Self:
        """Those whose scorecard counts: everybody but who sits in to learn."""
        return self.filter(shadows=False)

    def taking_place(self) -> Self:
        """Of interviews that were or will be held: not cancelled, nor called off when the candidacy ended before."""
        held = Q(interview__candidacy__ended_at=None) | Q(
            interview__candidacy__ended_at__gte=F("interview__ends_at"),
        )
        return self.filter(held, interview__cancelled_at=None)

    def known_to(self, user: User) -> Self:
        """Those that counts and suggestions may show ``user``: of candidacies that stand still for them, only those of
        interviews that they sit on themselves."""
        # From their own places, which are few, and not from all candidacies.
        held = Panelist.objects.binding().filter(user=user).values("interview__candidacy")
        own = Panelist.objects.filter(user=user).values("interview")
        return self.filter(~Q(interview__candidacy__in=held) | Q(interview__in=own))

    def sealed(self) -> Self:
        return self.filter(scorecard__sealed_at__isnull=False)

    def owing(self) -> Self:
        """Those who owe a scorecard: unsealed, neither left nor recused, on a standing interview of a scored stage."""
        return self.filter(OWED)

    def scoring(self) -> Self:
        """The places that count as having sat on a panel: in scored stages, cancelled interviews aside.

        A cancelled interview counts for whoever had begun a scorecard on it, until they have sealed one of the same
        stage: else cancelling would be a way off the panel that leaving is not.
        """
        again = Panelist.objects.filter(
            user=OuterRef("user"),
            interview__candidacy=OuterRef("interview__candidacy"),
            interview__stage=OuterRef("interview__stage"),
            scorecard__sealed_at__isnull=False,
        )
        begun = Q(scorecard__isnull=False) & ~Exists(again)
        return self.filter(Q(interview__cancelled_at=None) | begun, interview__stage__kind__in=StageKind.scored())

    def barring(self) -> Self:
        """The places that keep their person from others' scorecards and from who has sealed.

        They recused themselves; or they have not sealed, and owe or no debrief has closed since they joined.
        """
        return self.scoring().filter(Q(recused_at__isnull=False) | (UNSEALED & ~self._debrief_closed()) | OWED)

    def binding(self) -> Self:
        """The places for whose person a candidacy stands still: ``barring``, until it ends or its debrief closes.

        Whoever recused themselves never reads a score, and learns how it went once the debrief has closed.
        """
        over = Q(recused_at__isnull=False) & self._debrief_closed()
        return self.barring().filter(~over, interview__candidacy__state__in=CandidacyState.running())

    def blind(self) -> Self:
        """The places whose person rates a work without learning whose it is: unsealed, in a stage that hides names.

        Whoever may look the candidate up (by seat or access level), meets them in another stage or has sealed a
        scorecard on them knows the name. It is told to everybody once the candidacy ends, and to whoever owes nothing
        once its debrief has closed.
        """
        here = OuterRef("interview__candidacy")
        seats = Seat.objects.filter(
            role=OuterRef("interview__candidacy__role"), user=OuterRef("user"), kind__in=SeatKind.deciders()
        )
        told = ~OWED & self._debrief_closed()
        met = Panelist.objects.filter(
            Q(interview__stage__anonymous=False) | Q(scorecard__sealed_at__isnull=False) | told,
            user=OuterRef("user"),
            interview__candidacy=here,
        )
        return self.filter(
            UNSEALED & (OWED | ~self._debrief_closed()),
            ~Exists(seats),
            ~Exists(met),
            user__access_level=User.AccessLevel.MEMBER,
            interview__stage__anonymous=True,
            interview__candidacy__state__in=CandidacyState.running(),
        )

    @staticmethod
    def _debrief_closed() -> Q:
        """A debrief that was held while they had their place, or after it, has closed."""
        closed = Candidacy.objects.filter(reveals__closed_at__gte=OuterRef("joined_at"))
        return Q(Exists(closed.filter(pk=OuterRef("interview__candidacy"))))


class Panelist(PublicIdModel):
    """A person who fills in a scorecard on an interview. Leaving and recusing are marked, never deleted; coming back is
    a new ``joined_at``.

    Whoever ``shadows`` sits in to learn: bound like everybody on the panel, with a scorecard that nothing waits for
    and that no document, number or debrief is made of.

    ``reply`` is what their calendar program answered to the newest invitation, whose SEQUENCE is ``asked_sequence``.
    """

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="panelists")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="panels")
    shadows = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    left_at = models.DateTimeField(null=True, blank=True)
    left_reason = models.CharField(max_length=300, blank=True)
    recused_at = models.DateTimeField(null=True, blank=True)
    recusal_reason = models.CharField(max_length=300, blank=True)
    asked_sequence = models.PositiveIntegerField(default=0)
    reply = models.CharField(max_length=10, choices=Reply.choices, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    objects = PanelistQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["interview", "user"], name="panelist_once_per_interview"),
            models.CheckConstraint(
                condition=Q(recused_at=None) | ~Q(recusal_reason=""), name="panelist_recusal_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(reply="", replied_at=None)
                | Q(reply__in=["accepted", "declined", "tentative"], replied_at__isnull=False),
                name="panelist_reply_has_time",
            ),
        ]
        # Few: Today asks whoever plans for them.
        indexes = [
            models.Index(fields=["interview"], condition=Q(reply=Reply.DECLINED), name="panelist_declined"),
        ]

    def __str__(self) -> str:
        return f"{self.user} on {self.interview}"

    @property
    def reply_words(self) -> str:
        """Whether the person will come, in words; nothing of whoever is off the panel, nor without an answer."""
        is_off = self.left_at or self.recused_at
        return "" if is_off or not self.reply else Reply(self.reply).label.lower()

    @property
    def standing_words(self) -> str:
        """Whether the person is still on the panel, in words; nothing about their scorecard."""
        if self.recused_at:
            return "stepped down, conflict of interest"
        if self.left_at:
            return "left the panel"
        return "sits in to learn" if self.shadows else "on the panel"
