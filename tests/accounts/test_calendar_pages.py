"""The pages on which people add calendars, see how they are and remove them: their own alone."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import BusyCalendar, BusyTime
from accounts.services import CalendarLogin, calendar_reading
from tests.accounts.strangers import file, read
from tests.factories import BusyCalendarFactory

pytestmark = pytest.mark.usefixtures("clock")
PAGE = "/preferences/availability/"

FORM = {
    "name": "Home",
    "kind": "caldav",
    "address": "https://dav.example.org/me/",
    "username": "iris",
    "password": "sesame",
}


def test_adding_one_by_the_page(as_user, iris):
    answer = as_user(iris).post(reverse("busy_calendar_add"), FORM, follow=True)
    row = BusyCalendar.objects.get()
    assert (row.user, row.kind, row.name, row.host, row.state) == (iris, "caldav", "Home", "dav.example.org", "new")
    assert CalendarLogin.opened(row.sealed) == CalendarLogin(FORM["address"], "iris", "sesame")
    text = answer.content.decode()
    assert "being read" in text
    assert "sesame" not in text
    assert "/me/" not in text
    assert "sesame" not in repr(CalendarLogin.opened(row.sealed))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"address": "ftp://x"}, "Type the whole address"),
        ({"address": "https://10.0.0.1/"}, "may not be asked"),
        ({"address": "http://dav.example.org/"}, "must begin with https://"),
        ({"username": ""}, "asks for a name and a password"),
        ({"password": ""}, "Type the password"),
        ({"name": ""}, "Give it a name"),
        ({"kind": "fax"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_kept_as_typed(as_user, iris, changes, words):
    answer = as_user(iris).post(reverse("busy_calendar_add"), FORM | changes)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert words in text
    assert "sesame" not in text
    assert (FORM | changes)["address"] in text
    assert not BusyCalendar.objects.exists()


def test_an_eleventh_is_refused_on_the_page(as_user, iris):
    BusyCalendarFactory.create_batch(10, user=iris)
    answer = as_user(iris).post(reverse("busy_calendar_add"), FORM)
    assert (answer.status_code, b"Remove one first" in answer.content) == (422, True)


def test_the_page_tells_how_each_calendar_is(as_user, calendar, stranger, clock, iris):
    client = as_user(iris)
    assert "for the first time" in client.get(PAGE).content.decode()
    stranger.answer = lambda asked: asked.say(200, file(23, 24) + file(26, more="DTSTART:never\r\n", uid="b"))
    read(calendar)
    clock.shift(10 * timedelta(minutes=1))
    text = client.get(PAGE).content.decode()
    assert "2 busy times in the next four weeks" in text
    assert "minutes ago" in text
    stranger.answer = lambda asked: asked.say(404)
    clock.shift(calendar_reading.EVERY)
    read(calendar)
    text = client.get(PAGE).content.decode()
    assert "There is no calendar at this address any more." in text
    assert "Cannot be read" in text
    assert "secret-path" not in text
    assert "Oncologist" not in text


def test_reading_and_removing_by_the_page(as_user, calendar, iris):
    client = as_user(iris)
    assert "being read" in client.post(reverse("busy_calendar_read", args=[calendar.uid]), follow=True).content.decode()
    read(calendar)
    again = client.post(reverse("busy_calendar_read", args=[calendar.uid]), follow=True).content.decode()
    assert "less than a minute ago" in again
    client.post(reverse("busy_calendar_remove", args=[calendar.uid]))
    assert not BusyCalendar.objects.exists()
    assert not BusyTime.objects.exists()


def test_nobody_else_sees_or_touches_a_calendar_not_even_an_admin(as_user, calendar, ada):
    client = as_user(ada)
    for route in ("busy_calendar_read", "busy_calendar_remove"):
        assert client.post(reverse(route, args=[calendar.uid])).status_code == 404
    assert "127.0.0.1" not in client.get(PAGE).content.decode()
    assert BusyCalendar.objects.exists()
