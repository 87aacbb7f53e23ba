"""What the code itself rules out: objects from bytes, code from text, shells, the admin site, mails of errors."""

import ast
import logging
import pickle
import re
from io import StringIO
from pathlib import Path
from threading import Thread

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import get_resolver
from kombu import Connection, Producer
from kombu.exceptions import ContentDisallowed

from accounts.models import User
from config.logs import Lines
from core.models import AuditEvent
from hiring.models import Role
from scorecards.services import saving
from tests.factories import GuideVersionFactory, UserFactory
from tests.security.acts import World
from tests.test_architecture import MODULES, name_of, tree_of, views

FORBIDDEN_MODULES = {"pickle", "cPickle", "marshal", "shelve", "dill", "jsonpickle", "yaml", "xml", "lxml", "jinja2"}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "system", "popen", "RawSQL", "raw", "extra", "from_string"}
ALLOWED = {
    # Writes guide files and reads none.
    "question_bank.guide_format.writing": {"YAML that is not safe"},
}
TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_makes_code_or_objects_from_text(path):
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            found |= FORBIDDEN_MODULES & {name.split(".")[0] for name in names}
        if isinstance(node, ast.Call):
            function = node.func
            called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            of_re = isinstance(function, ast.Attribute) and getattr(function.value, "id", "") == "re"
            found |= {called} & FORBIDDEN_CALLS if not of_re else set()
            found |= {"shell=True"} if any(word.arg == "shell" for word in node.keywords) else set()
            if called == "YAML":
                kinds = {word.value.value for word in node.keywords if word.arg == "typ"}
                found |= set() if kinds == {"safe"} else {"YAML that is not safe"}
    assert found - ALLOWED.get(name_of(path), set()) == set()


def test_no_template_lets_markup_through():
    wrong = [path.name for path in TEMPLATES if re.search(r"\|\s*safe\b|autoescape\s+off|safeseq", path.read_text())]
    assert wrong == []
    assert len(TEMPLATES) > 100


class Trap:
    """Runs when it is unpickled."""

    sprung = False

    def __reduce__(self):
        return (setattr, (Trap, "sprung", True))


def test_the_worker_refuses_a_pickled_message():
    received, refused = [], []
    with Connection("memory://") as broker:
        consumer = current_app.amqp.TaskConsumer(
            broker.channel(),
            callbacks=[lambda body, message: received.append(body)],
            on_decode_error=lambda message, error: refused.append(error),
        )
        # What other tests rang for lies in the same memory.
        consumer.purge()
        queue = consumer.queues[0]
        producer = Producer(broker, exchange=queue.exchange, routing_key=queue.routing_key)
        with consumer:
            producer.publish(
                pickle.dumps(Trap()), content_type="application/x-python-serialize", content_encoding="binary"
            )
            broker.drain_events(timeout=2)
            producer.publish({"a": 1}, serializer="json")
            broker.drain_events(timeout=2)
    assert [type(error) for error in refused] == [ContentDisallowed]
    assert received == [{"a": 1}]
    assert not Trap.sprung


def test_there_is_no_admin_site_and_nobody_is_mailed_errors():
    assert not apps.is_installed("django.contrib.admin")
    assert [name for name in views(get_resolver().url_patterns) if "admin" in name] == []
    assert settings.ADMINS == []
    assert settings.SERVER_EMAIL == "root@localhost", "nothing sends from it"


NOTE = "She froze at the whiteboard"


@pytest.fixture
def world(candidacy, rosa, mara, iris, ivan, ada, stan):
    return World(candidacy, {"rosa": rosa, "mara": mara, "iris": iris, "ivan": ivan, "ada": ada, "stan": stan})


def test_an_error_amid_notes_tells_none_of_them(world, monkeypatch):
    def broken(*args: object, **kwargs: object) -> None:
        words = f"{NOTE}, and this is a local variable"
        raise IntegrityError(f"Failing row contains ({words})")

    monkeypatch.setattr(saving, "_write", broken)
    lines = StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(Lines("%(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)
    answer = world.send("scorecard_save", replaced={"changes": {"summary": NOTE}})
    logging.getLogger().removeHandler(handler)
    assert answer.status_code == 500
    assert "IntegrityError" in lines.getvalue()
    assert NOTE not in lines.getvalue() + answer.content.decode()
    assert mail.outbox == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_each_act_is_noted_under_its_own_actor_when_many_act_at_once():
    version, people = GuideVersionFactory(), UserFactory.create_batch(6, access_level="recruiter")
    clients = {user: Client() for user in people}
    for user, client in clients.items():
        client.force_login(user)

    def act(user: User, client: Client) -> None:
        for _ in range(4):
            client.post(f"/roles/new/?guide={version.uid}", {"title": user.name, "hiring_managers": user.uid})
        connection.close()

    threads = [Thread(target=act, args=pair) for pair in clients.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    titles = dict(Role.objects.values_list("uid", "title"))
    events = AuditEvent.objects.filter(object_type="hiring.role").select_related("actor")
    assert [event for event in events if event.actor.name != titles[event.object_uid]] == []
    assert len(titles) == 24
    assert {event.actor_id for event in events} == {user.pk for user in people}
