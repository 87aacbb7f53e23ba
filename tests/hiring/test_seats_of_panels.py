"""Whoever sits on a panel belongs to the role's team: refused, and asked whether they shall."""

import pytest
from django.urls import reverse

from core.models import AuditEvent, OutboxMessage
from hiring import services
from hiring.models import Interview, Panelist, Seat, SeatKind
from tests.factories import CandidacyFactory, RoleFactory, UserFactory, seat
from tests.rig.races import together


@pytest.fixture
def tara(db):
    """Somebody who has no seat on the role."""
    return UserFactory(name="Tara Tal")


def seats_of(user):
    return list(Seat.objects.filter(user=user).values_list("kind", flat=True))


def test_a_panelist_without_a_seat_is_refused_and_nothing_is_written_or_sent(plan, iris, tara, stan):
    with pytest.raises(services.NoSeat) as refused:
        plan(iris, tara, shadows=[stan], give_seats=False)

    assert refused.value.message == (
        "Tara Tal and Stan Stone have no seat on this role. Give each one, or choose somebody else."
    )
    assert refused.value.field == "panel"
    assert not Interview.objects.exists()
    assert not OutboxMessage.objects.exists()
    assert not AuditEvent.objects.filter(verb="interview.planned").exists()


def test_any_seat_will_do_and_one_of_another_role_will_not(plan, mara, tara):
    seat(RoleFactory(), tara)
    with pytest.raises(services.NoSeat):
        plan(tara, give_seats=False)
    assert plan(mara, give_seats=False)


def test_they_get_one_when_whoever_plans_says_so(plan, role, iris, tara):
    plan(iris, tara, give_seats=True)

    assert seats_of(tara) == [SeatKind.INTERVIEWER]
    event = AuditEvent.objects.get(verb="seat.given")
    assert (event.object_uid, event.data["user"], event.data["kind"]) == (role.uid, tara.uid, SeatKind.INTERVIEWER)


def test_joining_and_replacing_ask_as_well(plan, iris, tara, rosa):
    interview = plan(iris)
    place = Panelist.objects.get(user=iris)
    with pytest.raises(services.NoSeat):
        services.add_panelist(interview=interview, user=tara, override_reason="Agreed.", by=rosa)
    with pytest.raises(services.NoSeat):
        services.replace_panelist(panelist=place, user=tara, reason="Ill.", override_reason="Agreed.", by=rosa)
    assert not Panelist.objects.filter(user=tara).exists()

    services.add_panelist(interview=interview, user=tara, override_reason="Agreed.", give_seats=True, by=rosa)
    assert seats_of(tara) == [SeatKind.INTERVIEWER]


@pytest.mark.django_db(transaction=True)
def test_two_plans_at_once_give_one_seat(plan, role, candidacy, tara):
    other = CandidacyFactory(role=role)
    together(lambda: plan(tara, give_seats=True), lambda: plan(tara, candidacy=other, hours=30, give_seats=True))
    assert seats_of(tara) == [SeatKind.INTERVIEWER]


# --- The pages -------------------------------------------------------------------------------------------------------


def test_the_page_that_plans_says_who_and_offers_a_seat_with_everything_typed(client, candidacy, rosa, tara):
    client.force_login(rosa)
    url = reverse("interview_create", args=[candidacy.uid])
    data = {
        "stage": candidacy.stage.uid, "day": "2026-11-24", "start": "10:00", "minutes": "60", "place": "Room 7",
        "panel": [tara.uid],
    }  # fmt: skip
    page = client.post(url, data)

    words = page.content.decode()
    assert page.status_code == 422
    assert "Tara Tal has no seat on this role. Give them one, or choose somebody else." in words
    assert 'name="give_seats"' in words
    assert 'value="Room 7"' in words
    assert 'name="give_seats"' not in client.get(url).content.decode()

    assert client.post(url, data | {"give_seats": "on"}).status_code == 302
    assert seats_of(tara) == [SeatKind.INTERVIEWER]


def test_the_pages_that_add_and_replace_offer_it_too(client, plan, iris, rosa, tara):
    interview = plan(iris)
    client.force_login(rosa)
    added = client.post(reverse("panelist_add", args=[interview.uid]), {"user": tara.uid, "override_reason": "Agreed."})
    place = Panelist.objects.get(user=iris)
    data = {"user": tara.uid, "reason": "Ill.", "override_reason": "Agreed."}
    replaced = client.post(reverse("panelist_replace", args=[place.uid]), data)

    for page in (added, replaced):
        assert page.status_code == 422
        assert "Tara Tal has no seat on this role." in page.content.decode()
        assert 'name="give_seats"' in page.content.decode()
    assert client.post(reverse("panelist_replace", args=[place.uid]), data | {"give_seats": "on"}).status_code == 302
    assert Panelist.objects.active().get().user == tara
