"""The SQL in docs/operations.md: a role with which the application works and the audit trail cannot be changed."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from psycopg2.errors import InsufficientPrivilege

from accounts.services import invite_person
from core import audit
from core.audit import chain
from core.audit.verification import verify
from core.models import AuditEvent
from hiring.services import hold
from scorecards.services import record_reading
from tests.scorecards.conftest import sealed

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no roles"),
]


def sql() -> list[str]:
    """The statements of the page's block."""
    page = (Path(settings.BASE_DIR) / "docs/operations.md").read_text()
    return re.findall(r"```sql\n(.*?)```", page, re.DOTALL)[0].strip().split("\n")


@pytest.fixture
def as_role(interview, ivan_sits, mara, ada):
    """Work as the role from here on; the test's end takes the role away again."""
    with connection.cursor() as cursor:
        for statement in sql():
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL ROLE evenhand_app")


def test_the_application_works_as_the_role(as_role, interview, ivan, mara, ada):
    card = sealed(interview, ivan)
    record_reading(user=mara, scorecards=[card], via="scorecard")
    invite_person(email="new@example.org", name="Nia Newman", access_level="member", by=ada)
    hold(candidacy=interview.candidacy, reason="We wait for the budget.", by=mara)
    assert chain.extend() == AuditEvent.objects.count() > 3
    assert verify().broken == ""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditevent SET verb = 'x'",
        "DELETE FROM core_auditevent",
        "TRUNCATE core_auditevent CASCADE",
        "UPDATE core_auditlink SET hash = 'x'",
        "DELETE FROM core_auditlink",
        "TRUNCATE core_auditlink",
        "INSERT INTO core_auditlink SELECT * FROM core_auditlink ON CONFLICT (sequence) DO UPDATE SET hash = 'x'",
        "DROP TRIGGER core_audit_append_only ON core_auditevent",
        "ALTER TABLE core_auditlink DISABLE TRIGGER ALL",
        "DROP TABLE core_auditlink",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION core_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    ],
)
def test_the_role_cannot_touch_what_was_written(as_role, ada, statement):
    audit.record("person.invited", by=ada, obj=ada)
    chain.extend()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(ProgrammingError) as refusal, transaction.atomic():
            cursor.execute(statement)
    assert isinstance(refusal.value.__cause__, InsufficientPrivilege)
    assert verify().head.count == 1
