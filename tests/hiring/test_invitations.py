"""Invitations: real calendar entries, each reader's own zone, nothing about scores or others."""

from datetime import UTC, datetime, timedelta
from email import policy

import pytest
from icalendar import Calendar

from core import outbox
from core.models import OutboxMessage
from hiring import ical, services
from hiring.emails import time_in_words
from tests.factories import CandidacyFactory, ScorecardFactory

from .conftest import NOW


def mail_to(address, **filters):
    return OutboxMessage.objects.filter(to=address, **filters).latest("pk")


def entry_of(message):
    calendar = Calendar.from_ical(message.attachments[0]["text"])
    return calendar, calendar.walk("VEVENT")[0]


def test_an_invitation_is_an_entry_that_calendars_understand(candidacy, iris, plan):
    interview = plan(iris)
    message = mail_to("iris@example.org")
    calendar, event = entry_of(message)
    assert message.attachments[0]["mime"] == "text/calendar; method=REQUEST"
    assert (calendar["method"], event["status"], event["sequence"]) == ("REQUEST", "CONFIRMED", 0)
    assert event["uid"] == f"interview-{interview.uid}@testserver"
    assert event.start == NOW + timedelta(hours=24)
    assert event.end - event.start == timedelta(hours=1)
    assert event["organizer"] == "mailto:rosa@example.org"
    assert event["attendee"] == "mailto:iris@example.org"
    assert event["attendee"].params["RSVP"] == "TRUE"
    assert "Z" in event["dtstart"].to_ical().decode()


def test_changes_keep_the_uid_and_raise_the_sequence(iris, rosa, plan):
    interview = plan(iris)
    first = entry_of(mail_to("iris@example.org"))[1]
    services.change_interview(
        interview=interview,
        starts_at=NOW + timedelta(hours=48),
        ends_at=NOW + timedelta(hours=49),
        timezone="Europe/Berlin",
        place="Room 4",
        override_reason="Agreed.",
        by=rosa,
    )
    changed = mail_to("iris@example.org")
    assert changed.subject.startswith("Changed: ")
    services.cancel_interview(interview=interview, reason="She is ill.", by=rosa)
    cancelled = mail_to("iris@example.org")
    calendar, last = entry_of(cancelled)
    assert [entry_of(changed)[1]["sequence"], last["sequence"]] == [1, 2]
    assert (calendar["method"], last["status"], last["uid"]) == ("CANCEL", "CANCELLED", first["uid"])
    assert "She is ill." in cancelled.text


def test_the_candidate_reads_their_own_time_and_nothing_internal(candidacy, iris, rosa, plan):
    interview = plan(iris)
    services.cancel_interview(interview=interview, reason="Internal words.", by=rosa)
    for message in OutboxMessage.objects.filter(to=candidacy.candidate.email):
        whole = message.text + str(message.attachments) + message.subject
        assert "08:00 to 09:00 (Europe/Lisbon)" in message.text
        assert message.reply_to == "rosa@example.org"
        for hidden in ("iris@example.org", "Iris", "scorecard", "Internal words", "/interviews/"):
            assert hidden not in whole


def test_a_panelist_reads_their_own_zone_and_nobody_else_is_named(iris, ivan, plan):
    ivan.timezone = "America/New_York"
    ivan.save()
    interview = plan(iris, ivan)
    message = mail_to("ivan@example.org")
    assert "03:00 to 04:00 (America/New_York)" in message.text
    assert f"http://testserver/interviews/{interview.uid}/" in message.text
    assert "Iris" not in message.text + str(message.attachments)


@pytest.mark.parametrize("sealed", [False, True])
def test_mails_do_not_depend_on_others_scorecards(iris, ivan, rosa, plan, sealed):
    interview = plan(iris, ivan, hours=2)
    ScorecardFactory(panelist=interview.panelists.get(user=ivan), sealed=sealed, summary="quokka")
    services.add_panelist(interview=interview, user=rosa, override_reason="Agreed.", by=rosa)
    texts = OutboxMessage.objects.order_by("pk").values_list("to", "subject")
    assert list(texts) == [
        ("iris@example.org", texts[0][1]),
        ("ivan@example.org", texts[1][1]),
        (interview.candidacy.candidate.email, texts[2][1]),
        ("rosa@example.org", texts[3][1]),
    ]
    assert not OutboxMessage.objects.filter(text__contains="quokka").exists()


