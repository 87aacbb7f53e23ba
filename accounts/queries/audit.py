"""The audit trail as far as its reader may know it: filtered, and cut into pages that stay quick however long it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from core import audit
from core.models import AuditEvent

from ..models import User

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CHUNK = 1_000


@dataclass(frozen=True)
class Place:
    """Where a page begins: below everything younger than ``at``, and below ``skip`` events of that very moment.

    It names no row. Rows are numbered, and their numbers would tell how much happens that the reader must not know of.
    ``str`` gives what stands in an address, ``read`` takes it back.
    """

    at: datetime
    skip: int = 0

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}.{self.skip}"

    @classmethod
    def read(cls, words: str) -> "Place | None":
        """The place that ``words`` name; ``None`` for anything else."""
        found = re.fullmatch(r"(\d{1,16})\.(\d{1,9})", words, re.ASCII)
        return cls(EPOCH + timedelta(microseconds=int(found[1])), int(found[2])) if found else None


@dataclass(frozen=True)
class AuditPage:
    """Some events, newest first, and where the next page begins, if there is one."""

    events: list[AuditEvent]
    older: Place | None


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


def page_of(events: QuerySet[AuditEvent], *, begin: Place | None, size: int) -> AuditPage:
    """Return ``size`` of ``events`` (newest first) from ``begin`` on. One query."""
    skip = begin.skip if begin else 0
    rest = events.filter(at__lte=begin.at) if begin else events
    found = list(rest[skip : skip + size + 1])
    shown = found[:size]
    if len(found) <= size:
        return AuditPage(shown, None)
    last = shown[-1].at
    same = sum(event.at == last for event in shown)
    return AuditPage(shown, Place(last, same + (skip if begin and begin.at == last else 0)))


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
    yield from page.events
    while page.older:
        page = page_of(events, begin=page.older, size=CHUNK)
        yield from page.events
