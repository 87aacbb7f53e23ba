"""The audit trail: what it takes, and that nobody can change it afterwards."""

from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from core import audit
from core.models import AuditEvent
from core.models.audit import AppendOnly

triggers = import_module("core.migrations.0002_refuse_changes_to_the_audit_trail")


@pytest.fixture
def event(ada):
    return audit.record("person.invited", by=ada, obj=ada, access_level="member")


def test_record_says_who_did_what_to_which_object(ada):
    event = audit.record("person.invited", by=ada, obj=ada, scope="abcdefghjkmn", access_level="member", count=2)
    event.refresh_from_db()
    assert (event.actor, event.verb, event.object_type, event.object_uid) == (
        ada,
        "person.invited",
        "accounts.user",
        ada.uid,
    )
    assert event.scope_uid == "abcdefghjkmn"
    assert event.data == {"access_level": "member", "count": 2}


@pytest.mark.parametrize("value", [1.5, {"ratings": 3}, object()])
def test_record_takes_plain_facts_only(ada, value):
    with pytest.raises(TypeError):
        audit.record("person.invited", by=ada, obj=ada, value=value)


def test_long_words_are_cut(ada):
    assert len(audit.record("person.invited", by=ada, obj=ada, word="x" * 5000).data["word"]) == audit.LONGEST_VALUE


@pytest.mark.parametrize(
    "change",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: AuditEvent.objects.update(verb="x"),
        lambda event: AuditEvent.objects.filter(pk=event.pk).delete(),
        lambda event: AuditEvent.objects.bulk_update([event], ["verb"]),
    ],
)
def test_models_refuse_to_change_the_trail(event, change):
    with pytest.raises(AppendOnly):
        change(event)


@pytest.mark.parametrize("statement", ["UPDATE core_auditevent SET verb = 'x'", "DELETE FROM core_auditevent"])
def test_database_refuses_to_change_the_trail(event, statement):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(triggers.SQLITE[1])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEvent.objects.get().verb == "person.invited"
