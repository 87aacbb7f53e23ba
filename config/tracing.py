"""Traces for a collector of OpenTelemetry: requests, jobs and their queries, with nothing that anybody typed.

What leaves is on a list, ``ALLOWED``, by which the exporter makes every span anew. The tracer is not made known to
other libraries, so that no span of theirs comes in. Nothing here is loaded unless ``OTEL_EXPORTER_OTLP_ENDPOINT`` is
set.
"""

import atexit
import logging
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import connection
from django.http import HttpRequest, HttpResponse
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import NoOpTracer, Span, SpanContext, SpanKind, Status, StatusCode, Tracer, get_current_span

from core import jobs, request_ids
from core.errors import Refused
from core.middleware import METHODS

METHOD, ROUTE, STATUS = "http.request.method", "http.route", "http.response.status_code"
JOB, OPERATION, REQUEST, ERROR = "evenhand.job", "db.operation.name", "evenhand.request_id", "error.type"
ALLOWED = {METHOD, ROUTE, STATUS, JOB, OPERATION, REQUEST, ERROR}
# Of a query its first word, if it is one of these.
WORD = re.compile(r"[\s(]*([A-Za-z]+)")
OPERATIONS = {
    "BEGIN", "DELETE", "EXECUTE", "INSERT", "RELEASE", "ROLLBACK", "SAVEPOINT", "SELECT", "SET", "UPDATE", "WITH",
}  # fmt: skip
# A job that was refused or cancelled is no fault of the server's.
EXPECTED = (Refused, jobs.JobStopped)
UNTRACED = ("/health/", "/metrics", settings.STATIC_URL)
# For how many seconds the end of a process waits for a collector, and how often one that fails costs a line in the log.
PATIENCE, TELL_EVERY = 2.0, 600.0


class AllowedOnly(SpanExporter):
    """Hands each span on with what is on the list and nothing else: no events, links or messages."""

    def __init__(self, exporter: SpanExporter) -> None:
        """Take the exporter that sends."""
        self.exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Make each span anew, then send."""
        return self.exporter.export([allowed(span) for span in spans])

    def shutdown(self) -> None:
        """Let the exporter end."""
        self.exporter.shutdown()


def allowed(span: ReadableSpan) -> ReadableSpan:
    """The span made anew from what is on the list; its name too."""
    facts = {name: value for name, value in (span.attributes or {}).items() if name in ALLOWED}
    whole = span.get_span_context()
    context = (
        SpanContext(whole.trace_id, whole.span_id, is_remote=False, trace_flags=whole.trace_flags) if whole else None
    )
    return ReadableSpan(
        name=name_of(facts),
        context=context,
        parent=span.parent,
        resource=span.resource,
        attributes=facts,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def name_of(facts: dict[str, Any]) -> str:
    """The job, the operation, or method and route."""
    return facts.get(JOB) or facts.get(OPERATION) or f"{facts.get(METHOD, '')} {facts.get(ROUTE, '')}".strip()


class NowAndThen(logging.Filter):
    """Of an exporter whose collector is down lets one line through in ten minutes."""

    silent_until = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is told."""
        now = time.monotonic()
        if record.levelno < logging.ERROR or now < self.silent_until:
            return False
        self.silent_until = now + TELL_EVERY
        return True


class _Process:
    """What this process traces with."""

    tracer: Tracer = NoOpTracer()
    pid = 0
    ending, ended = threading.Event(), threading.Event()


def start() -> None:
    """Trace from now on. Call it after the fork: a thread of this process sends what there is, every few seconds."""
    if _Process.pid == os.getpid():
        return
    _Process.pid = os.getpid()
    logging.getLogger("opentelemetry.exporter.otlp.proto.http.trace_exporter").addFilter(NowAndThen())
    # A full queue is told by the line above; a header that cannot be read would be told with the secret in it.
    for name in ("opentelemetry.sdk._shared_internal", "opentelemetry.util.re"):
        logging.getLogger(name).setLevel(logging.ERROR)
    provider = provide()
    provider.add_span_processor(BatchSpanProcessor(AllowedOnly(OTLPSpanExporter())))
    _Process.ending, _Process.ended = threading.Event(), threading.Event()
    waiting = (provider, _Process.ending, _Process.ended)
    threading.Thread(target=_end, args=waiting, name="traces-end", daemon=True).start()
    atexit.register(stop)


