"""From a template to a packet: the same path for every kind of PDF.

The owner of a kind composes a ``Document`` for one reader; its key is what it says and for whom, so the same content is
compiled once.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from core import packets
from core.errors import Refused
from core.jobs import RunningJob
from core.models import Packet, Person
from core.pdf import render

# What sets the pages: another one may set them otherwise. Style sheets are named by their content.
SETTER = version("weasyprint")


class ContentMoved(Refused):
    """The content is not the one that was asked for."""

    message = "The content changed while this was being made. Ask for the PDF again."


@dataclass(frozen=True)
class Document:
    """What to print: a packet's kind, subject (and which part of it) and title, and the template with its context."""

    kind: str
    subject_uid: str
    title: str
    template: str
    context: Mapping[str, object]
    detail: str = ""

    def html(self, *, reader: Person, made_at: datetime | None = None) -> str:
        """Return the page in the reader's time zone; ``made_at`` (aware) is the only part that no key contains."""
        with timezone.override(reader.zone):
            return render_to_string(self.template, {**self.context, "reader": reader, "made_at": made_at})

    def key(self, *, reader: Person) -> str:
        """Return 64 characters that stand for the content and its reader."""
        said = f"{self.kind}\n{self.detail}\n{reader.uid}\n{SETTER}\n{self.html(reader=reader)}"
        return hashlib.sha256(said.encode()).hexdigest()


def request_document(document: Document, *, task: str, by: Person, in_turn: bool = False) -> Packet:
    """Return ``by``'s packet of this document: the one that is there, else one being compiled by the job ``task``.

    ``in_turn`` lets what a person waits for alone go first.
    """
    return packets.request_packet(
        kind=document.kind,
        subject_uid=document.subject_uid,
        title=document.title,
        content_key=document.key(reader=by),
        task=task,
        by=by,
        detail=document.detail,
        in_turn=in_turn,
    )


def compile_document(packet: Packet, document: Document, *, job: RunningJob) -> None:
    """Print ``document`` into ``packet``, telling ``job`` how far it is.

    If the content changed since it was asked for, the packet becomes that of the new content. Raises ``ContentMoved``
    when there is one of that already, and ``PdfFailed``.
    """
    reader = packet.requested_by
    key = document.key(reader=reader)
    if key != packet.content_key:
        _move(packet, key)
    job.report(40, "Laying out the pages")
    pdf = render(
        document.html(reader=reader, made_at=packet.created_at),
        beat=job.report,
        laid_out=lambda pages: job.report(75, f"Writing {pages} page{'' if pages == 1 else 's'}"),
    )
    job.report(90, "Storing the file")
    packets.store(packet, pdf)


def _move(packet: Packet, key: str) -> None:
    try:
        with transaction.atomic():
            Packet.objects.filter(pk=packet.pk, ready_at=None).update(content_key=key)
    except IntegrityError as error:
        raise ContentMoved from error
