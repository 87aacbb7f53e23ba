"""The room: who sits on the panel or decides, who owes, and so who takes part in the debrief.

What is said in a debrief (notes, changed minds, the decision) speaks of scores, so whoever a panel still binds hears
nothing of it. Scores themselves are asked of ``scorecards.visibility`` only.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from core.statements import Statement
from hiring.models import Candidacy, Panelist, Seat, SeatKind
from question_bank.models import StageKind
from scorecards.models import Independence, Scorecard
from scorecards.visibility import reads_along

from .models import Debrief


@dataclass(frozen=True)
class Place:
    """One place on a panel, as far as sealing goes; nothing of what was sealed."""

    panelist: Panelist
    owes: bool

    @property
    def sealed_at(self) -> datetime | None:
        return getattr(getattr(self.panelist, "scorecard", None), "sealed_at", None)

    @property
    def state(self) -> str:
        """sealed, recused, left, owing, or ended (nothing is owed any more)."""
        if self.sealed_at:
            return "sealed"
        if self.panelist.recused_at:
            return "recused"
        if self.panelist.left_at:
            return "left"
        return "owing" if self.owes else "ended"


@dataclass(frozen=True)
class Sitter:
    """A person on the panel with all their places."""

    user: User
    places: list[Place]

    @property
    def is_independent(self) -> bool:
        """Whether every scorecard that they sealed was sealed before they had read another's."""
        sealed = [place.panelist.scorecard for place in self.places if place.sealed_at]
        return bool(sealed) and all(card.independence == Independence.INDEPENDENT for card in sealed)


@dataclass(frozen=True)
class Room:
    """Everybody around one candidacy, seen for one person.

    ``places`` are the raters'; ``learning`` those of whoever sits in to learn, for whom nothing here waits.
    ``barred``: the ids of those whom a place keeps out.
    """

    user: User
    seats: list[Seat]
    places: list[Place]
    learning: list[Place]
    barred: frozenset[int]

    @property
    def own_places(self) -> list[Place]:
        return [place for place in self.places if place.panelist.user_id == self.user.pk]

    @property
    def sitters(self) -> list[Sitter]:
        """The raters, each once, in the order of their first place."""
        found: dict[int, Sitter] = {}
        for place in self.places:
            found.setdefault(place.panelist.user_id, Sitter(place.panelist.user, [])).places.append(place)
        return list(found.values())

    @property
    def owing(self) -> list[Place]:
        return [place for place in self.places if place.owes]

    @property
    def owes(self) -> bool:
        """This person owes a scorecard here, and therefore sees nothing that depends on others."""
        return bool(self.own_owing)

    @property
    def own_owing(self) -> list[Place]:
        return [place for place in [*self.own_places, *self.own_learning] if place.owes]

    @property
    def own_learning(self) -> list[Place]:
        return [place for place in self.learning if place.panelist.user_id == self.user.pk]

    @property
    def bound(self) -> bool:
        """A panel keeps this person out: ``Panelist.objects.barring()``."""
        return self.user.pk in self.barred

    @property
    def manages(self) -> bool:
        return self._has_seat([SeatKind.HIRING_MANAGER])

    @property
    def decides(self) -> bool:
        return self._has_seat(SeatKind.deciders())

    @property
    def takes_part(self) -> bool:
        """A decider or a panelist whom nothing binds: sees notes, changed minds and the decision, once opened."""
        return (self.decides or bool(self.own_places)) and not self.bound

    @property
    def people(self) -> list[User]:
        """Everybody with a seat or an active place who owes nothing, once each, by name."""
        owing = {place.panelist.user_id for place in [*self.owing, *self.learning] if place.owes}
        seated = [seat.user for seat in self.seats]
        sitting = [place.panelist.user for place in self.places if place.state in {"sealed", "ended"}]
        found = {user.pk: user for user in [*seated, *sitting] if user.pk not in owing and user.is_active}
        return sorted(found.values(), key=lambda user: user.name.casefold())

    @property
    def owners(self) -> list[User]:
        """Who may be given a next step: whoever also reads it, since it tells how the debrief ended."""
        return [user for user in self.people if replace(self, user=user).takes_part]

    def _has_seat(self, kinds: list[str]) -> bool:
        return any(seat.user_id == self.user.pk and seat.kind in kinds for seat in self.seats)


def room(user: User, candidacy: Candidacy) -> Room:
    """The room of ``candidacy`` for ``user``. Two queries; none the second time on the same object."""
    # Remembered on the object that the request loaded: every predicate of one page asks the same.
    known: dict[int, Room] = candidacy.__dict__.setdefault("_rooms", {})
    if user.pk not in known:
        known[user.pk] = Room(user, _seats(candidacy), *_places(candidacy))
    return known[user.pk]


def hears(user: User, debrief: Debrief) -> bool:
    """Whether ``user`` is a guest of ``debrief`` now: they read what the panel reads there, and write nothing.

    One query; none the second time on the same object.
    """
    known: dict[int, bool] = debrief.__dict__.setdefault("_hears", {})
    if user.pk not in known:
        # Asked before it opens as well: how many queries a page takes tells nobody whether it has.
        known[user.pk] = Debrief.objects.filter(pk=debrief.pk, reveal__in=reads_along(user)).exists()
    return known[user.pk]


def barred_here(user: User, candidacy: str) -> Exists:
    """Whether a panel bars ``user``, for rows whose field ``candidacy`` names the candidacy."""
    return Exists(Panelist.objects.barring().filter(user=user, interview__candidacy=OuterRef(candidacy)))


def taking_part(user: User) -> QuerySet[Debrief]:
    """The debriefs in whose room ``user`` takes part, as ``Room.takes_part`` tells it of one. One query."""
    seats = Seat.objects.filter(role=OuterRef("candidacy__role"), user=user, kind__in=SeatKind.deciders())
    own = Panelist.objects.filter(user=user, interview__candidacy=OuterRef("candidacy"))
    return (
        Debrief.objects.visible_to(user)
        .filter(Exists(seats) | Exists(own.rating().scoring()))
        .exclude(Exists(own.barring()))
    )


def _seats(candidacy: Candidacy) -> list[Seat]:
    return list(Seat.objects.filter(role=candidacy.role_id).select_related("user").order_by("user__name", "pk"))


def _places(candidacy: Candidacy) -> tuple[list[Place], list[Place], frozenset[int]]:
    """The raters' places on its panels, the learners', and the ids of those whom one keeps out, cancelled ones too."""
    panel = _PANEL.all(candidacy=candidacy.pk)
    places = [Place(row, row.owes_scorecard) for row in panel if row.interview.cancelled_at is None]
    raters = [place for place in places if not place.panelist.shadows]
    learners = [place for place in places if place.panelist.shadows]
    return raters, learners, frozenset(row.user_id for row in panel if row.bars)


def _panel(kind: str, candidacy: int) -> QuerySet[Panelist]:
    same = Panelist.objects.filter(pk=OuterRef("pk"))
    return (
        Panelist.objects.filter(interview__candidacy=candidacy, interview__stage__kind__in=StageKind.scored())
        .annotate(owes_scorecard=Exists(same.owing()), bars=Exists(same.barring()))
        .select_related("user", "interview__stage", "scorecard")
        .defer("scorecard__saved_by", *(f"scorecard__{name}" for name in Scorecard.SAYS))
        .order_by("interview__stage__position", "interview__starts_at", "user__name", "pk")
    )


_PANEL = Statement(_panel, candidacy=int)
