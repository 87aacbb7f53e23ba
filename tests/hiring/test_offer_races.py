"""Candidates and recruiters at the same moment, each behind a link or a page of their own."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import chain

import pytest
from django.db import connection

from core.errors import Refused
from core.models import AuditEvent, OutboxMessage
from hiring import services
from hiring.models import Booking, Candidacy, Interview, Offer
from hiring.queries import choice_of
from tests.factories import CandidacyFactory, RoleFactory, UserFactory, offered
from tests.rig.races import together

from .conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)
MON = datetime(2026, 11, 23, 8, tzinfo=UTC)
# Twenty hours: five on each of four days, with an hour's work around them.
SLOTS = [MON + timedelta(days=day, hours=hour) for day in range(4) for hour in range(5)]


def names_of(found: list[object]) -> list[str]:
    return sorted(type(thing).__name__ for thing in found)


def test_two_hundred_candidates_after_twenty_slots_take_twenty() -> None:
    iris, role, rosa = UserFactory(), RoleFactory(), UserFactory()
    links = []
    for _ in range(200):
        _, token = offered(iris, candidacy=CandidacyFactory(role=role), times=SLOTS, created_by=rosa)
        links.append(token)

    def pick(number: int) -> str:
        try:
            services.pick_time(token=links[number], starts_at=SLOTS[number // 10])
        except Refused as refusal:
            return type(refusal).__name__
        return "taken"

    def pick_each(numbers: range) -> list[str]:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = 0")  # a busy machine is slow, not wrong
        return [pick(number) for number in numbers]

    answers = together(*(partial(pick_each, range(thread, 200, 5)) for thread in range(5)))
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert Counter(chain.from_iterable(answers)) == {"taken": 20, "TimeGone": 180}
    assert sorted(Booking.objects.filter(user=iris).values_list("starts_at", flat=True)) == SLOTS
    assert Interview.objects.count() == Offer.objects.filter(state="taken").count() == 20
    assert AuditEvent.objects.filter(verb="offer.taken").count() == 20
    loser = Offer.objects.filter(state="open").order_by("pk")[0]
    choice = choice_of(loser)
    assert choice.fresh
    assert choice.starts
    assert not set(choice.starts) & set(SLOTS)


def test_one_candidate_who_taps_twice_is_planned_once() -> None:
    _, token = offered(UserFactory(), times=[MON])
    pick = partial(services.pick_time, token=token, starts_at=MON)
    assert names_of(together(pick, pick, pick)) == ["AnsweredAlready", "AnsweredAlready", "Interview"]
    assert OutboxMessage.objects.filter(subject__startswith="Interview:").count() == 2


def test_a_move_and_a_pick_of_another_candidate_share_no_time() -> None:
    iris, role = UserFactory(), RoleFactory()
    later = MON + timedelta(days=1)
    _, one = offered(iris, candidacy=CandidacyFactory(role=role), times=[MON, later])
    _, other = offered(iris, candidacy=CandidacyFactory(role=role), times=[MON, later])
    services.pick_time(token=one, starts_at=MON)
    move = partial(services.move_time, token=one, starts_at=later)
    pick = partial(services.pick_time, token=other, starts_at=later)
    assert names_of(together(move, pick)) == ["Interview", "TimeGone"]
    assert Booking.objects.filter(user=iris, starts_at=later).count() == 1


def test_two_moves_at_once_use_the_limit_once() -> None:
    times = [MON + timedelta(days=day) for day in range(3)]
    _, token = offered(UserFactory(), times=times, moves_left=1)
    services.pick_time(token=token, starts_at=times[0])
    moves = [partial(services.move_time, token=token, starts_at=at) for at in times[1:]]
    assert names_of(together(*moves)) == ["Interview", "NoMoreMoves"]
    assert Offer.objects.get().moves_left == 0


def test_of_a_pick_and_a_refusal_at_once_one_counts() -> None:
    _, token = offered(UserFactory(), times=[MON])
    pick = partial(services.pick_time, token=token, starts_at=MON)
    decline = partial(services.decline_offer, token=token)
    found = names_of(together(pick, decline))
    assert found in (["AnsweredAlready", "Interview"], ["AnsweredAlready", "Offer"])
    offer = Offer.objects.get()
    assert (offer.state == "taken") == Interview.objects.exists() == ("Interview" in found)


def test_an_offer_is_taken_or_taken_back() -> None:
    offer, token = offered(UserFactory(), times=[MON])
    pick = partial(services.pick_time, token=token, starts_at=MON)

    def withdraw() -> Offer:
        return services.withdraw_offer(offer=Offer.objects.get(), by=offer.created_by)

    assert names_of(together(pick, withdraw)) in (["Interview", "NotOffered"], ["Offer", "OfferEnded"])
    assert Interview.objects.exists() == Offer.objects.filter(state="taken").exists()


def test_two_offers_at_once_give_one_link() -> None:
    iris, rosa, candidacy = UserFactory(), UserFactory(access_level="recruiter"), CandidacyFactory()

    def make() -> Offer:
        fresh = Candidacy.objects.get(pk=candidacy.pk)
        return services.make_offer(
            candidacy=fresh, stage=fresh.stage, panel=[iris], minutes=60, place="", timezone="Europe/Berlin",
            first_day=date(2026, 11, 23), last_day=date(2026, 11, 27), expires_at=NOW + timedelta(days=3),
            give_seats=True, by=rosa,
        )  # fmt: skip

    assert names_of(together(make, make)) == ["Offer", "OfferedAlready"]
    assert Offer.objects.count() == OutboxMessage.objects.count() == 1


def test_wishes_told_at_once_are_kept_and_mailed_once() -> None:
    _, token = offered(UserFactory(), created_by=UserFactory(access_level="recruiter"))
    tell = partial(services.tell_wishes, token=token, needs="A quiet room", names={})
    assert names_of(together(tell, tell)) == ["Offer", "Offer"]
    assert OutboxMessage.objects.filter(subject__startswith="Asks for").count() == 1


def test_two_links_renewed_at_once_leave_one() -> None:
    offer, _ = offered(UserFactory(), created_by=UserFactory())

    def renew() -> Offer:
        mine = Offer.objects.get()
        return services.renew_offer(offer=mine, expires_at=NOW + timedelta(days=4), by=offer.created_by)

    assert names_of(together(renew, renew)) == ["Offer", "Offer"]
    assert offer.tokens.count() == 1
