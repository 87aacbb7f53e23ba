"""The chain over the audit trail: each link hashes one event and the link before it.

Services insert events without knowing of it, so that no lock is shared by all writers. The worker links what was
committed, in batches under one lock; an event that is committed after younger ones is linked after them. What is
hashed, and why so, stands in ``docs/decisions/0013-audit-chain.md``.
"""

import hashlib
import json
import logging
from datetime import UTC

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef

from core.models import AuditEvent, AuditLink
from core.models.audit import AppendOnlyQuerySet

log = logging.getLogger(__name__)

FORMAT = "evenhand-audit-1"
GENESIS = "0" * 64
BATCH = 500
# How far below the youngest linked event the frequent run looks for latecomers; the daily run looks everywhere.
LOOK_BACK = 10_000
LOCK = 0x45_56_41_55


def digest(previous: str, event: AuditEvent) -> str:
    """Return the SHA-256, in hexadecimal, of the format's name, the hash before, and everything in the event's row."""
    row = {
        "id": event.pk,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor_id,
        "verb": event.verb,
        "object_type": event.object_type,
        "object_uid": event.object_uid,
        "scope_uid": event.scope_uid,
        "data": event.data,
    }
    canonical = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(f"{FORMAT}\n{previous}\n{canonical}".encode("ascii")).hexdigest()


def unlinked(*, above: int = 0) -> AppendOnlyQuerySet:
    """Events that no link seals yet, by id; only those whose id is greater than ``above``."""
    # The second condition says nothing new, but keeps PostgreSQL from reading every link there is.
    linked = AuditLink.objects.filter(event=OuterRef("pk"), event_id__gt=above)
    return AuditEvent.objects.filter(~Exists(linked), pk__gt=above).order_by("pk")


def extend(*, everywhere: bool = False) -> int:
    """Link every event that waits, and return how many. Safe to run twice, at once, and to be killed at any point.

    ``everywhere`` looks among all events; otherwise only among the youngest, which costs the same however long the
    trail is.
    """
    youngest = AuditLink.objects.aggregate(found=Max("event"))["found"]
    above = 0 if everywhere or youngest is None else max(0, youngest - LOOK_BACK)
    linked = 0
    # Looked for without the lock first: on SQLite it would keep every writer waiting for nothing.
    while unlinked(above=above).exists() and (links := _extend_once(above)):
        linked, above = linked + len(links), links[-1].event_id
        log.info("The audit trail is linked up to %s.", links[-1])
    return linked


@transaction.atomic
def _extend_once(above: int) -> list[AuditLink]:
    """Append one batch; nothing while another worker is at it."""
    if not _lock():
        return []
    last = AuditLink.objects.order_by("-sequence").first()
    sequence, previous = (last.sequence, last.hash) if last else (0, GENESIS)
    links = []
    for event in unlinked(above=above)[:BATCH]:
        link = AuditLink(sequence=sequence + 1, event=event, previous=previous, hash=digest(previous, event))
        sequence, previous = link.sequence, link.hash
        links.append(link)
    return AuditLink.objects.bulk_create(links)


def _lock() -> bool:
    """Take the chain's lock until the transaction ends; whether it was free. On SQLite writers take turns anyway."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])