def test_whoever_is_released_gets_a_cancellation_and_the_others_nothing(iris, ivan, rosa, plan):
    interview = plan(iris, ivan)
    before = OutboxMessage.objects.count()
    services.release_panelist(panelist=interview.panelists.get(user=ivan), reason="Away.", by=rosa)
    assert OutboxMessage.objects.count() == before + 1
    message = mail_to("ivan@example.org")
    assert "not on this panel any more" in message.text
    assert entry_of(message)[0]["method"] == "CANCEL"


def test_names_and_places_cannot_break_out_of_a_line(iris, plan):
    evil = CandidacyFactory(candidate__name='Bo"b\r\nATTENDEE:mailto:x@evil.example')
    plan(iris, candidacy=evil, place="Room\r\nBEGIN:VALARM")
    for message in OutboxMessage.objects.all():
        assert "\n" not in message.subject
        policy.default.header_factory("subject", message.subject)
        lines = message.attachments[0]["text"].split("\r\n")
        assert not [line for line in lines if line.startswith(("ATTENDEE:mailto:x@evil", "BEGIN:VALARM"))]
        assert len(entry_of(message)[0].walk("VALARM")) == 0


def test_a_work_sample_blocks_nobodys_time(candidacy, iris, plan):
    stage = candidacy.role.stages.get(kind="work_sample")
    interview = plan(iris, stage=stage, ends_at=NOW + timedelta(days=7))
    text = ical.entry(interview, method="REQUEST", recipient=("I", "i@example.org"), summary="s", description="d")
    assert "TRANSP:TRANSPARENT" in text
    assert "work sample" in mail_to(candidacy.candidate.email).text


def test_times_in_words_follow_the_clock_of_the_zone():
    start = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    words = time_in_words(start, start + timedelta(hours=1), "Europe/Berlin")
    assert words == "Sun 25 Oct 2026, 02:30 to 02:30 (Europe/Berlin)"


def test_whoever_plans_sees_beside_each_whose_invitation_was_lost(client, candidacy, iris, ivan, rosa, plan):
    interview = plan(iris, ivan)
    for address, reason in ((candidacy.candidate.email, "It came back: no such user"), (ivan.email, "Refused.")):
        outbox.note_return(mail_to(address), reason=reason)
    page = shown_to(client, rosa, interview)
    assert page.count("The invitation did not arrive.") == 2
    assert (
        page.index("It came back: no such user") < page.index("Iris Ito") < page.index("Ivan") < page.index("Refused.")
    )
    assert "did not arrive" not in shown_to(client, iris, interview)
    services.release_panelist(panelist=interview.panelists.get(user=ivan), reason="On leave", by=rosa)
    assert shown_to(client, rosa, interview).count("The invitation did not arrive.") == 1
    outbox.take_up(message_id=mail_to(candidacy.candidate.email).pk)
    assert "did not arrive" not in shown_to(client, rosa, interview)


def test_what_was_lost_before_the_interview_moved_is_not_told(client, iris, rosa, plan):
    interview = plan(iris)
    outbox.note_return(mail_to(iris.email), reason="Refused.")
    day, hour = timedelta(days=2), timedelta(hours=1)
    times = {"starts_at": NOW + day, "ends_at": NOW + day + hour, "timezone": "Europe/Berlin"}
    services.change_interview(interview=interview, place="Room 4", override_reason="Agreed.", by=rosa, **times)
    assert "did not arrive" not in shown_to(client, rosa, interview)
    outbox.note_return(mail_to(iris.email), reason="Refused again.")
    assert "Refused again." in shown_to(client, rosa, interview)


def shown_to(client, user, interview) -> str:
    client.force_login(user)
    return client.get(f"/interviews/{interview.uid}/").content.decode()
