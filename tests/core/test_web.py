"""What every answer carries, health, htmx fragments, error pages, and the order of Today."""

from datetime import UTC, datetime, timedelta
from errno import ENOSPC
from pathlib import Path
from queue import SimpleQueue
from threading import Barrier, Event, Thread

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.storage import FileSystemStorage, InMemoryStorage
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from accounts.models import Session
from core import htmx, jobs, middleware
from core.errors import Refused
from core.middleware import Crowd
from core.models import new_uid
from core.models.base import UID_ALPHABET, UID_LENGTH
from core.tasks import drop_old_sessions
from core.templatetags import core_tags
from core.todo import Label, Todo, merge
from core.views import errors, health

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def test_live_asks_nobody(client, django_assert_num_queries):
    answer = client.get("/health/live")
    assert answer.status_code == 200
    assert answer.content == b"ok"


def test_ready_says_what_answers(client, db):
    jobs.sweep()
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == dict.fromkeys(("database", "limits", "migrations", "files", "broker", "worker"), "ok")


def test_ready_costs_the_same_however_much_there_is(client, db, django_assert_num_queries):
    client.get("/health/ready")
    with django_assert_num_queries(3 if connection.vendor == "sqlite" else 4):
        client.get("/health/ready")


def test_not_ready_without_a_database(client, db, monkeypatch):
    monkeypatch.setattr(health, "database_answers", lambda: False)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert {answer.json()[part] for part in ("limits", "migrations", "worker")} == {"unknown"}


def test_not_ready_before_the_last_migration(client, db):
    last = sorted(health.migrations_of_this_version())[0]
    MigrationRecorder(connection).record_unapplied(*last)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["migrations"]) == (503, "missing")


@pytest.mark.parametrize(
    ("gone", "status", "migrations"),
    [(["django_migrations", "core_cache"], 503, "missing"), (["core_cache"], 200, "ok")],
)
def test_missing_tables_are_told(client, db, gone, status, migrations):
    with transaction.atomic():
        with connection.cursor() as cursor:
            for table in gone:
                cursor.execute(f"ALTER TABLE {table} RENAME TO {table}_gone")
        answer = client.get("/health/ready")
        transaction.set_rollback(True)
    assert (answer.status_code, answer.json()["migrations"], answer.json()["worker"]) == (status, migrations, "unknown")


def test_ready_while_a_later_version_has_migrated_already(client, db):
    MigrationRecorder(connection).record_applied("core", "9999_of_the_next_version")
    assert client.get("/health/ready").status_code == 200


def test_a_storage_that_cannot_be_written_is_told_but_does_not_count(client, db, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setattr(health, "default_storage", FileSystemStorage(tmp_path / "file" / "media"))
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["files"]) == (200, "down")
    monkeypatch.setattr(health, "default_storage", FileSystemStorage(tmp_path / "media"))
    assert client.get("/health/ready").json()["files"] == "ok"
    assert list((tmp_path / "media").iterdir()) == []
    monkeypatch.setattr(health, "default_storage", InMemoryStorage())
    assert client.get("/health/ready").json()["files"] == "not asked"


def test_a_full_disk_is_told_and_keeps_no_empty_file(client, db, monkeypatch, tmp_path):
    def write_bytes(path, content):
        path.touch()
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(health, "default_storage", FileSystemStorage(tmp_path))
    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    assert client.get("/health/ready").json()["files"] == "down"
    assert list(tmp_path.iterdir()) == []


def test_a_worker_that_was_not_seen_lately_is_told_but_does_not_count(client, db, monkeypatch):
    assert client.get("/health/ready").json()["worker"] == "never seen"
    jobs.sweep()
    now = timezone.now()
    for age, word in ((timedelta(seconds=119), "ok"), (timedelta(seconds=121), "late")):
        monkeypatch.setattr(health.timezone, "now", lambda age=age: now + age)
        answer = client.get("/health/ready")
        assert (answer.status_code, answer.json()["worker"]) == (200, word)


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_raises_does_not_answer(db, monkeypatch, error):
    class Broken:
        def cursor(self):
            raise error("gone")

    monkeypatch.setattr(health, "connection", Broken())
    assert health.database_answers() is False


