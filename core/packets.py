"""Compiled PDFs for one reader: asked for, cached by content, stored whole, and read only with the right to.

The owner of a kind registers who may read it; the right is asked again at each download.
"""

import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import FileResponse
from django.urls import reverse
from django.utils import timezone

from core import audit, jobs
from core.jobs import enqueue
from core.models import PACKET_FOLDER, Job, Packet, Person
from core.pdf import Pdf

# So many documents of one person come before everything else; what they ask for beyond that lets others pass.
AT_ONCE = 3
UNFINISHED_FILES = timedelta(days=1)

# Of a person and a subject's uid; of a kind whose packets have a detail, of that too.
MayRead = Callable[..., bool]

Scope = Callable[[str], str]

_readers: dict[str, MayRead] = {}
_pages: dict[str, tuple[str, str]] = {}
_scopes: dict[str, Scope] = {}


def register(kind: str, *, may_read: MayRead, scope: Scope, page: tuple[str, str] | None = None) -> None:
    """Name who may read packets of a kind: ``may_read(user, subject_uid)``, for those with a detail
    ``may_read(user, subject_uid, detail)``. Call it in an app config's ``ready()``.

    ``scope(subject_uid)`` is what downloads are filed under in the audit trail (``audit.record``), so that whoever must
    not know of the subject does not read of them either. ``page`` is where the reader came from: the URL name that
    takes the subject's uid, and what that page is called.
    """
    _readers[kind] = may_read
    _scopes[kind] = scope
    if page:
        _pages[kind] = page


def page_of(packet: Packet) -> tuple[str, str] | None:
    """Return the address and the name of the page that the packet is about, ``None`` if its kind has none."""
    if packet.kind not in _pages:
        return None
    url_name, words = _pages[packet.kind]
    return reverse(url_name, args=[packet.subject_uid]), words


def may_read(*, packet: Packet, user: Person) -> bool:
    """Whether this person asked for the packet and still has the right to its subject. Unknown kinds: nobody."""
    ask = _readers.get(packet.kind)
    about = [packet.subject_uid, packet.detail] if packet.detail else [packet.subject_uid]
    return packet.requested_by_id == user.pk and ask is not None and ask(user, *about)


@transaction.atomic
def request_packet(
    *,
    kind: str,
    subject_uid: str,
    title: str,
    content_key: str,
    task: str,
    by: Person,
    detail: str = "",
    in_turn: bool = False,
) -> Packet:
    """Return the packet for this person and content: the one that is there, else a new one that is being compiled.

    ``content_key`` is a hash (at most 64 characters) of everything that the document says and of whom it is for.
    ``detail`` says which part of the subject it is about. ``task`` is the job that compiles it: ``function(job,
    packet_id)``, which ends in ``store``. One whose job failed or was cancelled is tried again. ``in_turn`` lets
    everything that one person waits for go first.
    """
    told = {"title": title[:200], "detail": detail}
    packet, _ = Packet.objects.select_for_update().get_or_create(
        kind=kind, subject_uid=subject_uid, requested_by=by, content_key=content_key, defaults=told
    )
    if not packet.is_ready and (packet.job is None or packet.job.is_over):
        priority = Job.Priority.NORMAL if in_turn else _priority(by)
        _compile(packet, enqueue(task, by=by, priority=priority, packet_id=packet.pk))
    return packet


@transaction.atomic
def retry(*, packet: Packet, by: Person) -> Packet:
    """Compile a packet again whose job failed or was cancelled; otherwise change nothing."""
    packet = Packet.objects.select_for_update().get(pk=packet.pk)
    if packet.job is not None and packet.job.is_over and not packet.is_ready:
        _compile(packet, enqueue(packet.job.name, by=by, priority=packet.job.priority, **packet.job.args))
    return packet


@transaction.atomic
def cancel(*, packet: Packet) -> Packet:
    """Stop compiling a packet; one that is ready or failed stays as it is."""
    packet = Packet.objects.select_for_update().get(pk=packet.pk)
    if packet.job is not None:
        jobs.cancel(packet.job)
    return packet


def _priority(by: Person) -> int:
    waiting = Job.objects.unfinished().filter(requested_by=by, priority=Job.Priority.SOON)
    return Job.Priority.SOON if waiting.count() < AT_ONCE else Job.Priority.NORMAL


def _compile(packet: Packet, job: Job) -> None:
    packet.job = job
    packet.save(update_fields=["job"])


def store(packet: Packet, pdf: Pdf) -> None:
    """Store the file whole, then the row that names it. Storing a packet that is ready changes nothing."""
    if Packet.objects.filter(pk=packet.pk, ready_at__isnull=False).exists():
        return
    name = packet.file.storage.save(packet.file.field.generate_filename(packet, ""), ContentFile(pdf.data))
    values = {
        "file": name,
        "pages": pdf.pages,
        "size": len(pdf.data),
        "sha256": hashlib.sha256(pdf.data).hexdigest(),
        "ready_at": timezone.now(),
    }
    if not Packet.objects.filter(pk=packet.pk, ready_at__isnull=True).update(**values):
        packet.file.storage.delete(name)
    packet.refresh_from_db()


def open_packet(packet: Packet, *, by: Person, inline: bool = False) -> FileResponse:
    """Return the file as an answer that browsers neither guess at nor keep, and note that ``by`` gets it."""
    content = packet.file.open("rb")
    scope = _scopes[packet.kind](packet.subject_uid)
    audit.record("packet.downloaded", by=by, obj=packet, scope=scope, kind=packet.kind)
    response = FileResponse(
        content,
        as_attachment=not inline,
        filename=f"{_file_name(packet.title)}.pdf",
        content_type="application/pdf",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    if not inline:
        # Browsers' own PDF viewers do not run inside a sandbox; a page shown inline gets the policy of all pages.
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _file_name(title: str) -> str:
    return re.sub(r"[^\w]+", "-", title).strip("-")[:80] or "packet"


def sweep() -> int:
    """Drop packets that are old, and files that no packet names; return how many packets that were.

    The row goes first, so that no row is without its file; a file that a killed process left behind goes a day later.
    Whoever asks for a packet again has it compiled anew.
    """
    before = timezone.now() - timedelta(days=settings.PACKETS_KEPT_DAYS)
    old = Packet.objects.filter(ready_at__lt=before) | Packet.objects.filter(
        ready_at=None, created_at__lt=before, job__in=Job.objects.over()
    )
    dropped = 0
    for packet in old.order_by("pk"):
        name, storage = packet.file.name, packet.file.storage
        if Packet.objects.filter(pk=packet.pk, ready_at=packet.ready_at).delete()[0]:
            dropped += 1
            if name:
                storage.delete(name)
    _drop_orphans()
    return dropped


def _drop_orphans() -> None:
    storage = Packet.file.field.storage
    try:
        _, names = storage.listdir(PACKET_FOLDER)
    except FileNotFoundError:
        return
    known = set(Packet.objects.exclude(file="").values_list("file", flat=True))
    for name in (f"{PACKET_FOLDER}/{each}" for each in names):
        # Another worker that sweeps may have been faster.
        with suppress(FileNotFoundError):
            if name not in known and storage.get_modified_time(name) < timezone.now() - UNFINISHED_FILES:
                storage.delete(name)
