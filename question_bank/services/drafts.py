"""Editing a draft: begun from the latest version, saved as it is typed, its parts added, removed and moved, undone."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from core import audit
from core.autosave import Conflict, InvalidChanges, Saved, check_client, with_client
from core.errors import Refused
from question_bank.guide_format import from_draft, to_draft
from question_bank.guide_format.editing import (
    Edit,
    NotThere,
    add_item,
    is_said,
    move_item,
    remove_item,
    revert,
    set_value,
    value_at,
)
from question_bank.models import BankQuestion, DraftEdit, Guide, GuideCompetency, GuideVersion, Question, VersionState
from question_bank.queries import document_of, question_part

from .content import clear_content, write_draft

# What one person goes on writing in one field within this time is one act, and undone as one.
ONE_ACT = timedelta(minutes=5)
MOST_CHANGES = 200


class NotEditable(Refused):
    message = "This version is not a draft any more, so nothing was changed."


class InReview(Refused):
    """Its guide has a version in review, which has to be published or given back first."""

    message = "A version of this guide is in review. Publish it or give it back, then edit on."


class NameTaken(Refused):
    message = "There is a guide with this name already."
    field = "name"


class PartChanged(Refused):
    """Somebody edited the part that is to be removed, after the page was opened."""

    def __init__(self, person: str) -> None:
        """Take the name of who did."""
        super().__init__(f"{person} changed this since you opened the page. Look at it again before you remove it.")


@transaction.atomic
def edit_guide(*, guide: Guide, by: User) -> GuideVersion:
    """Return the draft of ``guide``, begun from its latest version if there is none. Raises ``InReview``."""
    Guide.objects.select_for_update().get(pk=guide.pk)
    newest = guide.versions.select_related("guide").order_by("-number")[0]
    if newest.state == VersionState.IN_REVIEW:
        raise InReview
    if newest.draft is not None:
        return newest
    document = document_of(newest)
    version = newest
    if newest.is_fixed:
        version = GuideVersion(guide=guide, number=newest.number + 1, created_by=by)
    else:
        clear_content(newest)
    write_draft(version, to_draft(document), document)
    audit.record("guide_version.drafted", by=by, obj=version, number=version.number)
    return version


@transaction.atomic
def copy_guide(*, version: GuideVersion, name: str, by: User) -> GuideVersion:
    """Return the first draft of a new guide called ``name`` that says what ``version`` says. Raises ``NameTaken``."""
    key = slugify(name)[:80].strip("-")
    guide, created = Guide.objects.get_or_create(key=key, defaults={"name": name.strip()}) if key else (None, False)
    if not created or guide is None:
        raise NameTaken if key else NameTaken("Give it a name with at least one letter.")
    document = document_of(version).model_copy(update={"slug": key, "name": name.strip()})
    copy = GuideVersion(guide=guide, number=1, created_by=by)
    write_draft(copy, to_draft(document), document)
    audit.record("guide_version.drafted", by=by, obj=copy, number=copy.number)
    return copy


@transaction.atomic
def discard_draft(*, version: GuideVersion, by: User) -> None:
    """Throw a draft away with all its edits; a guide that has no other version goes with it. Raises ``NotEditable``."""
    stored = _held(version)
    guide = stored.guide
    audit.record("guide_version.discarded", by=by, obj=stored, number=stored.number)
    clear_content(stored)
    stored.delete()
    if not guide.versions.exists():
        guide.delete()


@transaction.atomic
def save_draft(*, version: GuideVersion, changes: Any, base_revision: int, client_id: str, seq: int, by: User) -> Saved:
    """Store the changed fields, by path, or nothing at all.

    ``base_revision`` is the revision the page knew; fields saved by another page after it are a ``Conflict`` that says
    by whom, unless they say the same. ``client_id`` names the page, ``seq`` grows with each of its saves: one that was
    stored already is answered as a replay. Without changes it only asks what is new. Raises ``InvalidChanges`` and
    ``NotEditable`` as well. Not audited: who wrote what stands in the draft's own edits.
    """
    check_client(base_revision, client_id, seq)
    if not isinstance(changes, dict) or len(changes) > MOST_CHANGES:
        raise InvalidChanges({"": "The changes could not be read."})
    stored = _editable(version)
    if seq <= stored.saved_by.get(client_id, -1):
        return Saved(stored.revision, timezone.now(), replayed=True)
    latest = list(_edits_after(stored, min(base_revision, stored.revision - 1)))
    newer = [row for row in latest if row.number > base_revision and row.client != client_id]
    draft = stored.draft or {}
    _refuse_clash(stored, draft, changes, newer)
    elsewhere = {row.path: value_at(draft, row.path) for row in newer if row.kind == "set" and row.path not in changes}
    edits = _set_all(draft, changes)
    if edits:
        _store(stored, draft, edits, by, client=client_id, seq=seq, latest=latest)
    return Saved(stored.revision, timezone.now(), elsewhere=elsewhere)


def _held(version: GuideVersion) -> GuideVersion:
    locked = GuideVersion.objects.select_for_update(of=("self",)).select_related("guide").get(pk=version.pk)
    if locked.state != VersionState.DRAFT:
        raise NotEditable
    return locked


def _editable(version: GuideVersion) -> GuideVersion:
    locked = _held(version)
    if locked.draft is None:
        raise NotEditable
    return locked


def _edits_after(version: GuideVersion, revision: int) -> Iterable[DraftEdit]:
    return version.edits.filter(number__gt=revision).select_related("by").order_by("number", "place")


def _refuse_clash(
    version: GuideVersion, draft: dict[str, Any], changes: dict[str, Any], newer: list[DraftEdit]
) -> None:
    server: dict[str, Any] = {}
    people: dict[str, str] = {}
    for row in newer:
        if row.path in changes and row.kind == "set" and not is_said(draft, row.path, changes[row.path]):
            server[row.path] = value_at(draft, row.path)
            people[row.path] = row.by.name
    if server:
        raise Conflict(server, version.revision, people)


def _set_all(draft: dict[str, Any], changes: dict[str, Any]) -> list[Edit]:
    edits, errors = [], {}
    for path, value in changes.items():
        try:
            edits.append(set_value(draft, path, value))
        except Refused as refusal:
            errors[path] = refusal.message
    if errors:
        raise InvalidChanges(errors)
    return [edit for edit in edits if edit.before != edit.after]


def _store(
    version: GuideVersion,
    draft: dict[str, Any],
    edits: list[Edit],
    by: User,
    *,
    client: str = "",
    seq: int | None = None,
    latest: list[DraftEdit] | None = None,
    undoes: int | None = None,
) -> None:
    last = [row for row in latest or [] if row.number == version.revision]
    if seq is not None:
        version.saved_by = with_client(version.saved_by, client, seq)
    write_draft(version, draft, from_draft(draft))
    at = timezone.now()
    if _goes_on(last, edits, by, client):
        after = {edit.path: edit.after for edit in edits}
        for row in last:
            row.number, row.after, row.at = version.revision, after[row.path], at
        DraftEdit.objects.bulk_update(last, ["number", "after", "at"])
        return
    DraftEdit.objects.bulk_create(
        DraftEdit(
            version=version, number=version.revision, place=place, kind=edit.kind, path=edit.path,
            before=edit.before, after=edit.after, client=client, undoes=undoes, by=by, at=at,
        )
        for place, edit in enumerate(edits)
    )  # fmt: skip


def _goes_on(last: list[DraftEdit], edits: list[Edit], by: User, client: str) -> bool:
    """Whether ``edits`` only go on with what the same page wrote last."""
    if not last or not client or {row.path for row in last} != {edit.path for edit in edits}:
        return False
    return (
        all(row.kind == "set" and row.client == client and row.by_id == by.pk and row.undoes is None for row in last)
        and timezone.now() - last[0].at < ONE_ACT
    )


@transaction.atomic
def add_to_draft(*, version: GuideVersion, path: str, given: dict[str, Any], at: int | None = None, by: User) -> str:
    """Add an item with the ``given`` fields to the list at ``path``; return its path.

    A new criterion that is added to a stage is written into the guide's list and placed there. A competency that other
    guides have is the same one here, and begins with what it means there. Raises ``NotEditable``, ``NotThere`` and
    ``NotPossible``.
    """
    stored = _editable(version)
    draft = stored.draft or {}
    edits: list[Edit] = []
    if path == "profile.competencies":
        name = str(given.get("name", "")).strip()
        given = _as_known(name) | given | {"name": name}
    if path.startswith("stages.") and path.endswith(".criteria") and "use" not in given:
        edits.append(add_item(draft, "criteria", given))
        given = {"use": edits[0].after["item"]["key"]}
    edits.append(add_item(draft, path, given, at=at))
    _store(stored, draft, edits, by)
    return edits[-1].path


def _as_known(name: str) -> dict[str, Any]:
    """The key and the latest meaning of the competency called ``name`` in the guides that were published."""
    known = GuideCompetency.objects.filter(name__iexact=name).select_related("competency").order_by("-pk").first()
    return {"key": known.competency.key, "meaning": known.meaning} if known else {}


@transaction.atomic
def pick_question(
    *, version: GuideVersion, path: str, question: Question | BankQuestion, by: User
) -> tuple[str, list[str]]:
    """Add a copy of ``question`` to the questions at ``path``.

    Returns its path and the names of the competencies it asks about that this guide does not have; those are left out.
    Raises ``NotEditable``, ``NotThere`` and ``NotPossible``.
    """
    stored = _editable(version)
    draft = stored.draft or {}
    part = question_part(question)
    known = {competency["key"] for competency in draft["profile"]["competencies"]}
    names = [str(row) for row in question.competencies.all()]
    missing = [name for key, name in zip(part["competencies"], names, strict=True) if key not in known]
    part["competencies"] = [key for key in part["competencies"] if key in known]
    edit = add_item(draft, path, part)
    _store(stored, draft, [edit], by)
    return edit.path, missing


@transaction.atomic
def remove_from_draft(*, version: GuideVersion, path: str, base_revision: int, by: User) -> None:
    """Remove the item at ``path``; a criterion's place only, if it is one.

    Raises ``PartChanged`` if somebody else edited it after ``base_revision``, and ``NotEditable``, ``NotThere``,
    ``NotPossible``.
    """
    stored = _editable(version)
    draft = stored.draft or {}
    for row in _edits_after(stored, base_revision):
        if row.by_id != by.pk and f"{row.path}.".startswith(f"{path}."):
            raise PartChanged(row.by.name)
    _store(stored, draft, [remove_item(draft, path)], by)


@transaction.atomic
def move_in_draft(*, version: GuideVersion, path: str, to: int, by: User) -> None:
    """Move the item at ``path`` to position ``to`` of its list, from 0. Raises ``NotEditable`` and ``NotThere``."""
    stored = _editable(version)
    draft = stored.draft or {}
    edit = move_item(draft, path, to)
    if edit.before != edit.after:
        _store(stored, draft, [edit], by)


@transaction.atomic
def undo_edit(*, version: GuideVersion, edit: int, by: User) -> str:
    """Take back the act that the edit with this id belongs to, whoever did it; return the path of what it was about.

    Its author may have gone on with it meanwhile, which gives it another number. It is an act itself, so it can be
    taken back as well. Raises ``NotEditable``, ``NotThere`` for an unknown id, and ``ChangedSince``.
    """
    stored = _editable(version)
    draft = stored.draft or {}
    numbers = stored.edits.filter(pk=edit).values("number")
    rows = list(stored.edits.filter(number__in=numbers).order_by("-place"))
    if not rows:
        raise NotThere("There is nothing to undo.")
    edits = [revert(draft, Edit(row.kind, row.path, row.before, row.after)) for row in rows]  # type: ignore[arg-type]
    _store(stored, draft, edits, by, undoes=rows[0].number)
    return rows[-1].path
