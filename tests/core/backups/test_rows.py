"""A row comes back from its line as it was, whatever kinds of columns it has."""

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from accounts.models import Session, TimeOff, User, WorkingStretch
from core.audit import chain, record
from core.backups.rows import DECODERS, Table, _object, applied, columns, encode, lines_of, tables_at
from core.backups.target import fill
from core.models import Job
from tests.factories import OfferFactory, ScorecardFactory

BESIDE = {"JSONField", "GenericIPAddressField"}
ODD = 'Grüße\u2028 "\\n" \U0001f600 <b>'


@pytest.fixture
def people(ada: User, iris: User) -> None:
    """Rows of every kind of column that the product has, with odd words, and with and without a value."""
    WorkingStretch.objects.create(user=ada, weekday=1, starts=time(9), ends=time(17, 30, 15, 250_001))
    TimeOff.objects.create(user=ada, first_day=date(2024, 2, 29), last_day=date(2024, 3, 1), note=ODD)
    later = datetime(2031, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    Session.objects.create(session_key="a" * 32, session_data=ODD, expire_date=later, user=ada, address="2001:db8::1")
    Session.objects.create(session_key="b" * 32, session_data="", expire_date=later)
    args = {"words": ODD, "parts": [1, 2.5, -1e-7, None, True, {"z": [], "a": {}}], "large": 2**60}
    Job.objects.create(name="core.nothing", args=args)
    ScorecardFactory(panelist__user=iris, sealed=True)
    OfferFactory()
    record("packet.requested", by=ada, obj=ada, number=5)
    chain.extend(everywhere=True)


def held(tables: list[Table]) -> dict[str, list[dict]]:
    """What stands in the tables, as Django hands it out."""
    return {table._meta.db_table: list(table._base_manager.order_by("pk").values()) for table in tables}


def kinds_with_a_value(tables: list[Table]) -> set[str]:
    return {
        field.get_internal_type()
        for table in tables
        for field in columns(table)
        if table._base_manager.exclude(**{field.attname: None}).exists()
    }


@pytest.mark.usefixtures("people")
def test_every_kind_of_column_comes_back_as_it_was():
    tables = tables_at(applied("default"))
    kinds = {field.get_internal_type() for table in tables for field in columns(table)} & (DECODERS.keys() | BESIDE)
    assert kinds <= kinds_with_a_value(tables)
    before, lines = held(tables), {table: list(lines_of(table, "default")) for table in tables}
    connection.check_constraints()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # No table can be altered while references of this transaction wait to be looked at.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    given = fill(tables, lines.__getitem__, {})
    assert held(tables) == before
    assert {table: list(lines_of(table, "default")) for table in tables} == lines
    assert sum(passed.count for passed in given.values()) == sum(len(rows) for rows in before.values()) > 50


@isolate_apps("core")
def test_kinds_that_no_table_has_yet_come_back_too():
    class Other(models.Model):
        data = models.BinaryField()
        length = models.DurationField(null=True)
        share = models.DecimalField(max_digits=30, decimal_places=10)
        token = models.UUIDField()

        class Meta:
            app_label = "core"

        def __str__(self) -> str:
            return str(self.token)

    fields = columns(Other)
    decoders = [DECODERS.get(field.get_internal_type()) for field in fields]
    for data, length in ((bytes(range(256)), timedelta(days=-3, microseconds=1)), (b"", None)):
        share, token = Decimal("-12345678901234567890.0123456789"), UUID(int=2**127 + 5)
        line = encode([data, 7, length, share, token])
        assert all(isinstance(value, str | int | None) for value in json.loads(line))
        back = _object(Other, fields, decoders, line)
        assert (back.data, back.pk, back.length, back.share, back.token) == (data, 7, length, share, token)
        assert encode([memoryview(data), 7, length, share, token]) == line