def test_a_broker_that_is_down_is_told_but_does_not_count(client, db, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["broker"] == "down"


def test_a_broker_that_is_up_is_told(client, db, settings, redis_server):
    settings.REDIS_URL = redis_server.url
    assert client.get("/health/ready").json()["broker"] == "ok"


def test_the_folder_of_the_embedded_broker(settings, tmp_path):
    settings.BROKER_DIR = tmp_path
    assert health.broker_answers()
    file = tmp_path / "file"
    file.touch()
    settings.BROKER_DIR = Path(file)
    assert not health.broker_answers()


def test_signed_in_answers_are_kept_nowhere(client, iris):
    client.force_login(iris)
    answer = client.get("/preferences/")
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, "page"),
        ({"HX-Request": "true"}, "part"),
        ({"HX-Request": "true", "HX-Boosted": "true"}, "page"),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, "page"),
    ],
)
def test_htmx_gets_the_part_and_everybody_else_the_page(monkeypatch, headers, expected):
    monkeypatch.setattr(htmx, "render", lambda request, name, context, status: HttpResponse(name, status=status))
    request = RequestFactory().get("/", headers=headers)
    request.htmx = HtmxDetails(request)
    answer = htmx.answer(request, "page", fragment="part", status=422)
    assert answer.content.decode() == expected
    assert answer.status_code == 422
    assert answer.headers["Vary"] == "HX-Request"


@pytest.mark.parametrize("path", ["/people/?q=%00", "/roles/new/?guide=a%00b"])
def test_a_zero_character_in_an_address_is_a_bad_request(client, ada, path):
    client.force_login(ada)
    assert client.get(path).status_code == 400


def test_sessions_that_have_run_out_are_dropped(client, ada):
    client.force_login(ada)
    Session.objects.create(session_key="over", session_data="", expire_date=timezone.now() - timedelta(days=1))
    drop_old_sessions()
    assert [session.session_key for session in Session.objects.all()] == [client.session.session_key]


def test_error_pages_say_their_code(rf, iris):
    request = rf.get("/")
    request.user = iris
    request.session = {}
    request.csp_nonce = "x"
    answers = {
        400: errors.bad_request(request, ValueError()),
        413: errors.bad_request(request, RequestDataTooBig()),
        403: errors.permission_denied(request, PermissionError("Only the author may do this.")),
        404: errors.page_not_found(request, ValueError("secret detail")),
        500: errors.server_error(request),
    }
    assert {code: answer.status_code for code, answer in answers.items()} == {code: code for code in answers}
    assert errors.csrf_failure(request).status_code == 403
    assert b"secret detail" not in answers[404].content


def test_the_server_error_page_asks_no_database(rf, django_assert_num_queries):
    assert errors.server_error(rf.get("/")).status_code == 500


def todo(label: str, when: datetime | None, title: str = "x") -> Todo:
    return Todo(label=Label(label), when=when, title=title, detail="", act="Open", url="/")


def test_todos_are_sorted_by_urgency_and_then_by_time():
    first = [todo("LATER", NOON), todo("DUE", None, "no time"), todo("DUE", NOON + timedelta(hours=1))]
    second = [todo("DECIDE", NOON), todo("NOW", NOON), todo("DUE", NOON, "noon")]
    assert [(line.label, line.title) for line in merge(first, second)] == [
        ("NOW", "x"),
        ("DUE", "noon"),
        ("DUE", "x"),
        ("DUE", "no time"),
        ("DECIDE", "x"),
        ("LATER", "x"),
    ]


def test_the_template_merges_what_apps_offer():
    merged = "{% load core_tags %}{% merge_todos a b c as todos %}"
    template = Template(merged + "{% for todo in todos %}{{ todo.label }} {% endfor %}")
    context = {"a": [todo("LATER", NOON)], "b": [todo("NOW", NOON)], "c": None}
    assert template.render(Context(context)) == "NOW LATER "


