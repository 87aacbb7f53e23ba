"""A person's calendar by a secret address: their own interviews, and nothing that they must not know."""

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from accounts.services import deactivate_person, reactivate_person
from config.logs import Lines
from core.models import AuditEvent, OutboxMessage
from hiring import queries, services
from hiring.models import CalendarFeed
from hiring.queries import alias
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory, ScorecardFactory

from .conftest import NOW


@pytest.fixture
def address(iris):
    return reverse("feed_read", args=[services.make_feed(by=iris)])


@pytest.fixture
def read(client, address):
    """What Iris's calendar program reads: the entries."""

    def _read(url=address):
        answer = client.get(url)
        assert answer.status_code == 200
        return Calendar.from_ical(answer.content).walk("VEVENT")

    return _read


def test_the_secret_has_256_bits_and_only_its_hash_is_stored(iris):
    token = services.make_feed(by=iris)
    assert len(token) >= 43
    assert token not in str(list(CalendarFeed.objects.values_list()))
    assert queries.feed_owner(token) == iris


def test_an_entry_is_the_one_of_the_invitation(candidacy, iris, rosa, plan, read):
    interview = plan(iris)
    when = {"starts_at": NOW + timedelta(hours=48), "ends_at": NOW + timedelta(hours=49), "timezone": "Europe/Berlin"}
    services.change_interview(interview=interview, place="Room 4", override_reason="Agreed.", by=rosa, **when)
    mail = OutboxMessage.objects.filter(to=iris.email).latest("pk")
    invitation = Calendar.from_ical(mail.attachments[0]["text"]).walk("VEVENT")[0]
    [event] = read()
    for name in ("uid", "sequence", "dtstart", "dtend", "summary", "location", "status", "class", "transp"):
        assert event[name] == invitation[name], name
    assert (event["sequence"], event["location"], event["status"]) == (1, "Room 4", "CONFIRMED")
    assert event.start == NOW + timedelta(hours=48)
    assert "Z" in event["dtstart"].to_ical().decode()
    assert "Amara Nwosu" in event["summary"]
    assert event["url"] == event["description"] == f"http://testserver/interviews/{interview.uid}/"
    assert {"organizer", "attendee"} & {name.lower() for name in event} == set()


def test_the_answer_is_a_calendar_that_nobody_keeps(client, iris, address, plan):
    plan(iris)
    answer = client.get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Referrer-Policy"] == "strict-origin"
    calendar = Calendar.from_ical(answer.content)
    assert "method" not in calendar
    assert calendar["refresh-interval"].dt == timedelta(hours=1)
    assert answer.cookies == {}


def test_only_what_one_sits_on_from_a_month_back_to_a_year_ahead(iris, ivan, rosa, plan, read):
    shown = plan(iris)
    plan(ivan, candidacy=CandidacyFactory(), hours=26)
    services.cancel_interview(interview=plan(iris, hours=30, candidacy=CandidacyFactory()), reason="Ill.", by=rosa)
    left = plan(iris, ivan, hours=34, candidacy=CandidacyFactory())
    services.release_panelist(panelist=left.panelists.get(user=iris), reason="Away", by=rosa)
    stepped_back = plan(iris, ivan, hours=38, candidacy=CandidacyFactory())
    services.recuse(panelist=stepped_back.panelists.get(user=iris), reason="Kin.", by=iris)
    days = {"just": -29, "old": -32, "near": 364, "far": 367}
    uids = {}
    for name, day in days.items():
        row = PanelistFactory(user=iris, interview__starts_at=NOW + timedelta(days=day))
        uids[name] = row.interview.uid
    expected = [uids["just"], shown.uid, uids["near"]]
    assert [str(event["uid"]) for event in read()] == [f"interview-{uid}@testserver" for uid in expected]


def test_what_the_end_of_a_candidacy_called_off_is_gone_and_what_was_held_stays(candidacy, iris, mara, plan, read):
    past = {"stage": candidacy.role.stages.get(kind="screen"), "starts_at": NOW - timedelta(days=2)}
    held = PanelistFactory(user=iris, interview=InterviewFactory(candidacy=candidacy, **past))
    plan(iris)
    services.withdraw(candidacy=candidacy, reason="Took another post.", by=mara)
    assert [str(event["uid"]) for event in read()] == [f"interview-{held.interview.uid}@testserver"]


