"""Somebody else comes in a panelist's place: in one act, both told once, nothing lost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import OutboxMessage
from hiring import queries, services
from hiring.models import Booking, Panelist
from scorecards.models import Scorecard
from tests.factories import CandidacyFactory, ScorecardFactory, UserFactory

from .conftest import NOW


@pytest.fixture
def interview(iris, plan):
    planned = plan(iris, hours=72)
    OutboxMessage.objects.all().delete()
    return planned


@pytest.fixture
def place(interview, iris):
    return Panelist.objects.get(interview=interview, user=iris)


def replace(place, user, by, **words):
    given = {"reason": "Ill.", "override_reason": "Agreed."} | words
    return services.replace_panelist(panelist=place, user=user, by=by, **{"give_seats": True, **given})


def test_one_goes_and_the_other_comes_even_on_a_panel_of_one(interview, place, iris, ivan, rosa):
    draft = ScorecardFactory(panelist=place)
    new = replace(place, ivan, rosa)
    place.refresh_from_db()
    assert (place.left_reason, new.user) == ("Ill.", ivan)
    assert list(Panelist.objects.owing().values_list("user", flat=True)) == [ivan.pk]
    assert Scorecard.objects.get().pk == draft.pk
    assert set(Booking.objects.exclude(user=None).values_list("user", flat=True)) == {ivan.pk}
    told = dict(OutboxMessage.objects.values_list("to", "subject"))
    assert told.keys() == {iris.email, ivan.email}
    assert told[iris.email].startswith("Cancelled: ")
    assert told[ivan.email].startswith("Interview: ")


def test_whoever_sits_in_to_learn_is_replaced_by_a_learner(iris, ivan, rosa, plan):
    planned = plan(iris, hours=72, shadows=[ivan])
    assert replace(Panelist.objects.get(interview=planned, user=ivan), UserFactory(), rosa).shadows


def test_all_of_it_or_nothing(interview, place, iris, ivan, rosa, plan):
    plan(ivan, hours=72, candidacy=CandidacyFactory(role=interview.candidacy.role))
    OutboxMessage.objects.all().delete()
    with pytest.raises(services.DoubleBooked):
        replace(place, ivan, rosa)
    with pytest.raises(services.PanelReasonMissing):
        replace(place, UserFactory(), rosa, reason=" ")
    ScorecardFactory(panelist=place, sealed=True)
    with pytest.raises(services.AlreadyGone):
        replace(place, UserFactory(), rosa)
    place.refresh_from_db()
    assert place.left_at is None
    assert Panelist.objects.filter(interview=interview).count() == 1
    assert not OutboxMessage.objects.exists()


def test_the_page_suggests_who_is_free_then_and_says_why(client, interview, place, iris, ivan, rosa, plan):
    earlier = plan(ivan, candidacy=CandidacyFactory(role=interview.candidacy.role), hours=1)
    type(earlier).objects.filter(pk=earlier.pk).update(
        starts_at=NOW - timedelta(days=8), ends_at=NOW - timedelta(days=8) + timedelta(hours=1)
    )
    taken = UserFactory(name="Tara Taken")
    plan(taken, hours=72, candidacy=CandidacyFactory(role=interview.candidacy.role))
    people = {person.user: person for person in queries.replacements(interview, by=rosa)}
    assert iris not in people
    assert people[ivan].why[0] == "on this stage's panel before"
    assert not people[taken].has_time
    client.force_login(rosa)
    address = reverse("panelist_replace", args=[place.uid])
    assert "not free at this time" in client.get(address).content.decode()
    nobody = client.post(address, {"reason": "Ill."})
    assert (nobody.status_code, "Choose who comes instead." in nobody.content.decode()) == (422, True)
    said = client.post(address, {"user": taken.uid, "reason": "Ill."})
    assert said.status_code == 422
    assert "has another interview" in said.content.decode()
    done = client.post(address, {"user": ivan.uid, "reason": "Ill.", "override_reason": "Agreed."}, follow=True)
    assert "takes the place of" in done.content.decode()


def test_queries_do_not_grow_with_people(interview, rosa):
    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            queries.replacements(interview, by=rosa)
        return len(found)

    before = count()
    UserFactory.create_batch(5)
    assert count() == before <= 12
