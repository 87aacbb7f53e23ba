"""What a person is sent or can fetch besides pages, and what the machine leaves behind: jobs, trail, broker, logs,
traces.

The other channels: error reports and the access log in ``test_error_reports.py``, the browser's storage in
``tests/browser/test_shared_browser.py``. The trail's export is a route, and walked like the others. There are no live
events (sockets, server-sent events), no feeds and no exports of scorecards yet: whoever adds one adds it to
``received``.
"""

import base64
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any
from unittest import mock

from celery.app.task import Task
from django.conf import settings
from django.test import override_settings
from kombu import Connection
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult

from accounts.models import User
from config import tracing
from config.watching import TRACING
from core.documents import Document, request_document
from core.models import AuditEvent, Job, OutboxMessage, Packet
from hiring.models import Interview
from hiring.packets import (
    brief,
    day_kits,
    having_kits,
    kit,
    may_read_brief,
    may_read_kit,
    may_read_preparation,
    may_read_stage_kit,
    preparation,
    stage_kit,
)
from hiring.services import remind_of_interviews, tell_of_missing_work
from references.services import remind
from scorecards.services import remind_of_owed_scorecards
from tests.rig.pdfs import compiled, words_of

from .worlds import World

OURS = ["accounts", "core", "hiring", "question_bank", "references", "scorecards", "debriefs"]


def received(world: World, user: User) -> dict[str, Any]:
    """Mails with their calendar entries and reminders, own jobs and packets, and all papers for ``user``."""
    remind_of_owed_scorecards()
    tell_of_missing_work()
    remind_of_interviews()
    remind()
    interview = Interview.objects.get(pk=world.technical.pk)
    mails = OutboxMessage.objects.filter(to=user.email).order_by("pk")
    return {
        "mails": list(mails.values_list("subject", "text", "html", "attachments", "send_after")),
        "jobs": list(Job.objects.filter(requested_by=user).values_list("name", "args", "state", "note", "error")),
        "packets": list(Packet.objects.visible_to(user).values_list("kind", "title", "pages", "size")),
        "papers": {document.kind: document.html(reader=user) for document in papers(interview, user)},
    }


def papers(interview: Interview, user: User) -> Iterator[Document]:
    """Every document of hiring that ``user`` may ask for about ``interview``, its stage, its day and its candidacy."""
    candidacy, stage = interview.candidacy, interview.stage
    if may_read_kit(user, interview.uid):
        yield kit(interview.uid, user)
    if may_read_stage_kit(user, stage.uid):
        yield stage_kit(stage.uid, user)
    of_the_day = having_kits(user, Interview.objects.filter(candidacy__role=candidacy.role))
    yield day_kits(candidacy.role.uid, " ".join(["2026-11-17", *(each.uid for each in of_the_day)]), user)
    for sample in candidacy.interviews.order_by("pk"):
        if may_read_brief(user, sample.uid):
            yield brief(sample.uid, user)
    if may_read_preparation(user, candidacy.uid):
        yield preparation(candidacy.uid)


def left_behind() -> str:
    """Everything that jobs, the audit trail and packets say, for whomever."""
    tables = [
        Job.objects.values_list("name", "args", "note", "error"),
        AuditEvent.objects.values_list("verb", "data"),
        Packet.objects.values_list("kind", "title", "content_key", "file"),
    ]
    return str([list(rows) for rows in tables])


def printed(interview: Interview, user: User, task: Callable[..., None]) -> dict[str, Any]:
    """The kit compiled for ``user``: its words, metadata, attachments, pages and size in bytes."""
    packet = request_document(kit(interview.uid, user), task="hiring.compile_kit", by=user)
    reader = compiled(packet, task)
    return {
        "words": words_of(reader),
        "metadata": dict(reader.metadata or {}),
        "attachments": list(reader.attachments),
        "pages": packet.pages,
        "size": packet.size,
    }


@contextmanager
def listening() -> Iterator[StringIO]:
    """Gather every line that the project's own loggers write; thousands of refused requests need no line each."""
    lines = StringIO()
    handler = logging.StreamHandler(lines)
    loggers = [logging.getLogger(name) for name in OURS]
    django, levels = logging.getLogger("django"), [logger.level for logger in loggers]
    quiet, django.level = django.level, logging.ERROR
    logging.getLogger("django.request").setLevel(logging.ERROR)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
        logger.addHandler(handler)
    try:
        yield lines
    finally:
        django.setLevel(quiet)
        logging.getLogger("django.request").setLevel(logging.NOTSET)
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)


class Encoded(SpanExporter):
    """Keeps the bytes that would be sent."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self.sent.append(encode_spans(spans).SerializeToString())
        return SpanExportResult.SUCCESS


@contextmanager
def traced() -> Iterator[Callable[[], bytes]]:
    """Trace what new clients ask meanwhile; hands out what would leave for the collector."""
    gathered = Encoded()
    tracing.provide().add_span_processor(SimpleSpanProcessor(tracing.AllowedOnly(gathered)))
    try:
        with override_settings(MIDDLEWARE=[*settings.MIDDLEWARE[:1], TRACING, *settings.MIDDLEWARE[1:]]):
            yield lambda: b"".join(gathered.sent)
    finally:
        tracing.stop()


@contextmanager
def bell(folder: Path) -> Iterator[Callable[[], list[str]]]:
    """Ring through a broker of files in ``folder``; hands out what stands in its messages, bodies decoded."""
    folders = dict.fromkeys(["data_folder_in", "data_folder_out", "control_folder"], folder)
    broker = Connection("filesystem://", transport_options=folders)
    ring = Task.apply_async

    def through_files(task: Task, *args: Any, **options: Any) -> Any:
        return ring(task, *args, **options, connection=broker)

    def messages() -> list[str]:
        return [_decoded(json.loads(file.read_text())) for file in folder.glob("*.msg")]

    with mock.patch.object(Task, "apply_async", through_files):
        yield messages


def _decoded(message: dict[str, Any]) -> str:
    body = message["body"]
    if message["properties"].get("body_encoding") == "base64":
        body = base64.b64decode(body).decode()
    return f"{message['headers']}{message['properties']}{body}"
