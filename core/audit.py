"""Writing the audit trail."""

from typing import Any

from core.models import AuditEvent, Person

LONGEST_VALUE = 200


def record(
    verb: str,
    *,
    by: Person | None,
    obj: Any,
    scope: str = "",
    **data: object,
) -> AuditEvent:
    """Store that ``by`` (``None`` for the system) did ``verb`` to ``obj``, in the caller's transaction.

    ``verb`` reads ``noun.past_tense``, for instance ``scorecard.sealed``. ``obj`` has a ``uid``. ``scope`` is the uid
    of the candidacy the act belongs to, or empty. ``data`` holds plain facts (words from a fixed list, numbers of
    things, uids, dates as ISO text): never ratings, never text that a person wrote. Raises ``TypeError`` for
    anything that is not plain.
    """
    return AuditEvent.objects.create(
        actor=by,
        verb=verb,
        object_type=obj._meta.label_lower,
        object_uid=obj.uid,
        scope_uid=scope,
        data={key: _plain(value) for key, value in data.items()},
    )


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)[:LONGEST_VALUE]
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"The audit trail takes plain facts, not {type(value).__name__}.")
