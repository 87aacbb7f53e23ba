"""A query that is put together once answers as one that is put together each time."""

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from core.models import Job
from core.statements import Statement
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def named(level: str, user: int, name: str) -> QuerySet[User, tuple[str, str]]:
    same = User.objects.filter(pk=OuterRef("pk"), name=name)
    return User.objects.filter(Q(pk=user) | Exists(same), access_level=level).values_list("name", flat=True).order_by("pk")


def test_it_answers_for_each_kind_and_each_value():
    built = []
    statement = Statement(lambda level, **values: built.append(level) or named(level, **values), user=int, name=str)
    ada, ben = UserFactory(name="Ada"), UserFactory(name="B'en %s")
    eve = UserFactory(name="Eve", access_level="admin")

    for _ in range(2):
        assert statement.rows("member", user=ada.pk, name="B'en %s") == [("Ada",), ("B'en %s",)]
        assert statement.rows("member", user=ben.pk, name="Nobody") == [("B'en %s",)]
        assert statement.rows("admin", user=ada.pk, name="Eve") == [(eve.name,)]
    assert built == ["member", "admin"]


def test_it_takes_one_query():
    statement = Statement(named, user=int, name=str)
    with CaptureQueriesContext(connection) as queries:
        statement.rows("member", user=1, name="Ada")
    assert len(queries) == 1


def test_a_moment_and_a_lost_value_are_refused():
    with pytest.raises(ValueError, match="moment"):
        Statement(lambda kind: Job.objects.filter(run_after__lt=timezone.now())).rows("")
    with pytest.raises(ValueError, match="does not hold 1"):
        Statement(lambda kind, user: User.objects.all(), user=int).rows("", user=1)
