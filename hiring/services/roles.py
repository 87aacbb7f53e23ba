"""Opening and closing roles, their seats, and their stages until the first candidate enters."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from hiring.models import Role, RoleState, Seat, SeatKind, Stage
from question_bank.models import GuideVersion, StageKind, VersionState

from .documents import erase_after_commit
from .locks import lock_role


class NotPublished(Refused):
    """The guide version is a draft or retired."""

    message = "A role opens from a published version of a guide. Publish this version first, or choose another."
    field = "guide_version"


class RoleClosed(Refused):
    """The role is closed."""

    message = "This role is closed."


class StagesFixed(Refused):
    """The first candidate has entered."""

    message = "The first candidate has entered this role, so its stages stay as they are."


class LastStage(Refused):
    """No scored stage would be left."""

    message = "A role needs at least one stage with a scorecard."


class NoNamesToHide(Refused):
    """Whoever meets a candidate learns the name."""

    message = "Only those who rate a work sample can do so without knowing the name."


class NoSuchPlace(Refused):
    """There is no such position."""

    message = "Choose a place within the role's stages."
    field = "position"


class SeatTaken(Refused):
    """The person holds this seat."""

    message = "This person holds this seat already."
    field = "user"


class NotActive(Refused):
    """The account may not sign in."""

    message = "This person's account is switched off."
    field = "user"


class NotYoursToGive(Refused):
    """The seat opens scorecards, and who gives it could not read them."""

    message = "This role has candidates, so only its hiring managers and recruiters give a seat that decides."
    field = "user"


class LastDecider(Refused):
    """Nobody would be left to decide."""

    message = "Somebody must be able to decide here. Give another person a seat as hiring manager or recruiter first."


@transaction.atomic
def open_role(
    *,
    title: str,
    guide_version: GuideVersion,
    by: User,
    team: str = "",
    location: str = "",
    seats: Iterable[tuple[User, str]] = (),
    placeholder_values: Mapping[str, str] | None = None,
    watermark_packets: bool = False,
) -> Role:
    """Open a role pinned to ``guide_version``, with a stage for each of its stages and the ``seats`` (person, kind).

    Names are hidden from those who rate a work sample until ``choose_names`` says otherwise.

    ``placeholder_values`` fills the guide's placeholders; unknown names are dropped. Raises ``NotPublished``,
    ``NotActive`` and ``SeatTaken``.
    """
    if guide_version.state != VersionState.PUBLISHED:
        raise NotPublished
    role = Role.objects.create(
        title=title.strip(),
        guide_version=guide_version,
        team=team.strip(),
        location=location.strip(),
        placeholder_values=known_values(guide_version, placeholder_values),
        watermark_packets=watermark_packets,
        created_by=by,
    )
    Stage.objects.bulk_create(
        Stage(
            role=role,
            guide_stage=stage,
            kind=stage.kind,
            name=stage.name,
            position=position,
            weight=stage.weight,
            anonymous=stage.kind == StageKind.WORK_SAMPLE,
        )
        for position, stage in enumerate(guide_version.stages.order_by("position"), start=1)
    )
    audit.record("role.opened", by=by, obj=role, guide_version=guide_version.uid)
    for user, kind in seats:
        give_seat(role=role, user=user, kind=kind, by=by)
    return role


@transaction.atomic
def change_role(
    *,
    role: Role,
    title: str,
    team: str,
    location: str,
    placeholder_values: Mapping[str, str],
    by: User,
    watermark_packets: bool | None = None,
) -> Role:
    """Store the words of a role, and how its PDFs are marked unless that is ``None``.

    What only an earlier guide version has a place for stays. Raises ``RoleClosed``.
    """
    lock_role(role)
    refuse_closed(role)
    role.title, role.team, role.location = title.strip(), team.strip(), location.strip()
    earlier = {n: text for n, text in role.placeholder_values.items() if n not in role.guide_version.placeholders}
    role.placeholder_values = earlier | known_values(role.guide_version, placeholder_values)
    if watermark_packets is not None:
        role.watermark_packets = watermark_packets
    role.save(update_fields=["title", "team", "location", "placeholder_values", "watermark_packets"])
    audit.record("role.changed", by=by, obj=role)
    return role


@transaction.atomic
def give_seat(*, role: Role, user: User, kind: str, by: User) -> Seat:
    """Give ``user`` a seat of ``kind`` (``SeatKind``) on ``role``.

    Raises ``NotActive``, ``NotYoursToGive`` and ``SeatTaken``.
    """
    lock_role(role)
    if not user.is_active:
        raise NotActive
    if SeatKind(kind) in SeatKind.deciders():
        _refuse_to_open_scorecards(role, by)
    seat, new = Seat.objects.get_or_create(role=role, user=user, kind=SeatKind(kind))
    if not new:
        raise SeatTaken
    audit.record("seat.given", by=by, obj=role, user=user.uid, kind=seat.kind)
    return seat


@transaction.atomic
def take_seat(*, seat: Seat, by: User) -> None:
    """Take a seat away. Raises ``LastDecider`` if nobody could decide any more."""
    lock_role(seat.role)
    deciders = Seat.objects.filter(role=seat.role, kind__in=SeatKind.deciders(), user__is_active=True)
    others = deciders.exclude(pk=seat.pk)
    if seat.kind in SeatKind.deciders() and not others.exists():
        raise LastDecider
    audit.record("seat.taken", by=by, obj=seat.role, user=seat.user.uid, kind=seat.kind)
    seat.delete()


@transaction.atomic
def close_role(*, role: Role, by: User) -> Role:
    """Close ``role``: nobody new enters. Candidacies under way go on. Closing twice changes nothing."""
    lock_role(role)
    if role.state == RoleState.OPEN:
        role.state, role.closed_at = RoleState.CLOSED, timezone.now()
        role.save(update_fields=["state", "closed_at"])
        audit.record("role.closed", by=by, obj=role)
    return role


@transaction.atomic
def drop_stage(*, stage: Stage, by: User) -> None:
    """Leave ``stage`` out of its role, with its material. Raises ``StagesFixed``, ``LastStage`` and ``RoleClosed``."""
    role = stage.role
    _hold_stages(role)
    rest = [other for other in role.stages.in_order() if other.pk != stage.pk]
    if not any(other.is_scored for other in rest):
        raise LastStage
    audit.record("stage.dropped", by=by, obj=role, kind=stage.kind)
    erase_after_commit(stage.material.all())
    stage.delete()
    _number(rest)


@transaction.atomic
def move_stage(*, stage: Stage, position: int, by: User) -> None:
    """Move ``stage`` to ``position``, counted from 1. Raises ``StagesFixed``, ``NoSuchPlace`` and ``RoleClosed``."""
    role = stage.role
    _hold_stages(role)
    stages = [other for other in role.stages.in_order() if other.pk != stage.pk]
    if not 1 <= position <= len(stages) + 1:
        raise NoSuchPlace
    stages.insert(position - 1, stage)
    _number(stages)
    audit.record("stage.moved", by=by, obj=role, kind=stage.kind, position=position)


@transaction.atomic
def choose_names(*, stage: Stage, anonymous: bool, by: User) -> Stage:
    """Choose whether those who rate a work sample see the work alone or the name as well, the same for every candidate.

    Raises ``NoNamesToHide``, ``StagesFixed`` and ``RoleClosed``.
    """
    if stage.kind != StageKind.WORK_SAMPLE:
        raise NoNamesToHide
    _hold_stages(stage.role)
    stage.anonymous = anonymous
    stage.save(update_fields=["anonymous"])
    audit.record("stage.names_chosen", by=by, obj=stage.role, kind=stage.kind, anonymous=anonymous)
    return stage


def _refuse_to_open_scorecards(role: Role, by: User) -> None:
    """Admins and recruiters read no scorecard by being one, so they cannot give themselves or a friend the seat.

    While nobody on the role can decide any more, they can: else it would be stuck.
    """
    deciders = Seat.objects.filter(role=role, kind__in=SeatKind.deciders(), user__is_active=True)
    if role.candidacies.exists() and deciders.exists() and not deciders.filter(user=by).exists():
        raise NotYoursToGive


def _hold_stages(role: Role) -> None:
    lock_role(role)
    refuse_closed(role)
    if role.candidacies.exists():
        raise StagesFixed


def refuse_closed(role: Role) -> None:
    if role.state == RoleState.CLOSED:
        raise RoleClosed


def _number(stages: list[Stage]) -> None:
    # Two passes, since a position may stand only once at any time.
    offset = max((stage.position for stage in stages), default=0) + len(stages)
    for shift in (offset, 0):
        for position, stage in enumerate(stages, start=1):
            stage.position = position + shift
            stage.save(update_fields=["position"])


def known_values(version: GuideVersion, values: Mapping[str, str] | None) -> dict[str, str]:
    """The words in ``values`` for which ``version`` has a place, without empty ones."""
    return {
        name: text.strip() for name, text in (values or {}).items() if name in version.placeholders and text.strip()
    }
