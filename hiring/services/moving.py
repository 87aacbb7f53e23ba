"""Moving a role to a newer version of its guide.

An interview that has begun keeps what it is held by (``Interview.objects.begun``); a scorecard, a reference check and
an open debrief keep what they were begun with. Nothing here depends on what a panelist did.
"""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from core import audit
from core.errors import Refused
from hiring.models import Interview, Role
from hiring.queries.moving import Pairing, pair
from question_bank.models import GuideVersion, VersionState

from .locks import lock_role, lock_stage
from .roles import known_values, refuse_closed


class NotPublishedYet(Refused):
    """The version is a draft or retired."""

    message = "A role moves to a published version of its guide. Publish this one first."


class OtherGuide(Refused):
    """The version is another guide's."""

    message = "A role stays with its guide. Open a new role from the other one."


class NotNewer(Refused):
    """The role has this version or a later one."""

    message = "This role uses this version of its guide already, or a newer one."


class StageMissing(Refused):
    """The version has no debrief or no references, which are read from it."""


class NoStageShared(Refused):
    """Nothing that is scored would change."""

    message = "That version has none of this role's stages with a scorecard. Open a new role from it."


@transaction.atomic
def move_role(*, role: Role, to: GuideVersion, by: User, placeholder_values: Mapping[str, str] | None = None) -> Role:
    """Pin ``role`` to ``to``, a newer published version of its guide, with its stages and the interviews to come.

    A stage goes on as the one of the same key and kind and stays the role's own: its name, place, weight, material and
    whether names are hidden. One that ``to`` does not have stays as it is; what is new in ``to`` is not added.
    ``placeholder_values`` fills the places that ``to`` leaves; what stands in the role already is kept. Nobody gets a
    mail. Raises ``RoleClosed``, ``NotPublishedYet``, ``OtherGuide``, ``NotNewer``, ``StageMissing`` and
    ``NoStageShared``.
    """
    lock_role(role)
    refuse_closed(role)
    to.refresh_from_db(fields=["state"])
    _refuse_version(role, to)
    pairing = pair(role, to)
    _refuse_stages(pairing, to)
    _move_stages(pairing)
    role.guide_version = to
    role.placeholder_values = role.placeholder_values | known_values(to, placeholder_values)
    role.save(update_fields=["guide_version", "placeholder_values"])
    audit.record("role.moved", by=by, obj=role, guide_version=to.uid, number=to.number)
    return role


def _refuse_version(role: Role, to: GuideVersion) -> None:
    if to.guide_id != role.guide_version.guide_id:
        raise OtherGuide
    if to.state != VersionState.PUBLISHED:
        raise NotPublishedYet
    if to.number <= role.guide_version.number:
        raise NotNewer


def _refuse_stages(pairing: Pairing, to: GuideVersion) -> None:
    unscored = [stage.name for stage in pairing.staying if not stage.is_scored]
    if unscored:
        raise StageMissing(f"Version {to.number} has no {' and no '.join(unscored)}, which this role needs.")
    if not any(stage.is_scored for stage, _ in pairing.moved):
        raise NoStageShared


def _move_stages(pairing: Pairing) -> None:
    held_by = {stage.pk: guide_stage for stage, guide_stage in pairing.moved}
    for stage, guide_stage in sorted(pairing.moved, key=lambda pair: pair[0].pk):
        # What is planned in it waits, and so does the first link to it.
        lock_stage(stage)
        stage.guide_stage = guide_stage
        stage.save(update_fields=["guide_stage"])
    # Whoever begins a scorecard holds its interview.
    to_come = Interview.objects.to_come().filter(stage__in=held_by).select_for_update(of=("self",), no_key=True)
    interviews = list(to_come.order_by("pk"))
    for interview in interviews:
        interview.guide_stage = held_by[interview.stage_id]
    Interview.objects.bulk_update(interviews, ["guide_stage"])
