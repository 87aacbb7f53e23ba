"""What PostgreSQL plans once answers as before, and is asked in the usual way where a connection has lost it."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Func, TextField, Value
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.statements import Statement
from tests.factories import UserFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite plans anew each time"),
]


@pytest.fixture
def statement():
    """People with a name, beside a text that looks like places for values."""
    return Statement(
        lambda kind, name: (
            User.objects.filter(name=name).annotate(odd=Value("100 % of 'it', %s")).values_list("name", "odd")
        ),
        name=str,
    )


def asked(statement, name):
    with CaptureQueriesContext(connection) as queries:
        found = statement.all(name=name)
    return found, [query["sql"] for query in queries]


def forget():
    """What a pooler does, that hands another connection to the next transaction."""
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")


def test_it_is_planned_once_and_counts_as_one_query_from_the_first(statement):
    UserFactory(name="Ada % O'Neil")
    for _ in range(2):
        found, (sql,) = asked(statement, "Ada % O'Neil")
        assert found == [("Ada % O'Neil", "100 % of 'it', %s")]
        assert sql.startswith("EXECUTE ")


def test_the_setting_turns_it_off(statement, settings):
    settings.PREPARED_STATEMENTS = False
    UserFactory(name="Ada")
    found, (sql,) = asked(statement, "Ada")
    assert (len(found), sql[:6]) == (1, "SELECT")


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_lost_it_is_asked_in_the_usual_way_and_then_knows_it_again(statement):
    UserFactory(name="Ada")
    statement.all(name="Ada")
    forget()

    found, sqls = asked(statement, "Ada")
    assert (len(found), sqls[-1][:6]) == (1, "SELECT")
    found, sqls = asked(statement, "Ada")
    assert (len(found), [sql[:7] for sql in sqls]) == (1, ["EXECUTE"])


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_the_loss_is_an_error_and_the_next_one_goes_well(statement):
    UserFactory(name="Ada")
    statement.all(name="Ada")
    forget()

    with pytest.raises(DatabaseError), transaction.atomic():
        statement.all(name="Ada")
    with transaction.atomic():
        assert len(statement.all(name="Ada")) == 1


@pytest.mark.django_db(transaction=True)
def test_a_table_that_a_migration_changed_is_read_on(statement):
    UserFactory(name="Ada")
    statement.all(name="Ada")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_user ALTER COLUMN name TYPE varchar(161)")
    try:
        found, sqls = asked(statement, "Ada")
        assert (len(found), sqls[-1][:6]) == (1, "SELECT")
        with transaction.atomic():
            found, sqls = asked(statement, "Ada")
        assert (len(found), [sql[:7] for sql in sqls]) == (1, ["EXECUTE"])
    finally:
        with connection.cursor() as cursor:
            length = User._meta.get_field("name").max_length
            cursor.execute(f"ALTER TABLE accounts_user ALTER COLUMN name TYPE varchar({length})")


@pytest.mark.django_db(transaction=True)
def test_another_error_is_told():
    ada = UserFactory(name="Ada")
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 1")
    sleeps = Func(Value(1), function="pg_sleep", output_field=TextField())
    slow = Statement(lambda kind, user: User.objects.filter(pk=user).annotate(sleeps=sleeps), user=int)
    try:
        with pytest.raises(DatabaseError, match="statement timeout"):
            slow.all(user=ada.pk)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET statement_timeout")