def test_local_time_is_the_readers():
    with timezone.override("Asia/Kathmandu"):
        assert core_tags.local_time(NOON) == "Fri 20 Nov, 17:45"
    assert core_tags.local_time(None) == ""


@pytest.mark.parametrize(("size", "words"), [(None, ""), (1, "1 KB"), (84_200, "84 KB"), (1_234_567, "1.2 MB")])
def test_file_sizes_in_words(size, words):
    assert core_tags.file_size(size) == words


def test_other_parameters_keep_the_filter(rf):
    context = Context({"request": rf.get("/?page=3&q=a%26b&sort=name&tag=1&tag=2")})
    assert core_tags.other_parameters(context, "sort") == "q=a%26b&tag=1&tag=2"


def test_public_ids_are_short_unambiguous_and_random():
    made = {new_uid() for _ in range(500)}
    assert len(made) == 500
    assert all(len(uid) == UID_LENGTH and set(uid) <= set(UID_ALPHABET) for uid in made)


def test_a_refusal_carries_its_sentence_and_its_field():
    class TooLate(Refused):
        message = "It is too late."
        field = "day"

    assert (str(TooLate()), TooLate().field) == ("It is too late.", "day")
    assert (str(TooLate("Closed on Friday.")), Refused("x", field="y").field) == ("Closed on Friday.", "y")


def test_whoever_comes_to_a_full_house_is_asked_to_come_again(client, settings, monkeypatch):
    settings.MOST_AT_ONCE = 0
    monkeypatch.setattr("core.middleware.PATIENCE", 0.01)
    answer = client.get("/")
    assert answer.status_code == 503
    assert 1 <= int(answer["Retry-After"]) <= 4
    assert "Nothing has changed." in answer.content.decode()
    assert f"Reference: <code>{answer['X-Request-ID']}</code>" in answer.content.decode()
    assert "script-src" in answer["Content-Security-Policy"]


def test_a_full_house_still_says_that_it_lives_and_how_full_it_is(client, settings, monkeypatch):
    settings.MOST_AT_ONCE, settings.METRICS_TOKEN = 0, "t" * 40
    monkeypatch.setattr("core.middleware.PATIENCE", 0.01)
    asked = ("/health/live", "/metrics", "/health/ready")
    assert [client.get(path).status_code for path in asked] == [200, 401, 503]


def test_some_work_a_few_wait_and_whoever_comes_then_is_refused_at_once(rf, settings, monkeypatch):
    assert (settings.MOST_AT_ONCE, middleware.MOST_WAITING) == (16, 4)
    monkeypatch.setattr(middleware, "PATIENCE", 60)
    full, go, answers = Barrier(16 + 1), Event(), SimpleQueue()

    def answer(request):
        if not go.is_set():
            full.wait(20)
            go.wait(60)
        return HttpResponse()

    crowd = Crowd(answer)
    people = [Thread(target=lambda: answers.put(crowd(rf.get("/")))) for _ in range(16 + 4 + 1)]
    try:
        for one in people[:16]:
            one.start()
        full.wait(20)
        for one in people[16:]:
            one.start()
        refused = answers.get(timeout=20)
        assert answers.empty()
    finally:
        go.set()
        for one in people:
            one.join(20)
    assert (refused.status_code, refused["Retry-After"].isdecimal()) == (503, True)
    assert [answers.get(timeout=20).status_code for _ in range(20)] == [200] * 20


def test_a_place_is_free_again_after_an_answer_and_after_an_error(rf, settings):
    settings.MOST_AT_ONCE = 1
    answers = iter([HttpResponse("one"), ValueError(), HttpResponse("two")])

    def answer(request):
        made = next(answers)
        if isinstance(made, ValueError):
            raise made
        return made

    crowd = Crowd(answer)
    assert crowd(rf.get("/")).content == b"one"
    with pytest.raises(ValueError):  # noqa: PT011
        crowd(rf.get("/"))
    assert crowd(rf.get("/")).content == b"two"
