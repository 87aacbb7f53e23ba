"""Storing what is typed: small, ordered, repeatable, never over a newer text."""

from typing import Any

from django.utils import timezone

from core.autosave import Conflict, Saved, check_client, with_client

from ..models import ReferenceCheck
from .changes import MODELS, Changes

Row = Any


def store_changes(
    check: ReferenceCheck, changes: Any, *, base_revision: int, client_id: str, seq: int, by_referee: bool
) -> Saved:
    """Store the changed fields of ``check``, which is locked and open, or nothing at all.

    Fields that another client saved after ``base_revision`` are a ``Conflict`` unless they say the same; a save that
    was stored already, or is older than one stored, is answered as a replay. Raises ``InvalidChanges`` too.
    """
    check_client(base_revision, client_id, seq)
    last = check.saved_by.get(client_id)
    if last is not None and seq <= last:
        return Saved(check.revision, check.saved_at, replayed=True)
    checked = Changes(check, changes, by_referee=by_referee)
    newer = {path for path, (at, client) in check.field_revisions.items() if at > base_revision and client != client_id}
    if by_referee:
        newer = {path for path in newer if path.endswith((".text", ".number"))}
    if not checked.values:
        return Saved(check.revision, check.saved_at, elsewhere=values_of(check, newer))
    server = values_of(check, newer & set(checked.values))
    clashing = {path: value for path, value in server.items() if value != checked.values[path]}
    if clashing:
        raise Conflict(clashing, check.revision)
    _write(check, checked, client_id, seq)
    return Saved(check.revision, check.saved_at, elsewhere=values_of(check, newer - set(checked.values)))


def values_of(check: ReferenceCheck, paths: set[str]) -> dict[str, Any]:
    """The stored values of the fields at ``paths``; three queries at most."""
    found: dict[str, Any] = {}
    for kind in {path.split(".")[0] for path in paths if "." in path}:
        model, key = MODELS[kind]
        stored = model._default_manager.filter(check_taken=check).select_related(key)
        rows: dict[str, Row] = {getattr(row, key).uid: row for row in stored}
        for path in paths:
            if path.startswith(f"{kind}."):
                _, uid, name = path.split(".")
                found[path] = getattr(rows.get(uid) or model(), name)
    if "to_verify" in paths:
        found["to_verify"] = check.to_verify
    return dict(sorted(found.items()))


def _write(check: ReferenceCheck, checked: Changes, client_id: str, seq: int) -> None:
    for (kind, uid), values in checked.rows().items():
        model, key = MODELS[kind]
        about: dict[str, Any] = {"check_taken": check, key: checked.targets[kind, uid]}
        model._default_manager.update_or_create(defaults=values, **about)
    check.to_verify = checked.values.get("to_verify", check.to_verify)
    check.revision += 1
    check.saved_at = timezone.now()
    check.saved_by = with_client(check.saved_by, client_id, seq)
    check.field_revisions = check.field_revisions | {path: [check.revision, client_id] for path in checked.values}
    check.save(update_fields=["to_verify", "revision", "saved_at", "saved_by", "field_revisions"])
