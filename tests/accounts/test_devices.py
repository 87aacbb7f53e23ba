"""Where one is signed in: the list, what stands in it, and signing out from afar."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import sessions
from accounts.models import Session
from accounts.wording import as_text_file, device_name, in_groups
from core.models import AuditEvent
from tests.factories.accounts import PASSWORD

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
DEVICES = "/preferences/devices/"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E148 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"


def signed_in(user, **headers) -> Client:
    client = Client(headers=headers)
    client.post("/sign-in/", {"login": user.email, "password": PASSWORD})
    return client


def test_this_device_and_the_others_with_what_they_are(iris, ivan):
    here = signed_in(iris, user_agent=EDGE)
    signed_in(iris, user_agent=PHONE)
    signed_in(ivan, user_agent="Lynx")
    page = here.get(DEVICES)
    assert [device.agent for device in page.context["devices"]] == [EDGE, PHONE]
    words = page.content.decode()
    for word in ("Edge on Windows", "Safari on iPhone", "This device", "127.0.0.1"):
        assert word in words
    assert here.session.session_key not in words


def test_one_other_is_signed_out(iris):
    here, there, elsewhere = (signed_in(iris) for _ in range(3))
    device = Session.objects.get(pk=there.session.session_key)
    here.post(f"{DEVICES}{device.uid}/sign-out/")
    assert there.get("/preferences/").status_code == 302
    assert elsewhere.get("/preferences/").status_code == 200
    assert AuditEvent.objects.latest("pk").verb == "person.signed_out_a_device"


def test_all_others_are_signed_out(iris, ivan):
    here, there = signed_in(iris), signed_in(iris)
    other = signed_in(ivan)
    here.post(f"{DEVICES}sign-out/")
    assert [each.get("/preferences/").status_code for each in (here, there, other)] == [200, 302, 200]


def test_nobody_signs_out_anothers_device(iris, ivan):
    here, other = signed_in(iris), signed_in(ivan)
    device = Session.objects.get(pk=other.session.session_key)
    assert here.post(f"{DEVICES}{device.uid}/sign-out/").status_code == 404
    assert other.get("/preferences/").status_code == 200


def test_an_ended_session_does_not_come_back_with_an_answer_under_way(iris):
    client = signed_in(iris)
    session = sessions.SessionStore(client.session.session_key)
    session["typed"] = "late"
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        session.save()
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "6.6.6.6", "127.0.0.1"),
        (1, "6.6.6.6, 10.1.2.3", "10.1.2.3"),
        (1, "10.1.2.3", "10.1.2.3"),
    ],
)
def test_a_forged_address_does_not_stand_there(iris, settings, proxies, forwarded, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    signed_in(iris, x_forwarded_for=forwarded)
    assert [device.address for device in Session.objects.all()] == [address]


def test_reading_writes_nothing_for_five_minutes(iris, monkeypatch):
    client = signed_in(iris)

    def writes() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/preferences/")
        return sum(query["sql"].startswith(("UPDATE", "INSERT", "DELETE")) for query in captured)

    seen = Session.objects.get().seen_at
    assert writes() == 0
    later = time.time() + sessions.SEEN_EVERY + 1
    monkeypatch.setattr(sessions.time, "time", lambda: later)
    assert writes() == 1
    assert Session.objects.get().seen_at > seen
    assert writes() == 0


def test_a_session_in_use_gets_its_fourteen_days_again(iris, monkeypatch):
    client = signed_in(iris)
    first = Session.objects.get().expire_date
    later = time.time() + sessions.SEEN_EVERY + 1
    monkeypatch.setattr(sessions.time, "time", lambda: later)
    Session.objects.update(expire_date=first - timedelta(days=13))
    client.get("/preferences/")
    assert Session.objects.get().expire_date >= first


def test_a_session_ends_thirty_days_after_its_sign_in_however_much_it_is_used(iris):
    with time_machine.travel(START, tick=False) as clock:
        client = signed_in(iris)
        for _ in range(9):
            clock.shift(timedelta(days=3, hours=7))
            assert client.get("/preferences/").status_code == 200
        clock.move_to(START + timedelta(days=30, seconds=1))
        assert client.get("/preferences/").url.startswith("/sign-in/")


def test_the_list_costs_the_same_for_one_and_three(iris):
    client = signed_in(iris)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(DEVICES).status_code == 200
        return len(captured)

    one = queries()
    signed_in(iris)
    signed_in(iris)
    assert queries() == one


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (EDGE, "Edge on Windows"),
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("<script>Windows", "A browser on Windows"),
        ("curl/8", "An unknown browser"),
        ("", "An unknown browser"),
    ],
)
def test_what_a_browser_says_of_itself_in_words(agent, name):
    assert device_name(agent) == name


def test_codes_are_written_to_be_copied():
    assert in_groups("1234567890", 5) == "12345 67890"
    assert as_text_file(["1", "2"]).endswith("%0A1%0A2%0A")
