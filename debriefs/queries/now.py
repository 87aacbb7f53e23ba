"""The meeting as it stands at this moment, for one reader."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.models import User, any_reader
from core.statements import Statement
from hiring.models import Seat, SeatKind
from scorecards.visibility import reads_along

from ..models import Attendance, Ballot, Debrief, Meeting, Step
from ..visibility import taking_part

WITH_ITEMS = (Step.DISAGREEMENTS, Step.AGENDA)


def words_of_place(step: str, item: int) -> str:
    """What a place of the meeting is called: "Agenda 3"."""
    label = Step(step).label
    return f"{label} {item}" if step in WITH_ITEMS else label


@dataclass(frozen=True)
class Vote:
    """The re-vote that is under way, for one reader: who has entered, and what they have themselves."""

    uid: str
    entered: frozenset[int]
    own: Mapping[int, Ballot]


@dataclass(frozen=True)
class Now:
    """``here``: whose page is open. ``leads``: whether the reader leads.

    ``step`` and ``item`` are where the reader's own page is, which may be elsewhere than what is shown to everybody.
    """

    debrief: Debrief
    meeting: Meeting
    here: list[User]
    leads: bool
    step: str
    item: int
    vote: Vote | None

    @property
    def at(self) -> str:
        return f"{self.step}:{self.item}"

    @property
    def is_shown(self) -> bool:
        """Whether the reader's page is where everybody is."""
        return self.meeting.place == self.at

    @property
    def may_show(self) -> bool:
        """Whether the reader can have everybody come to where they are."""
        opened = self.debrief.opened_at is not None
        return self.leads and not self.is_shown and (opened or self.step == Step.REQUIREMENTS)

    @property
    def shown_words(self) -> str:
        return words_of_place(self.meeting.step, self.meeting.item) if self.meeting.step else ""

    @property
    def shown_address(self) -> str:
        address = reverse("debrief_detail", kwargs={"uid": self.debrief.uid})
        return f"{address}?step={self.meeting.step}&item={self.meeting.item}"

    @property
    def is_spoken(self) -> bool:
        """Whether a turn is given where everybody is."""
        return self.meeting.speaker is not None and self.debrief.closed_at is None

    @property
    def state(self) -> str:
        """What a page shows that was made in this state: with another it is loaded again."""
        phase = "closed" if self.debrief.closed_at else "open" if self.debrief.opened_at else "prepared"
        voting = self.vote.uid if self.vote else ""
        return f"{phase} {self.meeting.changed} {voting}"

    @cached_property
    def present(self) -> frozenset[int]:
        return frozenset(user.pk for user in self.here)


def find_followed(user: User, uid: str) -> Debrief | None:
    """The debrief ``uid`` if ``user`` takes part in it or listens, with ``leads`` and ``sees_others``. One query."""
    return _FOLLOWED.first(user.access_level, user=user.pk, uid=uid)


def _followed(access_level: str, user: int, uid: str) -> QuerySet[Debrief]:
    """The same as the permissions ``follow_debrief`` and ``lead_debrief``, for what open pages ask again and again.

    Others who are here are seen by whoever decides, and by all once it has opened: before, only those are here who owe
    nothing, which is nobody else's business.
    """
    reader = any_reader(access_level, user)
    seats = Seat.objects.filter(role=OuterRef("candidacy__role"), user=reader)
    manages = Exists(seats.filter(kind=SeatKind.HIRING_MANAGER))
    decides = Exists(seats.filter(kind__in=SeatKind.deciders()))
    leads = Q(closed_at=None) & (manages | (Q(facilitator=reader) & decides))
    found = Q(pk__in=taking_part(reader).values("pk")) | Q(reveal__in=reads_along(reader))
    rows = (
        Debrief.objects.filter(found, uid=uid)
        .with_vote()
        .annotate(
            leads=ExpressionWrapper(leads, BooleanField()),
            sees_others=ExpressionWrapper(Q(opened_at__isnull=False) | decides, BooleanField()),
        )
    )
    return rows.select_related("facilitator", "candidacy__role", "meeting__speaker")


_FOLLOWED = Statement(_followed, user=int, uid=str)


def meeting_now(debrief: Debrief, user: User, *, leads: bool, sees_others: bool, step: str, item: int) -> Now:
    """How the meeting of ``debrief`` stands for ``user``, who takes part in it.

    ``debrief`` was read with its meeting and ``with_vote``. One query, and two more while a re-vote is under way.
    """
    meeting = getattr(debrief, "meeting", None) or Meeting(debrief=debrief)
    closed = debrief.closed_at is not None
    rows = Attendance.objects.filter(debrief=debrief).here().select_related("user")
    if not sees_others:
        rows = rows.filter(user=user)
    return Now(
        debrief=debrief,
        meeting=meeting,
        here=[] if closed else sorted((row.user for row in rows), key=lambda user: user.name.casefold()),
        leads=leads,
        step=step,
        item=item,
        vote=None if closed or debrief.opened_at is None else _vote(debrief.vote_uid, user),
    )


def moves_of(uids: Iterable[str]) -> dict[str, int]:
    """How often each debrief of ``uids`` moved so far; one that never did is left out. One query."""
    return dict(Meeting.objects.filter(debrief__uid__in=list(uids)).values_list("debrief__uid", "moves"))


def _vote(uid: str | None, user: User) -> Vote | None:
    if uid is None:
        return None
    ballots = Ballot.objects.filter(revote__uid=uid)
    own = {ballot.scorecard_id: ballot for ballot in ballots.visible_to(user)}
    return Vote(uid, frozenset(ballots.values_list("scorecard_id", flat=True)), own)
