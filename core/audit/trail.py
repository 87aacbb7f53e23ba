"""Writing and reading the audit trail."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from core.models import AuditEvent, Person

LONGEST_VALUE = 200

_hidden: list[Callable[[Person], Q]] = []


def record(
    verb: str,
    *,
    by: Person | None,
    obj: Any,
    scope: str = "",
    **data: object,
) -> AuditEvent:
    """Store that ``by`` (``None`` for the system) did ``verb`` to ``obj``, in the caller's transaction.

    ``verb`` reads ``noun.past_tense``, for instance ``scorecard.sealed``. ``obj`` has a ``uid``; ``None`` if what was
    meant is not here. ``scope`` is the uid of the candidacy the act belongs to, or empty. ``data`` holds plain facts
    (words from a fixed list, numbers of things, uids, dates as ISO text): never ratings, never text that a person
    wrote. Raises ``TypeError`` for anything that is not plain, and for words with a space in them.
    """
    event = _event(verb, by, obj, scope, data)
    event.save(force_insert=True)
    return event


def record_each(
    verb: str, *, by: Person | None, objs: Iterable[Any], scope: Callable[[Any], str], **data: object
) -> None:
    """Store that ``by`` did ``verb`` to each of ``objs``, as ``record`` does, in one query."""
    AuditEvent.objects.bulk_create(_event(verb, by, obj, scope(obj), data) for obj in objs)


def _event(verb: str, by: Person | None, obj: Any, scope: str, data: dict[str, object]) -> AuditEvent:
    return AuditEvent(
        actor=by,
        verb=verb,
        object_type=obj._meta.label_lower if obj else "",
        object_uid=obj.uid if obj else "",
        scope_uid=scope,
        data={key: _plain(value) for key, value in data.items()},
    )


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str) and not re.search(r"\s", value):
        return str(value)[:LONGEST_VALUE]
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"The audit trail takes plain facts, not {type(value).__name__}.")


def hide(rule: Callable[[Person], Q]) -> None:
    """Register what a reader must not know: ``rule(user)`` describes the events to leave out.

    The app that keeps the independence rule calls it in its config's ``ready()``: acts on a candidacy on which the
    reader still owes a scorecard would otherwise tell who has sealed, and when.
    """
    _hidden.append(rule)


def readable_by(user: Person) -> QuerySet[AuditEvent]:
    """Return the events that no registered rule hides from ``user``. Every list of events starts here."""
    events = AuditEvent.objects.all()
    for rule in _hidden:
        events = events.exclude(rule(user))
    return events
