"""Times that a candidate may choose from for an interview to come, and when they could."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone as clock

from accounts.models import User
from core.models import PublicIdModel

from .candidacy import Candidacy, CandidacyState, Candidate
from .interview import Interview, Panelist
from .role import Seat, SeatKind, Stage


class OfferState(models.TextChoices):
    OPEN = "open", "Open"
    TAKEN = "taken", "Taken"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class OfferQuerySet(models.QuerySet["Offer"]):
    def waiting(self) -> Self:
        """Those that can be answered by now: open, not run out, of a candidacy that goes on."""
        running = CandidacyState.running()
        return self.filter(state=OfferState.OPEN, expires_at__gt=clock.now(), candidacy__state__in=running)

    def visible_to(self, user: User) -> Self:
        """Admins, recruiters and the role's deciders, unless a panel of the candidate binds them.

        Like a later interview, an offer tells that an earlier stage went well.
        """
        bound = Panelist.objects.binding().filter(interview__candidacy=OuterRef("candidacy"), user=user)
        seen = self.filter(~Exists(bound))
        if user.access_level in {"admin", "recruiter"}:
            return seen
        seats = Seat.objects.filter(role=OuterRef("candidacy__role"), user=user, kind__in=SeatKind.deciders())
        return seen.filter(Exists(seats))


class Offer(PublicIdModel):
    """One interview to be, whose time the candidate chooses: from ``times`` or, without any, from all that are free.

    It lies between ``first_day`` and ``last_day`` on the clock of ``timezone``. What the candidate asks for to be set
    up differently (``needs``) may speak of their health: it is for whoever plans, never for whoever rates, and is
    erased some time after the interview. ``moves_left`` says how often they may still choose another time, up to
    ``move_hours`` before the interview begins.
    """

    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="offers")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=300, blank=True)
    timezone = models.CharField(max_length=64)
    first_day = models.DateField()
    last_day = models.DateField()
    state = models.CharField(max_length=9, choices=OfferState.choices, default=OfferState.OPEN)
    expires_at = models.DateTimeField()
    moves_left = models.PositiveSmallIntegerField(default=0)
    move_hours = models.PositiveSmallIntegerField(default=24)
    interview = models.OneToOneField(Interview, null=True, blank=True, on_delete=models.CASCADE, related_name="offer")
    needs = models.TextField(blank=True)
    # What the candidate wrote when they declined.
    answer_words = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    # When the candidate last said that none of the times suit, and when they could.
    none_suits_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["candidacy", "stage"], condition=Q(state="open"), name="offer_once_open_per_stage"
            ),
            models.CheckConstraint(
                condition=Q(state="taken", interview__isnull=False) | (~Q(state="taken") & Q(interview=None)),
                name="offer_taken_has_interview",
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="offer_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"Times for {self.stage} offered to {self.candidacy.candidate}"

    @property
    def is_open(self) -> bool:
        """Whether the candidate can still answer."""
        return self.state == OfferState.OPEN and self.expires_at > clock.now()

    @property
    def has_expired(self) -> bool:
        """Whether it ran out unanswered."""
        return self.state == OfferState.OPEN and self.expires_at <= clock.now()

    @property
    def was_taken(self) -> bool:
        """Whether the candidate chose a time."""
        return self.state == OfferState.TAKEN

    @property
    def was_declined(self) -> bool:
        """Whether the candidate declined."""
        return self.state == OfferState.DECLINED

    @property
    def movable_until(self) -> datetime | None:
        """Until when the candidate may choose another time; ``None`` if they may not at all."""
        if self.interview is None or self.interview.cancelled_at or not self.moves_left:
            return None
        return self.interview.starts_at - timedelta(hours=self.move_hours)

    @property
    def can_be_moved(self) -> bool:
        """Whether the candidate may choose another time by now."""
        until = self.movable_until
        return until is not None and clock.now() < until


class OfferToken(models.Model):
    """The hash of a secret that opens an offer to its candidate; one for each mail that brought a link."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="tokens")
    token_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"Link to {self.offer}"


class OfferPlace(models.Model):
    """Who will sit on the panel of the interview to be; whoever ``shadows`` sits in to learn."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="places")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    shadows = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "user"], name="offer_place_once_per_user")]

    def __str__(self) -> str:
        return f"{self.user} for {self.offer}"


class OfferedTime(models.Model):
    """A start, in UTC, that was offered."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="times")
    starts_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "starts_at"], name="offered_time_once")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} for {self.offer}"


class CandidateWindowQuerySet(models.QuerySet["CandidateWindow"]):
    def visible_to(self, user: User) -> Self:
        """Those that they noted; and all of candidates by whom no panel binds them, since an offer may have asked."""
        held = Candidacy.objects.held_for(user).filter(candidate=OuterRef("candidate"))
        return self.filter(Q(noted_by=user) | ~Exists(held))


class CandidateWindow(models.Model):
    """A time in which a candidate could: as they said themselves, or as somebody who plans noted it (``noted_by``)."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="windows")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = CandidateWindowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="candidate_window_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.candidate} could from {self.starts_at:%Y-%m-%d %H:%M} to {self.ends_at:%Y-%m-%d %H:%M}"