def test_a_hidden_name_stays_hidden_until_the_scorecard_is_sealed(candidacy, iris, plan, read, client, address):
    stage = candidacy.role.stages.get(kind="work_sample")
    type(stage).objects.filter(pk=stage.pk).update(anonymous=True)
    stage.refresh_from_db()
    interview = plan(iris, stage=stage, ends_at=NOW + timedelta(days=7))
    [event] = read()
    assert alias(candidacy) in event["summary"]
    assert "Amara" not in client.get(address).content.decode()
    ScorecardFactory(panelist=interview.panelists.get(user=iris), sealed=True)
    [event] = read()
    assert "Amara Nwosu" in event["summary"]


@pytest.mark.parametrize("sealed", [False, True])
def test_it_does_not_depend_on_others_scorecards(iris, ivan, plan, read, client, address, sealed):
    interview = plan(iris, ivan, hours=2)
    before = client.get(address).content
    ScorecardFactory(panelist=interview.panelists.get(user=ivan), sealed=sealed, summary="quokka")
    assert client.get(address).content == before
    assert len(read()) == 1


def test_line_breaks_in_what_people_typed_make_no_entries(candidacy, iris, plan, read):
    trick = "Room 4\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Free lunch;x,y\u2028z"
    type(candidacy.candidate).objects.update(name=f"Amara {trick}")
    plan(iris, place=trick)
    [event] = read()
    assert event["location"] == "Room 4 END:VEVENT BEGIN:VEVENT SUMMARY:Free lunch;x,y z"
    assert "Amara Room 4 END:VEVENT" in event["summary"]


def test_a_new_address_stops_the_old_one_at_once(client, iris, address):
    fresh = reverse("feed_read", args=[services.make_feed(by=iris)])
    assert (client.get(address).status_code, client.get(fresh).status_code) == (404, 200)


def test_unknown_and_ended_addresses_answer_alike(client, iris, ada, address):
    services.revoke_feed(by=iris)
    unknown = [reverse("feed_read", args=[token]) for token in ("x", "é", "0" * 43)]
    answers = [client.get(url) for url in (address, *unknown)]
    said = {answer.content.replace(answer["X-Request-ID"].encode(), b"") for answer in answers}
    assert len(said) == 1
    assert {answer.status_code for answer in answers} == {404}
    assert {answer["Cache-Control"] for answer in answers} == {"no-store, private"}


def test_deactivation_ends_it_for_good(client, iris, ada, address):
    deactivate_person(person=iris, by=ada)
    assert client.get(address).status_code == 404
    reactivate_person(person=iris, by=ada)
    assert client.get(address).status_code == 404
    iris.refresh_from_db()
    fresh = reverse("feed_read", args=[services.make_feed(by=iris)])
    assert client.get(fresh).status_code == 200


def test_making_and_revoking_are_on_record_without_the_secret(iris):
    token = services.make_feed(by=iris)
    assert services.revoke_feed(by=iris)
    assert not services.revoke_feed(by=iris)
    events = AuditEvent.objects.order_by("pk")
    assert list(events.values_list("verb", "actor")) == [
        ("calendar_feed.made", iris.pk),
        ("calendar_feed.revoked", iris.pk),
    ]
    assert token not in str(list(events.values_list()))


def test_the_page_shows_the_address_once_and_revokes_it(client, iris):
    client.force_login(iris)
    page = reverse("feed_detail")
    assert "You have none." in client.get(page).content.decode()
    made = client.post(page)
    address = made.context["address"]
    assert address in made.content.decode()
    assert made["Cache-Control"] == "no-store, private"
    assert Client().get(address.removeprefix("http://testserver")).status_code == 200
    again = client.get(page).content.decode()
    assert "/feed/" not in again.replace(page, "").replace(reverse("feed_revoke"), "")
    assert "Revoke it" in again
    client.post(reverse("feed_revoke"))
    assert Client().get(address.removeprefix("http://testserver")).status_code == 404


def test_the_calendar_and_the_preferences_lead_to_it(client, iris):
    client.force_login(iris)
    for page in ("interview_list", "preferences_edit"):
        assert f'href="{reverse("feed_detail")}"' in client.get(reverse(page)).content.decode()


def test_no_log_line_holds_the_address(client, iris, caplog):
    address = reverse("feed_read", args=[services.make_feed(by=iris)])
    services.revoke_feed(by=iris)
    with caplog.at_level(logging.DEBUG):
        client.get(address)
    lines = [Lines("%(message)s").format(record) for record in caplog.records]
    assert any("/calendar/feed/" in line for line in lines)
    assert not any(address in line for line in lines)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_interviews(client, iris, address, plan, count):
    for number in range(count):
        plan(iris, candidacy=CandidacyFactory(), hours=24 + 2 * number)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).content.count(b"BEGIN:VEVENT") == count
    assert len(captured) <= 2
