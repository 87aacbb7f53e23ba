"""Each request has a random id: in its answer, on its error page, in its log lines, in those of the jobs it leaves."""

import io
import json
import logging
import os
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from gunicorn.config import Config

from config.logs import AccessLog, Json, Lines
from core import jobs, request_ids
from core.jobs.queue import find_task
from core.jobs.run import run
from core.middleware import RequestIds
from core.models import Job
from core.views import errors

ID = re.compile(r"[2-9a-z]{12}")


@pytest.fixture
def heard():
    """What one line of the root logger looks like as JSON, for all that is said meanwhile."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Json())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def answer_to(headers: dict[str, str], settings, *, behind_proxy: bool) -> str:
    settings.BEHIND_PROXY = behind_proxy
    seen = []

    def view(request):
        seen.append(request_ids.current())
        return SimpleNamespace(headers={})

    response = RequestIds(view)(RequestFactory().get("/", headers=headers))
    assert request_ids.current() == ""
    assert seen == [response.headers["X-Request-ID"]]
    return seen[0]


def test_ids_are_random_and_nobody_chooses_them(settings):
    ids = {answer_to({"X-Request-ID": "chosen-by-them"}, settings, behind_proxy=False) for _ in range(50)}
    assert len(ids) == 50
    assert all(ID.fullmatch(one) for one in ids)


@pytest.mark.parametrize(
    "given", ["", "short", "a" * 65, "with space-1", "line\nbreak-1", "<b>12345678</b>", "ünïcode-12"]
)
def test_a_proxy_chooses_plain_ids_only(settings, given):
    proxy = {"X-Request-ID": "0af7651916cd43dd8448eb211c80319c"}
    assert answer_to(proxy, settings, behind_proxy=True) == proxy["X-Request-ID"]
    assert ID.fullmatch(answer_to({"X-Request-ID": given}, settings, behind_proxy=True))


@pytest.mark.django_db
def test_error_pages_show_what_the_answer_carries(client, iris):
    client.force_login(iris)
    for path in ("/nowhere/", "/people/"):
        answer = client.get(path)
        assert answer.status_code in {403, 404}
        assert f"Reference: <code>{answer['X-Request-ID']}</code>" in answer.content.decode()


def test_the_page_of_a_server_error_shows_it_too(rf):
    with request_ids.under("abcdefghjkmn"):
        assert "Reference: <code>abcdefghjkmn</code>" in errors.server_error(rf.get("/")).content.decode()
    assert "Reference" not in errors.server_error(rf.get("/")).content.decode()


@pytest.mark.django_db
def test_the_lines_of_a_request_carry_its_id(client, iris, heard):
    client.force_login(iris)
    answer = client.get("/nowhere/")
    [line] = [line for line in heard() if line["logger"] == "django.request"]
    assert line["request"] == answer["X-Request-ID"]
    assert (line["level"], line["message"]) == ("WARNING", "Not Found: /nowhere/")


@pytest.mark.django_db
def test_a_job_and_what_it_leaves_to_do_carry_the_id_of_the_request(monkeypatch, heard):
    with request_ids.under("abcdefghjkmn"):
        first = jobs.enqueue("core.deliver_mail", message_id=1)
    without = jobs.enqueue("core.deliver_mail", message_id=2)

    def leave_another(job, message_id):
        jobs.enqueue("core.deliver_mail", message_id=3)
        logging.getLogger("worker").warning("done")

    for job in (first, without):
        run(job.pk, leave_another)
    assert find_task("core.deliver_mail")
    left = list(Job.objects.filter(args={"message_id": 3}).order_by("pk").values_list("request_id", flat=True))
    assert left == ["abcdefghjkmn", ""]
    assert [line.get("request") for line in heard() if line["logger"] == "worker"] == ["abcdefghjkmn", None]


def test_an_error_is_one_line_without_its_words(heard):
    words = "\n".join(["She froze.", "At the whiteboard."]).replace("froze", "stopped")
    try:
        raise ValueError(words)
    except ValueError:
        logging.getLogger("any").exception("It broke at /invitations/%s/", "a" * 43)
    [line] = heard()
    assert line["message"] == "It broke at /invitations/aaaa[cut]/"
    assert "builtins.ValueError" in line["error"]
    assert "test_request_ids.py" in line["error"]
    assert "stopped." not in json.dumps(line)


def test_a_line_for_people_names_the_request_too():
    record = logging.LogRecord("any", logging.INFO, "", 0, "said", (), None)
    with request_ids.under("abcdefghjkmn"):
        assert Lines("%(name)s%(reference)s %(message)s").format(record) == "any [abcdefghjkmn] said"
    assert Lines("%(name)s%(reference)s %(message)s").format(record) == "any said"


@pytest.mark.parametrize("chosen_in", ["environment", "file"])
def test_the_access_log_is_json_where_that_is_chosen(monkeypatch, tmp_path, chosen_in):
    if chosen_in == "environment":
        monkeypatch.setenv("LOG_FORMAT", "json")
    else:
        monkeypatch.delenv("LOG_FORMAT")
        (tmp_path / ".env").write_text("LOG_FORMAT=json\n")
        monkeypatch.setattr("config.logs.SETTINGS_FILE", tmp_path / ".env")
    config = Config()
    config.set("accesslog", "-")
    log = AccessLog(config)
    stream = io.StringIO()
    log.access_log.handlers[0].setStream(stream)
    assert os.environ.get("LOG_FORMAT") == ("json" if chosen_in == "environment" else None)
    secret = "s" * 43
    environ = {
        "REQUEST_METHOD": "GET", "RAW_URI": f"/invitations/{secret}/?code={secret}", "SERVER_PROTOCOL": "HTTP/1.1",
        "PATH_INFO": f"/invitations/{secret}/", "QUERY_STRING": f"code={secret}", "REMOTE_ADDR": "10.0.0.9",
    }  # fmt: skip
    answer = SimpleNamespace(status="404 Not Found", headers=[("X-Request-ID", "abcdefghjkmn")], sent=12)
    log.access(answer, SimpleNamespace(headers=[]), environ, timedelta(milliseconds=42))
    [line] = stream.getvalue().splitlines()
    assert secret not in line
    facts = json.loads(line)
    assert {name: facts[name] for name in ("request", "method", "path", "status", "ms", "bytes", "address")} == {
        "request": "abcdefghjkmn", "method": "GET", "path": "/invitations/ssss[cut]/", "status": 404, "ms": 42,
        "bytes": 12, "address": "10.0.0.9",
    }  # fmt: skip
