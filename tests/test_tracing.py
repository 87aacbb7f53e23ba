"""Traces: what leaves is on a list, a dead collector holds nobody up, and without the setting there is nothing."""

import logging
import subprocess
import sys

import pytest
import requests
from django.conf import settings
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.trace import Link, SpanContext, Status, StatusCode, TraceState

from config.tracing import NowAndThen, allowed, operation_of
from core import jobs, request_ids
from tests.core import sample_jobs  # noqa: F401 - registers the jobs
from tests.factories import InterviewFactory, PanelistFactory
from tests.faults.site import Site
from tests.faults.typist import Typist
from tests.rig.collector import Collector, facts

pytestmark = pytest.mark.slow
WORD = "quetzalcoatlus"
TRACE = "7e57" * 8
# What Celery does with a child: it tells it of its begin, gives it jobs, tells it of its end, and ends it hard.
CHILD = """
import os, sys, django; django.setup()
from celery import signals
from config import celery
from tests.core import sample_jobs
signals.worker_process_init.disconnect(celery.warm_up)
signals.worker_process_init.send(sender=None)
from core.jobs.queue import find_task
from core.models import Job
for row in Job.objects.order_by("pk"):
    find_task(row.name).run(row.pk)
signals.worker_process_shutdown.send(sender=None, pid=os.getpid(), exitcode=0)
os._exit(0)
"""


@pytest.fixture
def collector():
    one = Collector()
    yield one
    one.close()


@pytest.fixture
def hanging():
    one = Collector(hangs=True)
    yield one
    one.close()


@pytest.fixture
def site(tmp_path):
    opened: list[Site] = []

    def make(collector: Collector, **variables: str) -> Site:
        opened.append(Site(tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT=collector.url, **variables))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


@pytest.mark.django_db(transaction=True)
def test_a_trace_tells_what_was_asked_and_nothing_that_anybody_typed(site, collector, candidacy, iris):
    interview = InterviewFactory(candidacy=candidacy)
    PanelistFactory(interview=interview, user=iris)
    here = site(collector, DJANGO_SETTINGS_MODULE="tests.rig.settings_breaking").open()
    typist = Typist(here.web.url, interview, iris)
    traced = {"traceparent": f"00-{TRACE}-{TRACE[:16]}-01", "tracestate": f"a={WORD}"}
    typist.session.headers.update({"User-Agent": WORD, "X-Request-ID": WORD} | traced)
    typist.save(f"She said {WORD}")
    url, known = here.web.url, {}
    paths = (f"/invitations/{WORD * 3}/", f"/{WORD}/", f"/broken/{WORD}/", f"/?words={WORD}", f"/static/{WORD}.css")
    for path in paths:
        known[path] = typist.session.get(url + path, timeout=20)
    form = {"csrfmiddlewaretoken": typist.token, "name": WORD, "email": f"{WORD}@example.org"}
    typist.session.post(f"{url}/people/new/", data=form, headers={"Referer": url}, timeout=20)
    typist.session.request(WORD.upper(), url, timeout=20)
    here.close()
    spans = list(collector.spans())
    asked = {span.name: span for span in spans if not span.parent_span_id}
    assert set(asked) == {
        "GET /interviews/<slug:uid>/scorecard/", "POST /interviews/<slug:uid>/scorecard/save/", "GET /",
        "GET /invitations/<str:token>/", "GET", "GET /broken/<str:words>/", "POST /people/new/", "_OTHER",
    }  # fmt: skip
    broken = asked["GET /broken/<str:words>/"]
    answer = known[f"/broken/{WORD}/"]
    assert answer.status_code == 500
    assert not {name.lower() for name in answer.headers} & {"traceparent", "tracestate", "traceresponse"}
    assert facts(broken) == {
        "http.request.method": "GET", "http.route": "/broken/<str:words>/", "http.response.status_code": 500,
        "error.type": "builtins.RuntimeError", "evenhand.request_id": answer.headers["X-Request-ID"],
    }  # fmt: skip
    assert (broken.status.code, broken.status.message, len(broken.events), broken.trace_state) == (2, "", 0, "")
    saved = asked["POST /interviews/<slug:uid>/scorecard/save/"]
    queries = [span.name for span in spans if span.parent_span_id == saved.span_id]
    assert {"SELECT", "UPDATE"} <= set(queries)
    told = collector.raw.lower()
    assert b"evenhand" in told
    secrets = [WORD, typist.token, *typist.session.cookies.values(), interview.uid, "iris", "127.0.0.1"]
    for secret in secrets:
        assert secret.lower().encode() not in told, secret
    assert bytes.fromhex(TRACE) not in collector.raw


