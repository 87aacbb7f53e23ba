"""Whom to ask for a panel, and why: earlier panels, seats, what else they have that week."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import User
from hiring.models import Candidacy, Interview, Panelist, Role, Seat, SeatKind, Stage
from hiring.models.interview import PanelistQuerySet

SUGGESTED, EXPERIENCED, OTHERS = "Suggested", "Have interviewed in a stage of this kind before", "Others"
THIS_STAGE = "on this stage's panel before"


@dataclass
class Person:
    """Somebody who could sit on a panel, and in words why: ``reasons`` are empty for whom nothing suggests.

    ``has_time`` is known once somebody has asked for free times.
    """

    user: User
    seats: list[str]
    load: str
    sits: bool
    reasons: list[str] = field(default_factory=list)
    group: str = OTHERS
    has_time: bool | None = None

    @property
    def why(self) -> list[str]:
        """What speaks for asking the person."""
        return [*self.reasons, *self.seats]

    @property
    def time(self) -> list[str]:
        """What the person has that week."""
        return [self.load, *{None: [], True: ["has free time"], False: ["no free time"]}[self.has_time]]


def people_for_panel(
    role: Role, *, stage: Stage, around: datetime, by: User, besides: Candidacy | None = None
) -> list[Person]:
    """Return the active people, those first whom something suggests for ``stage``, with the week of ``around``.

    ``around`` is aware; the week is Monday to Sunday in its own time zone. Nothing is counted or concluded from
    interviews that ``by`` must not know of: those of candidacies that stand still for them. The panels of ``besides``,
    for whom the interview is, are no earlier ones. Three queries.
    """
    monday = (around - timedelta(days=around.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    places = _known_places(by)
    this_week = places.filter(interview__starts_at__gte=monday, interview__starts_at__lt=monday + timedelta(days=7))
    load = dict(this_week.order_by().values("user").annotate(count=Count("pk")).values_list("user", "count"))
    seats: dict[int, list[str]] = {}
    for seat in Seat.objects.filter(role=role).order_by("pk"):
        seats.setdefault(seat.user_id, []).append(SeatKind(seat.kind).label)
    found = []
    for user in _with_experience(places.rating(), role, stage, besides):
        sits, count = user.pk in seats, load.get(user.pk, 0)
        words, reasons = load_words(count, user.most_a_week), _reasons(user)
        found.append((count, Person(user, seats.get(user.pk, []), words, sits, reasons, _group(user, sits))))
    found.sort(key=lambda each: _rank(*each))
    return [person for _, person in found]


def _rank(count: int, person: Person) -> tuple[int, int, int]:
    """Suggested people first, of them who knows the stage, then whoever has less that week; the rest by name."""
    place = [SUGGESTED, EXPERIENCED, OTHERS].index(person.group)
    if person.group == OTHERS:
        return place, 0, 0
    return place, 0 if THIS_STAGE in person.reasons else 1 if person.reasons else 2, count


def _known_places(by: User) -> PanelistQuerySet:
    """The places on panels that ``by`` may know of."""
    held = Candidacy.objects.held_for(by).values("pk")
    own = Panelist.objects.filter(user=by).values("interview")
    return Panelist.objects.active().taking_place().filter(~Q(interview__candidacy__in=held) | Q(interview__in=own))


def _with_experience(places: PanelistQuerySet, role: Role, stage: Stage, besides: Candidacy | None) -> Iterable:
    """The active people by name, each with what they have done before."""
    done = places.filter(user=OuterRef("pk"), interview__ends_at__lte=timezone.now())
    others = done.exclude(interview__candidacy=besides) if besides else done
    return (
        User.objects.active()
        .annotate(
            most_a_week=F("planning_limits__per_week"),
            did_stage=Exists(others.filter(interview__stage=stage)),
            did_role=Exists(others.filter(interview__stage__role=role)),
            did_kind=Exists(done.filter(interview__stage__kind=stage.kind)),
        )
        .order_by("name", "pk")
    )


def _reasons(user) -> list[str]:
    """Why to ask the person, the strongest alone of those that say the same."""
    if user.did_stage:
        return [THIS_STAGE]
    role = ["on this role's panels before"] if user.did_role else []
    return role + (["has interviewed in a stage of this kind before"] if user.did_kind else [])


def _group(user, sits: bool) -> str:
    if user.did_stage or user.did_role or sits:
        return SUGGESTED
    return EXPERIENCED if user.did_kind else OTHERS


def earlier_panel(candidacy: Candidacy, stage: Stage) -> list[str]:
    """Return the uids of who sat on ``stage`` for the role's last other candidate: the same for all is fairest.

    One query.
    """
    held = Interview.objects.filter(stage=stage, cancelled_at=None).exclude(candidacy=candidacy)
    last = held.order_by("-starts_at", "-pk").values("pk")[:1]
    return list(Panelist.objects.rating().active().filter(interview=Subquery(last)).values_list("user__uid", flat=True))


def load_words(count: int, limit: int | None = None) -> str:
    """Return the number of interviews in words, against the most that somebody takes on."""
    words = "no interview that week" if count == 0 else "1 interview that week" if count == 1 else f"{count} that week"
    return words if limit is None else f"{words}, limit {limit}"