def provide() -> TracerProvider:
    """Have requests, jobs and queries traced; return what a span processor is added to."""
    resource = Resource.create()
    if str(resource.attributes["service.name"]).startswith("unknown_service"):
        resource = resource.merge(Resource({"service.name": "evenhand"}))
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    _Process.tracer = provider.get_tracer("evenhand")
    got_request_exception.connect(note_error)
    jobs.work_within(trace_job)
    return provider


def stop() -> None:
    """Send what waits, for two seconds at most."""
    _Process.tracer = NoOpTracer()
    if _Process.pid == os.getpid():
        _Process.ending.set()
        _Process.ended.wait(PATIENCE)


def _end(provider: TracerProvider, ending: threading.Event, ended: threading.Event) -> None:
    """The SDK waits for half a minute at an end, so it does that in a thread for which the process does not."""
    ending.wait()
    provider.shutdown()
    ended.set()


class TraceRequests:
    """Middleware: a trace for each request, without those of machines and of files of the pages.

    A ``traceparent`` is not read: whoever sends one could have every request of theirs traced.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer within a span."""
        if request.path_info.startswith(UNTRACED):
            return self.get_response(request)
        method = request.method if request.method in METHODS else "_OTHER"
        with _root(SpanKind.SERVER, {METHOD: method}) as span:
            response = self.get_response(request)
            if request.resolver_match:
                span.set_attribute(ROUTE, f"/{request.resolver_match.route}")
            span.set_attribute(STATUS, response.status_code)
            if response.status_code >= 500:
                span.set_status(StatusCode.ERROR)
        return response


def note_error(**_: object) -> None:
    """Write the type of an error that nobody expected into the request's span. Called where it is handled."""
    kind = sys.exc_info()[0]
    if kind is not None:
        _failed(get_current_span(), kind)


@contextmanager
def trace_job(name: str) -> Iterator[None]:
    """Do a job within a span, which carries the id of the request that left it."""
    with _root(SpanKind.CONSUMER, {JOB: name}):
        yield


def trace_query(execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
    """Ask the database within a span, if what asks is traced (a wrapper as Django calls it)."""
    if not get_current_span().is_recording():
        return execute(sql, *rest)
    with _span(SpanKind.CLIENT, {OPERATION: operation_of(str(sql))}):
        return execute(sql, *rest)


def operation_of(sql: str) -> str:
    """The first word of a query if it is one of SQL's."""
    found = WORD.match(sql)
    word = found[1].upper() if found else ""
    return word if word in OPERATIONS else "OTHER"


@contextmanager
def _root(kind: SpanKind, facts: dict[str, str]) -> Iterator[Span]:
    """A trace of its own, with the queries of this thread."""
    if request_id := request_ids.current():
        facts[REQUEST] = request_id
    with _span(kind, facts, context=Context()) as span, connection.execute_wrapper(trace_query):
        yield span


@contextmanager
def _span(kind: SpanKind, facts: dict[str, str], *, context: Context | None = None) -> Iterator[Span]:
    """A span that keeps of an error its type."""
    with _Process.tracer.start_as_current_span(
        name_of(facts),
        context=context,
        kind=kind,
        attributes=facts,
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        try:
            yield span
        except BaseException as error:
            _failed(span, type(error))
            raise


def _failed(span: Span, kind: type[BaseException]) -> None:
    span.set_attribute(ERROR, f"{kind.__module__}.{kind.__qualname__}")
    if not issubclass(kind, EXPECTED):
        span.set_status(StatusCode.ERROR)