@pytest.mark.django_db(transaction=True)
def test_a_collector_that_hangs_holds_nobody_up(site, hanging):
    here = site(hanging, OTEL_BSP_SCHEDULE_DELAY="1", OTEL_EXPORTER_OTLP_TIMEOUT="300", LOG_LEVEL="WARNING").open()
    url = f"{here.web.url}/sign-in/"
    assert requests.get(url, timeout=20).status_code == 200
    assert hanging.asked.wait(20)
    assert {requests.get(url, timeout=20).status_code for _ in range(20)} == {200}
    here.web.process.terminate()
    # The SDK by itself waits for half a minute.
    here.web.process.wait(15)
    assert len(hanging.bodies) == 1
    assert "opentelemetry" not in here.web.log.read_text()


@pytest.mark.django_db(transaction=True)
def test_a_job_is_a_trace_with_the_id_of_the_request_that_left_it(site, collector):
    with request_ids.under("abcdefghjkmn"):
        jobs.enqueue("tests.report", progress=50)
        jobs.enqueue("tests.break", secret=WORD)
        jobs.enqueue("tests.refuse")
    subprocess.run([sys.executable, "-c", CHILD], env=site(collector).variables, cwd=settings.BASE_DIR, check=True)
    spans = list(collector.spans())
    well, badly, refused = [span for span in spans if not span.parent_span_id]
    known = {"evenhand.job": "tests.report", "evenhand.request_id": "abcdefghjkmn"}
    assert (well.name, facts(well), well.status.code) == ("tests.report", known, 0)
    assert [span.name for span in spans if span.parent_span_id == well.span_id] == ["UPDATE", "UPDATE"]
    known = {"evenhand.job": "tests.break", "evenhand.request_id": "abcdefghjkmn", "error.type": "builtins.ValueError"}
    assert (badly.name, facts(badly), badly.status.code) == ("tests.break", known, 2)
    assert (refused.name, facts(refused)["error.type"]) == ("tests.refuse", "core.errors.Refused")
    assert refused.status.code == 0
    assert WORD.encode() not in collector.raw


def test_what_is_not_on_the_list_stays_here():
    whole = Resource({"service.name": "evenhand"})
    context = SpanContext(1, 2, is_remote=False, trace_state=TraceState([("a", WORD)]))
    event, link = Event(WORD, {"exception.message": WORD}), Link(context, {"a": WORD})
    facts = {"http.request.method": "GET", "url.path": f"/{WORD}/", "db.query.text": WORD}
    status = Status(StatusCode.ERROR, WORD)
    span = ReadableSpan(WORD, context, None, whole, facts, [event], [link], status=status, start_time=1, end_time=2)
    assert encode_spans([span]).SerializeToString().count(WORD.encode()) == 8
    sent = encode_spans([allowed(span)])
    assert WORD.encode() not in sent.SerializeToString()
    assert sent.resource_spans[0].scope_spans[0].spans[0].name == "GET"


def test_without_the_setting_nothing_is_imported(tmp_path):
    code = "import sys, config.wsgi; from config import celery; celery.trace(); celery.send_traces()"
    code += "; print([name for name in sys.modules if name.startswith('opentelemetry') or name == 'config.tracing'])"
    run = [sys.executable, "-c", code]
    variables = Site(tmp_path).variables
    done = subprocess.run(run, env=variables, cwd=settings.BASE_DIR, check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"


def test_a_dead_collector_costs_one_line_now_and_then():
    gate, levels = NowAndThen(), [logging.WARNING, logging.ERROR, logging.ERROR, logging.WARNING]
    lines = [logging.LogRecord("", level, "", 0, "", (), None) for level in levels]
    assert [gate.filter(line) for line in lines] == [False, True, False, False]


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ('SELECT "name" FROM t', "SELECT"),
        ("\n (select 1) union (select 2)", "SELECT"),
        ("EXECUTE evenhand_7 (%s)", "EXECUTE"),
        (WORD, "OTHER"),
        ("-- Noted by Iris", "OTHER"),
        ("", "OTHER"),
    ],
)
def test_of_a_query_one_word_leaves(sql, told):
    assert operation_of(sql) == told
