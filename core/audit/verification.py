"""Walking the chain of the audit trail, in constant memory, up to the first link that does not hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min

from core.models import AuditEvent, AuditLink

from .chain import GENESIS, digest, unlinked

CHUNK = 500
# Transactions overlap and clocks differ a little; more than this between neighbours is worth a look.
BACKDATED = timedelta(hours=1)


@dataclass(frozen=True)
class Head:
    """The state of the chain after so many links. ``str`` gives what an operator keeps: ``COUNT:HASH``."""

    count: int = 0
    hash: str = GENESIS

    def __str__(self) -> str:
        return f"{self.count}:{self.hash}"


@dataclass
class Report:
    """What a walk found: where the chain ends, what broke it (a sentence, or nothing), and what is not linked yet.

    ``backdated`` counts the events that say they happened long before one that was linked earlier; the sequence of the
    first is ``first_backdated``.
    """

    head: Head
    broken: str = ""
    backdated: int = 0
    first_backdated: int = 0
    waiting: int = 0
    waiting_since: datetime | None = None


def verify(*, expected: Head | None = None) -> Report:
    """Walk the whole chain; ``expected``, a head that was kept elsewhere, must be on it."""
    report = Report(Head())
    youngest: datetime | None = None
    for link, event in _links():
        report.broken = _broken(link, event, report.head)
        if report.broken or event is None:
            return report
        report.head = Head(link.sequence, link.hash)
        if expected and expected.count == link.sequence and expected != report.head:
            report.broken = f"Link {link.sequence} is not the one that was kept: {report.head} stands there now."
            return report
        if youngest and event.at < youngest - BACKDATED:
            report.backdated += 1
            report.first_backdated = report.first_backdated or link.sequence
        youngest = max(youngest or event.at, event.at)
    if expected and expected.count > report.head.count:
        report.broken = f"The chain ends after link {report.head.count}; link {expected.count} was kept."
    waiting = unlinked().order_by().aggregate(count=Count("pk"), since=Min("at"))
    report.waiting, report.waiting_since = waiting["count"], waiting["since"]
    return report


def _broken(link: AuditLink, event: AuditEvent | None, head: Head) -> str:
    place = head.count + 1
    if link.sequence != place:
        return f"Link {place} is missing: link {link.sequence} comes after link {head.count}."
    if link.previous != head.hash:
        return f"Link {place} does not continue link {head.count}: links were exchanged, removed or written anew."
    if event is None:
        return f"Link {place}: event {link.event_id} is missing."
    if digest(link.previous, event) != link.hash:
        return f"Link {place}: event {link.event_id} is not what was linked. It, or its link, was changed."
    return ""


def _links() -> Iterator[tuple[AuditLink, AuditEvent | None]]:
    """Every link in order with its event, ``None`` where that is missing: two queries for each chunk."""
    after = -1
    while chunk := list(AuditLink.objects.filter(sequence__gt=after).order_by("sequence")[:CHUNK]):
        events = AuditEvent.objects.in_bulk([link.event_id for link in chunk])
        yield from ((link, events.get(link.event_id)) for link in chunk)
        after = chunk[-1].sequence
