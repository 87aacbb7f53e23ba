"""The audit trail: what it takes, and that nobody can change it afterwards."""

from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from core import audit
from core.audit import chain
from core.audit.trail import LONGEST_VALUE
from core.models import AuditEvent, AuditLink
from core.models.audit import AppendOnly

events_migration = import_module("core.migrations.0002_refuse_changes_to_the_audit_trail")
links_migration = import_module("core.migrations.0005_refuse_changes_to_the_chain")
TABLES = ["core_auditevent", "core_auditlink"]


@pytest.fixture
def event(ada):
    event = audit.record("person.invited", by=ada, obj=ada, access_level="member")
    chain.extend()
    return event


@pytest.fixture
def as_in_use(event):
    """Put back the triggers that the rig takes away; the test's end takes this back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(events_migration.SQLITE[1])
            cursor.execute(next(words for words in links_migration.SQLITE if "no_delete" in words))
        else:
            # The rows of this test have waiting constraint checks, with which no table can be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_no_truncate")


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


@pytest.mark.parametrize("value", [1.5, {"ratings": 3}, object(), "two words", "a\tb", ["fine", "not fine"]])
def test_record_takes_plain_facts_only(ada, value):
    with pytest.raises(TypeError):
        audit.record("person.invited", by=ada, obj=ada, value=value)
    assert not AuditEvent.objects.exists()


def test_long_words_are_cut(ada):
    assert len(audit.record("person.invited", by=ada, obj=ada, word="x" * 5000).data["word"]) == LONGEST_VALUE


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: type(row).objects.update(pk=7),
        lambda row: type(row).objects.filter(pk=row.pk).delete(),
        lambda row: type(row).objects.bulk_update([row], ["pk"]),
    ],
)
@pytest.mark.parametrize("model", [AuditEvent, AuditLink])
def test_models_refuse_to_change_the_trail(event, model, change):
    with pytest.raises(AppendOnly):
        change(model.objects.get())


STATEMENTS = [
    "UPDATE core_auditevent SET verb = 'x'",
    "DELETE FROM core_auditevent",
    "UPDATE core_auditlink SET hash = 'x'",
    "DELETE FROM core_auditlink",
]
TRUNCATE = ["TRUNCATE core_auditlink", "TRUNCATE core_auditevent, core_auditlink", "TRUNCATE accounts_user CASCADE"]
REPLACE = [
    """REPLACE INTO core_auditevent (id, at, verb, object_type, object_uid, scope_uid, data)
        SELECT id, at, 'x', object_type, object_uid, scope_uid, data FROM core_auditevent""",
    *(
        f"REPLACE INTO core_auditlink (sequence, event_id, previous, hash) SELECT {values} FROM core_auditlink"  # noqa: S608
        for values in ("1, event_id, 'x', 'x'", "2, event_id, 'x', 'x'", "2, 99, previous, 'x'", "2, 99, 'x', hash")
    ),
]


@pytest.mark.parametrize("statement", [*STATEMENTS, *(REPLACE if connection.vendor == "sqlite" else TRUNCATE)])
def test_database_refuses_to_change_the_trail(event, as_in_use, statement):
    before = list(AuditEvent.objects.values()), list(AuditLink.objects.values())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert (list(AuditEvent.objects.values()), list(AuditLink.objects.values())) == before
