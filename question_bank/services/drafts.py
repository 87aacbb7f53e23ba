"""Editing a draft: saved as it is typed, its parts added, removed and moved, each act undone."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.autosave import Conflict, InvalidChanges, Saved, check_client, with_client
from core.errors import Refused
from question_bank.guide_format import from_draft
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
from question_bank.models import BankQuestion, DraftEdit, GuideCompetency, GuideVersion, Question, VersionState
from question_bank.queries import question_part

from .content import write_draft

# What one person goes on writing in one field within this time is one act, and undone as one.
ONE_ACT = timedelta(minutes=5)
MOST_CHANGES = 200


class NotEditable(Refused):
    message = "This version is not a draft any more, so nothing was changed."


class PartChanged(Refused):
    """Somebody edited the part that is to be removed, after the page was opened."""

    def __init__(self, person: str) -> None:
        """Take the name of who did."""
        super().__init__(f"{person} changed this since you opened the page. Look at it again before you remove it.")


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
    rearranged = any(row.kind != "set" for row in newer)
    return Saved(stored.revision, timezone.now(), elsewhere=elsewhere, rearranged=rearranged)


def held(version: GuideVersion) -> GuideVersion:
    """Return the draft, locked. Raises ``NotEditable`` for a version in another state."""
    locked = GuideVersion.objects.select_for_update(of=("self",)).select_related("guide").get(pk=version.pk)
    if locked.state != VersionState.DRAFT:
        raise NotEditable
    return locked


def _editable(version: GuideVersion) -> GuideVersion:
    locked = held(version)
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
