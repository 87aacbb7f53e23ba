"""The audit trail as far as its reader may know it: filtered, and cut into pages that stay quick however long it is."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django.db.models import Q, QuerySet

from core import audit
from core.models import AuditEvent

from ..models import User
from .paging import page_of

CHUNK = 1_000


def audit_trail(*, reader: User, filters: dict[str, Any]) -> QuerySet[AuditEvent]:
    """What ``reader`` may know of the trail, newest first.

    ``filters``: verb, actor, object (the uid of an object or of a candidacy), since and until (days in the reader's
    zone, both included).
    """
    events = audit.readable_by(reader).select_related("actor").order_by("-at", "-pk")
    if filters.get("verb"):
        events = events.filter(verb=filters["verb"])
    if filters.get("actor"):
        events = events.filter(actor=filters["actor"])
    if filters.get("object"):
        events = events.filter(Q(object_uid=filters["object"]) | Q(scope_uid=filters["object"]))
    if filters.get("since"):
        events = events.filter(at__gte=datetime.combine(filters["since"], time.min, tzinfo=reader.zone))
    if filters.get("until"):
        events = events.filter(at__lte=datetime.combine(filters["until"], time.max, tzinfo=reader.zone))
    return events


def names_of_people(events: list[AuditEvent]) -> dict[str, str]:
    """Return by uid the names of the people whom ``events`` are about or name among their facts. One query."""
    named = [event.object_uid for event in events]
    for event in events:
        for fact in event.data.values():
            named += fact if isinstance(fact, list) else [fact]
    return dict(
        User.objects.filter(uid__in={fact for fact in named if isinstance(fact, str)}).values_list("uid", "name")
    )


def every_event(events: QuerySet[AuditEvent]) -> Iterator[AuditEvent]:
    """Every one of ``events`` (newest first), in constant memory: a query for each thousand, none left open between."""
    page = page_of(events, begin=None, size=CHUNK)
    yield from page.rows
    while page.older:
        page = page_of(events, begin=page.older, size=CHUNK)
        yield from page.rows
