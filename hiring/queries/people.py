"""Whom to ask for a panel, and why: earlier panels, seats, what else they have that week."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import User
from hiring.models import Candidacy, Panelist, Role, Seat, SeatKind, Stage
from hiring.models.interview import PanelistQuerySet

SUGGESTED, EXPERIENCED, OTHERS = "Suggested", "Have interviewed in a stage of this kind before", "Others"
THIS_STAGE = "on this stage's panel before"


class Counts(NamedTuple):
    """On how many panels somebody is that week, and was before: of the stage, of the role; and whether of its kind."""

    load: int = 0
    on_stage: int = 0
    on_role: int = 0
    of_kind: bool = False


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
        """What speaks for asking the person, and that they do not belong to the role's team."""
        return [*self.reasons, *(self.seats or ["no seat on this role"])]

    @property
    def time(self) -> list[str]:
        """What the person has that week."""
        return [self.load, *{None: [], True: ["has free time"], False: ["no free time"]}[self.has_time]]


def people_for_panel(
    role: Role, *, stage: Stage | None, around: datetime, by: User, besides: Candidacy | None = None
) -> list[Person]:
    """Return the active people, those first whom something suggests for ``stage``, with the week of ``around``;
    without a stage those who know the role.

    ``around`` is aware; the week is Monday to Sunday in its own time zone. Nothing is counted or concluded from
    interviews that ``by`` must not know of: those of candidacies that stand still for them. The panels of ``besides``,
    for whom the interview is, are no earlier ones. Five queries.
    """
    places = _places(role, stage, around, by, besides)
    counts = {row["user"]: Counts(row["load"], row["on_stage"], row["on_role"]) for row in places}
    seats: dict[int, list[str]] = {}
    for seat in Seat.objects.filter(role=role).order_by("pk"):
        seats.setdefault(seat.user_id, []).append(SeatKind(seat.kind).label)
    found = []
    people: QuerySet[Any] = User.objects.active().annotate(of_kind=Exists(_of_kind(stage, by)))
    for user in people.select_related("planning_limits").order_by("name", "pk"):
        count, sits = counts.get(user.pk, Counts())._replace(of_kind=user.of_kind), user.pk in seats
        limits = getattr(user, "planning_limits", None)
        words = load_words(count.load, limits.per_week if limits else None)
        person = Person(user, seats.get(user.pk, []), words, sits, _reasons(count), _group(count, sits))
        found.append((count.load, person))
    found.sort(key=lambda each: _rank(*each))
    return [person for _, person in found]


def _rank(count: int, person: Person) -> tuple[int, int, int]:
    """Suggested people first, of them who knows the stage, then whoever has less that week; the rest by name."""
    place = [SUGGESTED, EXPERIENCED, OTHERS].index(person.group)
    if person.group == OTHERS:
        return place, 0, 0
    return place, 0 if THIS_STAGE in person.reasons else 1 if person.reasons else 2, count


def _places(
    role: Role, stage: Stage | None, around: datetime, by: User, besides: Candidacy | None
) -> QuerySet[Any, Any]:
    """Count by person the places on panels that ``by`` may know of: those of the week, and earlier ones."""
    monday = (around - timedelta(days=around.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    that_week = Q(interview__starts_at__gte=monday, interview__starts_at__lt=monday + timedelta(days=7))
    done = Q(interview__ends_at__lte=timezone.now(), shadows=False)
    for_another = done & ~Q(interview__candidacy=besides) if besides else done
    # By number, so that a database can find the interviews by two indexes and look at no others.
    on_role = for_another & Q(interview__stage__in=list(role.stages.values_list("pk", flat=True)))
    on_stage = for_another & Q(interview__stage=stage.pk if stage else None)
    return (
        _known_to(by)
        .filter(that_week | on_role)
        .order_by()
        .values("user")
        .annotate(
            load=Count("pk", filter=that_week),
            on_stage=Count("pk", filter=on_stage),
            on_role=Count("pk", filter=on_role),
        )
    )


def _of_kind(stage: Stage | None, by: User) -> PanelistQuerySet:
    """The earlier places of each person in stages of the kind: of all roles and times, so one is looked for only."""
    done = Q(interview__ends_at__lte=timezone.now(), interview__stage__kind=stage.kind if stage else None)
    return _known_to(by).filter(done, user=OuterRef("pk"), shadows=False)


def _known_to(by: User) -> PanelistQuerySet:
    return Panelist.objects.active().taking_place().known_to(by)


def _reasons(count: Counts) -> list[str]:
    """Why to ask the person, the strongest alone of those that say the same."""
    if count.on_stage:
        return [THIS_STAGE]
    role = ["on this role's panels before"] if count.on_role else []
    return role + (["has interviewed in a stage of this kind before"] if count.of_kind else [])


def _group(count: Counts, sits: bool) -> str:
    if count.on_role or sits:
        return SUGGESTED
    return EXPERIENCED if count.of_kind else OTHERS


def earlier_panel(candidacy: Candidacy, stage: Stage, *, by: User) -> list[str]:
    """Return the uids of who sat on ``stage`` for the role's last other candidate: the same for all is fairest.

    The last of whom ``by`` may know. One query.
    """
    rows = sitting(by).filter(interview__stage=stage).exclude(interview__candidacy=candidacy)
    last = rows.order_by("-interview__starts_at", "-interview").values("interview")[:1]
    return list(sitting(by).filter(interview=Subquery(last)).order_by("pk").values_list("user__uid", flat=True))


def earlier_panels(role: Role, *, by: User) -> dict[int, list[str]]:
    """Return by stage id the uids of active people who sat on it before, as far as ``by`` may know. One query."""
    rows = sitting(by).filter(interview__stage__role=role, user__is_active=True).order_by("user__name", "user")
    found: dict[int, dict[str, None]] = {}
    for stage, uid in rows.values_list("interview__stage", "user__uid"):
        found.setdefault(stage, {})[uid] = None
    return {stage: list(uids) for stage, uids in found.items()}


def sitting(by: User) -> PanelistQuerySet:
    """Return the places that count, as far as ``by`` may know."""
    return Panelist.objects.rating().active().known_to(by).filter(interview__cancelled_at=None)


def load_words(count: int, limit: int | None = None) -> str:
    """Return the number of interviews in words, against the most that somebody takes on."""
    words = "no interview that week" if count == 0 else "1 interview that week" if count == 1 else f"{count} that week"
    return words if limit is None else f"{words}, limit {limit}"
