"""Where a person stands on a candidacy: what they owe and what they are, never what others did."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.models import User
from hiring.models import Candidacy, Panelist, Seat, SeatKind


@dataclass(frozen=True)
class Standing:
    """Facts about one person on one candidacy. ``places``: theirs in ``Panelist.objects.scoring()``."""

    owing: Sequence[Panelist]
    places: Sequence[Panelist]
    decides: bool
    is_admin: bool

    @property
    def has_left(self) -> bool:
        gone = [place for place in self.places if place.left_at or place.interview.cancelled_at]
        return any(not place.recused_at for place in gone)

    @property
    def is_recused(self) -> bool:
        return any(place.recused_at for place in self.places)

    @property
    def is_panelist(self) -> bool:
        return bool(self.places)


def standing(user: User, candidacy: Candidacy) -> Standing:
    """Where ``user`` stands on ``candidacy``, from their own rows alone. Two queries."""
    owes = Exists(Panelist.objects.owing().filter(pk=OuterRef("pk")))
    own = Panelist.objects.scoring().filter(user=user, interview__candidacy=candidacy).annotate(owes=owes)
    places = list(
        own.select_related("interview__stage", "interview__candidacy", "scorecard").order_by("interview__starts_at")
    )
    decides = Seat.objects.filter(role=candidacy.role_id, user=user, kind__in=SeatKind.deciders()).exists()
    return Standing([place for place in places if place.owes], places, decides, user.access_level == "admin")
