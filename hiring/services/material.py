"""The material of a work sample: what every candidate of the stage is given to work with.

It can be changed until the first candidate has their link. From then on it stays as it is, so that all are measured
with the same. Cancelling every work sample that was measured with nothing opens it again: a dataset that turns out to
be broken is replaced for all at once, never for some.

That a link was sent tells that a candidate has come so far. Whoever a panel of the role binds must not learn that of
its candidate, so they are refused always, and with the same words unless a work sample that they see fixes it anyway.
"""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from core import audit
from core.errors import Refused
from hiring.models import Interview, Material, Panelist, RoleState, Stage, WorkSample
from question_bank.models import StageKind

from .documents import erase_after_commit, read_upload, refuse_overfull, stored
from .file_types import clean_name, material_media_type, work_ending
from .locks import lock_role, lock_stage
from .roles import RoleClosed


class NoMaterialHere(Refused):
    """The stage is of another kind."""

    message = "Only a work sample has material for its candidates."


class MaterialFixed(Refused):
    """A candidate works with it, or has."""

    message = "A candidate has their link to this work sample, so its material stays as it is: all work with the same."


class MaterialKeptFromYou(Refused):
    """A panel binds the person, who would learn from any other answer whether a candidate has come so far."""

    message = "A panel keeps you from a candidate of this role. Until that is over, somebody else changes its material."


class TitleMissing(Refused):
    """Nobody would know what it is."""

    message = "Say in a few words what it is."
    field = "title"


@transaction.atomic
def add_material(*, stage: Stage, title: str, upload: UploadedFile, by: User) -> Material:
    """Give a work sample's ``stage`` one file (``file_types.material_media_type``, at most 10 MB; 20 and 50 MB in all).

    Raises ``TitleMissing``, ``FileRefused`` and what ``material_refusal`` returns.
    """
    words = " ".join(title.split())[:120]
    if not words:
        raise TitleMissing
    _hold_material(stage, by)
    content = read_upload(upload)
    refuse_overfull(stage.material.all(), content)
    material = Material(stage=stage, title=words, media_type=material_media_type(content), uploaded_by=by)
    name = upload.name or ""
    material.original_name = clean_name(name, ending=work_ending(name, material.media_type))
    with stored(material, content):
        audit.record("material.added", by=by, obj=stage.role, stage=stage.uid, media_type=material.media_type)
    return material


@transaction.atomic
def remove_material(*, material: Material, by: User) -> None:
    """Take a file away, from the disk too; one that is gone already stays gone. Raises as ``material_refusal`` says."""
    stage = material.stage
    _hold_material(stage, by)
    rows = Material.objects.filter(pk=material.pk)
    if not rows.exists():
        return
    erase_after_commit(rows)
    rows.delete()
    audit.record("material.removed", by=by, obj=stage.role, stage=stage.uid)


def material_refusal(*, stage: Stage, by: User) -> Refused | None:
    """Return why ``by`` cannot change the material of ``stage`` now, ``None`` if they can. At most three queries.

    ``RoleClosed``, ``NoMaterialHere``, ``MaterialKeptFromYou`` or ``MaterialFixed``.
    """
    if stage.kind != StageKind.WORK_SAMPLE:
        return NoMaterialHere()
    if stage.role.state == RoleState.CLOSED:
        return RoleClosed()
    standing = WorkSample.objects.filter(interview__stage=stage, interview__cancelled_at=None)
    if standing.filter(interview__in=Interview.objects.visible_to(by)).exists():
        return MaterialFixed()
    if Panelist.objects.binding().filter(user=by, interview__candidacy__role=stage.role_id).exists():
        return MaterialKeptFromYou()
    if standing.exists():
        return MaterialFixed()
    return None


def _hold_material(stage: Stage, by: User) -> None:
    lock_role(stage.role)
    lock_stage(stage)
    refusal = material_refusal(stage=stage, by=by)
    if refusal:
        raise refusal
