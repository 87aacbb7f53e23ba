"""A query that is put together once answers as one that is put together each time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from core.lookups import listed
from core.models import Job
from core.statements import Statement
from hiring.models import Seat, SeatKind
from tests.factories import RoleFactory, UserFactory, seat
from tests.rig.races import together

pytestmark = pytest.mark.django_db


def named(level: str, user: int, name: str) -> QuerySet[User, tuple[str, str]]:
    same = User.objects.filter(pk=OuterRef("pk"), name=name)
    return (
        User.objects.filter(Q(pk=user) | Exists(same), access_level=level).values_list("name", flat=True).order_by("pk")
    )


def test_it_answers_for_each_kind_and_each_value():
    built = []
    statement = Statement(lambda level, **values: built.append(level) or named(level, **values), user=int, name=str)
    ada, ben = UserFactory(name="Ada"), UserFactory(name="B'en %s")
    UserFactory(name="Eve", access_level="admin")

    for _ in range(2):
        assert statement.all("member", user=ada.pk, name="B'en %s") == ["Ada", "B'en %s"]
        assert statement.all("member", user=ben.pk, name="Nobody") == ["B'en %s"]
        assert statement.all("admin", user=ada.pk, name="Eve") == ["Eve"]
    assert built == ["member", "admin"]


def test_it_takes_one_query():
    statement = Statement(named, user=int, name=str)
    with CaptureQueriesContext(connection) as queries:
        statement.all("member", user=1, name="Ada")
    assert len(queries) == 1


@pytest.mark.django_db(transaction=True)
def test_objects_come_with_what_belongs_to_them_in_every_thread(django_assert_num_queries):
    seats = Seat.objects.select_related("role").prefetch_related("user").annotate(twice=F("user_id") * 2)
    statement = Statement(lambda kind, user: seats.filter(user=user), user=int)
    taken = seat(RoleFactory(), UserFactory(), SeatKind.RECRUITER)

    def find():
        return statement.first(user=taken.user_id)

    for found in [find(), *together(find, find)]:
        with django_assert_num_queries(0):
            assert (found, found.role, found.user, found.twice) == (taken, taken.role, taken.user, taken.user_id * 2)
    assert statement.first(user=taken.user_id + 1) is None


def test_a_moment_that_is_given_is_a_value():
    noon = datetime(2026, 11, 17, 12, tzinfo=UTC)
    ada = UserFactory(created_at=noon)
    statement = Statement(lambda kind, at: User.objects.filter(created_at__lte=at), at=datetime)

    for _ in range(2):
        assert statement.all(at=noon) == [ada]
        assert statement.all(at=noon.astimezone(ZoneInfo("Asia/Kolkata"))) == [ada]
        assert statement.all(at=noon - timedelta(microseconds=1)) == []


def test_it_takes_any_number_of_ids_as_one_value():
    people = [UserFactory(name=name) for name in ("Ada", "Ben", "Eve")]
    statement = Statement(lambda kind, ids: User.objects.filter(pk__among=ids).order_by("pk"), ids=str)

    for some in ([], people[:1], people[1:], people):
        assert statement.all(ids=listed(user.pk for user in some)) == some
    assert statement.all(ids=listed([people[0].pk, 0, people[0].pk])) == people[:1]


def test_a_moment_and_a_lost_value_are_refused():
    with pytest.raises(ValueError, match="moment"):
        Statement(lambda kind: Job.objects.filter(run_after__lt=timezone.now())).all("")
    with pytest.raises(ValueError, match="does not hold 1"):
        Statement(lambda kind, user: User.objects.all(), user=int).all("", user=1)
