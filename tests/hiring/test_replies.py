"""Answers to invitations, as calendar programs write them: noted, shown, overtaken, refused."""

import io
import sys
from datetime import timedelta
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from core.models import AuditEvent, OutboxMessage
from hiring import services
from hiring.models import Panelist
from hiring.services import NoReply, record_reply

from .conftest import NOW

GOOGLE = """BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20261121T080000Z
DTEND:20261121T090000Z
DTSTAMP:{stamp}
ORGANIZER;CN=Rosa Reyes:mailto:rosa@example.org
UID:{uid}
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={answer};CN=iris@ex
 ample.org;X-NUM-GUESTS=0:mailto:{address}
SEQUENCE:{sequence}
STATUS:CONFIRMED
SUMMARY:Technical interview
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
"""
OUTLOOK = """BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT={answer};CN=Iris Ito:MAILTO:{address}
COMMENT;LANGUAGE=en-US:\\n
UID:{uid}
SUMMARY;LANGUAGE=en-US:Accepted: Technical interview
DTSTART;TZID=W. Europe Standard Time:20261121T090000
DTEND;TZID=W. Europe Standard Time:20261121T100000
CLASS:PRIVATE
PRIORITY:5
DTSTAMP:{stamp}
SEQUENCE:{sequence}
X-MICROSOFT-CDO-APPT-SEQUENCE:0
END:VEVENT
END:VCALENDAR
"""
APPLE = """BEGIN:VCALENDAR
CALSCALE:GREGORIAN
METHOD:REPLY
PRODID:-//Apple Inc.//macOS 14.5//EN
VERSION:2.0
BEGIN:VEVENT
ATTENDEE;CN="Iris Ito";CUTYPE=INDIVIDUAL;EMAIL="{address}";PARTSTAT={answer}
 :mailto:{address}
DTEND:20261121T090000Z
DTSTAMP:{stamp}
DTSTART:20261121T080000Z
ORGANIZER;CN="Rosa Reyes":mailto:rosa@example.org
SEQUENCE:{sequence}
UID:{uid}
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def interview(plan, iris, ivan):
    return plan(iris, ivan)


@pytest.fixture
def place(interview, iris) -> Panelist:
    return interview.panelists.get(user=iris)


@pytest.fixture
def answered(interview):
    """An answer to the invitation as a calendar entry."""

    def _answered(answer="ACCEPTED", *, written=GOOGLE, minutes=0, **changes) -> str:
        values = {
            "uid": f"interview-{interview.uid}@testserver",
            "address": "iris@example.org",
            "sequence": 0,
            "stamp": f"{NOW + timedelta(minutes=minutes):%Y%m%dT%H%M%SZ}",
            "answer": answer,
        } | changes
        return written.format(**values).replace("\n", "\r\n")

    return _answered


def mail(entry: str, *, kind: str = "calendar", transfer: str = "base64") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "iris@example.org", "rosa@example.org", "Accepted: Interview"
    message.set_content("Iris Ito has accepted this invitation.")
    if kind == "calendar":
        message.add_alternative(entry, subtype="calendar", params={"method": "REPLY"}, cte=transfer)
    else:
        message.add_attachment(entry.encode(), maintype="application", subtype="ics", filename="invite.ics")
    return message.as_bytes()


def run(monkeypatch, sent: bytes) -> str:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(sent)))
    out = io.StringIO()
    call_command("read_reply", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("written", [GOOGLE, OUTLOOK, APPLE], ids=["google", "outlook", "apple"])
@pytest.mark.parametrize(
    ("answer", "words"),
    [("ACCEPTED", "has accepted"), ("DECLINED", "has declined"), ("TENTATIVE", "may come")],
)
def test_answers_as_programs_write_them(place, answered, written, answer, words):
    record_reply(sent=mail(answered(answer, written=written)))
    place.refresh_from_db()
    assert (place.reply_words, place.replied_at) == (words, NOW)


@pytest.mark.parametrize("sent", ["quoted-printable", "attached", "bare", "marked"])
def test_answers_however_they_are_packed(place, answered, sent):
    entry = answered()
    packed = {
        "quoted-printable": mail(entry, transfer="quoted-printable"),
        "attached": mail(entry, kind="ics"),
        "bare": b"\r\n" + entry.encode(),
        "marked": entry.encode("utf-8-sig"),
    }
    record_reply(sent=packed[sent])
    place.refresh_from_db()
    assert place.reply == "accepted"


def test_the_command_tells_what_it_noted(monkeypatch, place, answered):
    assert run(monkeypatch, mail(answered("DECLINED", address="IRIS@Example.org"))) == "Iris Ito has declined.\n"
    place.refresh_from_db()
    assert place.reply == "declined"


def test_it_is_on_record_without_an_actor(interview, iris, answered):
    record_reply(sent=answered("TENTATIVE").encode())
    event = AuditEvent.objects.get(verb="panelist.replied")
    assert (event.actor, event.object_uid, event.scope_uid) == (None, interview.uid, interview.candidacy.uid)
    assert event.data == {"user": iris.uid, "answer": "tentative"}


def test_the_latest_answer_counts_in_whatever_order_they_come(place, answered):
    record_reply(sent=answered("DECLINED", minutes=-10).encode())
    assert record_reply(sent=answered("ACCEPTED", minutes=-30).encode()) is None
    place.refresh_from_db()
    assert place.reply == "declined"
    record_reply(sent=answered("ACCEPTED", minutes=-5).encode())
    place.refresh_from_db()
    assert place.reply == "accepted"


def test_a_moved_interview_asks_again_and_ignores_answers_to_the_old_time(
    monkeypatch, interview, place, rosa, answered
):
    record_reply(sent=answered().encode())
    when = {"starts_at": NOW + timedelta(hours=48), "ends_at": NOW + timedelta(hours=49), "timezone": "Europe/Berlin"}
    services.change_interview(interview=interview, place="Room 4", override_reason="Agreed.", by=rosa, **when)
    place.refresh_from_db()
    assert (place.reply, place.replied_at, place.asked_sequence) == ("", None, 1)
    assert "overtaken" in run(monkeypatch, answered(sequence=0).encode())
    place.refresh_from_db()
    assert place.reply == ""
    record_reply(sent=answered(sequence=1).encode())
    place.refresh_from_db()
    assert place.reply == "accepted"


def test_somebody_who_joins_later_does_not_outdate_the_others_answers(interview, place, stan, rosa, answered):
    services.add_panelist(interview=interview, user=stan, override_reason="Agreed.", give_seats=True, by=rosa)
    record_reply(sent=answered(sequence=0).encode())
    place.refresh_from_db()
    assert place.reply == "accepted"
    joined = interview.panelists.get(user=stan)
    assert joined.asked_sequence == 1
    assert record_reply(sent=answered(sequence=0, address=stan.email).encode()) is None


@pytest.mark.parametrize("stamp", ["20261120T090000Z", "99991231T235959Z", "00010101T000000Z", "20261120T070000", "x"])
def test_a_time_that_cannot_be_is_taken_for_now(place, answered, stamp):
    record_reply(sent=answered(stamp=stamp).encode())
    place.refresh_from_db()
    assert place.replied_at == NOW


BROKEN = {
    "nothing": b"",
    "no entry": b"Subject: Hello\r\n\r\nI shall come.",
    "cut short": b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT",
    "binary": b"BEGIN:VCALENDAR\xff\xfe\x00",
    "too long": b"x" * 1_000_001,
    "an empty part": b"Content-Type: text/calendar\r\n\r\n",
    "a part without content": b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/calendar",
    "deep": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (number, number) for number in range(1200)
    ),
}
CHANGED = {
    "a request": ("METHOD:REPLY", "METHOD:REQUEST"),
    "no answer": ("PARTSTAT=ACCEPTED", "PARTSTAT=NEEDS-ACTION"),
    "delegated": ("PARTSTAT=ACCEPTED", "PARTSTAT=DELEGATED"),
    "another installation": ("@testserver", "@elsewhere.example.org"),
    "another entry": ("UID:interview-", "UID:meeting-"),
    "an unknown interview": ("UID:interview-", "UID:interview-x"),
    "a zero character": ("mailto:iris@", "mailto:iris\0@"),
    "a stranger": ("mailto:iris@", "mailto:mallory@"),
    "a count that is none": ("SEQUENCE:0", "SEQUENCE:many"),
    "a count below zero": ("SEQUENCE:0", "SEQUENCE:-1"),
    "two attendees": ("SEQUENCE:0", "SEQUENCE:0\r\nATTENDEE;PARTSTAT=DECLINED:mailto:ivan@example.org"),
    "two entries": ("END:VCALENDAR", "BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\nEND:VCALENDAR"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_cannot_be_read_is_refused_and_writes_nothing(monkeypatch, place, case):
    before = AuditEvent.objects.count()
    with pytest.raises(CommandError, match=r"\. Nothing was written\.$"):
        run(monkeypatch, BROKEN[case])
    place.refresh_from_db()
    assert (place.reply, AuditEvent.objects.count()) == ("", before)


@pytest.mark.parametrize("case", CHANGED)
def test_what_is_no_answer_of_ours_is_refused_and_writes_nothing(place, answered, case):
    before, (old, new) = AuditEvent.objects.count(), CHANGED[case]
    entry = answered()
    assert old in entry
    with pytest.raises(NoReply):
        record_reply(sent=entry.replace(old, new).encode())
    assert not Panelist.objects.exclude(reply="").exists()
    assert AuditEvent.objects.count() == before


def test_whoever_left_answers_no_more_and_their_answer_is_not_shown(interview, place, rosa, client, answered):
    record_reply(sent=answered("DECLINED").encode())
    services.release_panelist(panelist=place, reason="Away", by=rosa)
    with pytest.raises(NoReply):
        record_reply(sent=answered().encode())
    client.force_login(rosa)
    page = client.get(reverse("interview_detail", args=[interview.uid])).content.decode()
    assert "left the panel" in page
    assert "declined" not in page.lower()


def test_whoever_comes_back_is_asked_anew(interview, place, rosa, iris, answered):
    record_reply(sent=answered("DECLINED").encode())
    services.release_panelist(panelist=place, reason="Away", by=rosa)
    services.add_panelist(interview=interview, user=iris, override_reason="Agreed.", by=rosa)
    place.refresh_from_db()
    assert (place.reply, place.replied_at, place.asked_sequence) == ("", None, 2)


def test_a_cancelled_interview_takes_and_shows_no_answers(interview, rosa, client, answered):
    record_reply(sent=answered("DECLINED").encode())
    services.cancel_interview(interview=interview, reason="Ill.", by=rosa)
    with pytest.raises(services.Cancelled):
        record_reply(sent=answered().encode())
    client.force_login(rosa)
    page = client.get(reverse("interview_detail", args=[interview.uid])).content.decode()
    assert "declined" not in page.lower()


@pytest.mark.parametrize("reader", ["iris", "ivan", "rosa", "mara"])
def test_answers_stand_beside_the_names_for_whoever_sees_the_panel(request, client, interview, answered, reader):
    record_reply(sent=answered("DECLINED").encode())
    client.force_login(request.getfixturevalue(reader))
    assert "Has declined." in client.get(reverse("interview_detail", args=[interview.uid])).content.decode()
    page = client.get(reverse("candidacy_detail", args=[interview.candidacy.uid])).content.decode()
    assert "Iris Ito (has declined)" in page


# --- The candidate's answer ------------------------------------------------------------------------------------------


@pytest.fixture
def said(interview, answered):
    """The candidate's own answer is taken in."""

    def _said(answer: str, **changes: object) -> object:
        address = interview.candidacy.candidate.email
        return record_reply(sent=answered(answer, address=address, **changes).encode())

    return _said


@pytest.mark.parametrize(
    ("answer", "words"),
    [("ACCEPTED", "has accepted"), ("DECLINED", "has declined"), ("TENTATIVE", "may come")],
)
def test_a_candidates_answer_stands_on_the_interview(interview, rosa, client, said, answer, words):
    assert said(answer) == interview
    client.force_login(rosa)
    assert f"{words.capitalize()}." in client.get(reverse("interview_detail", args=[interview.uid])).content.decode()
    event = AuditEvent.objects.get(verb="candidate.replied")
    assert (event.actor, event.object_uid, event.data["answer"]) == (None, interview.uid, answer.lower())


def test_the_command_tells_that_a_candidate_answered(monkeypatch, interview, answered):
    entry = answered(address=interview.candidacy.candidate.email)
    assert run(monkeypatch, mail(entry)) == "Amara Nwosu has accepted.\n"


def test_a_moved_interview_asks_the_candidate_again(interview, rosa, said):
    said("ACCEPTED")
    services.change_interview(
        interview=interview, starts_at=NOW + timedelta(hours=30), ends_at=NOW + timedelta(hours=31), timezone="UTC",
        place="", override_reason="Agreed.", by=rosa,
    )  # fmt: skip
    interview.refresh_from_db()
    assert (interview.reply_words, interview.candidate_asked) == ("", 1)
    assert said("DECLINED") is None
    assert said("TENTATIVE", sequence=1) == interview
    assert said("DECLINED", sequence=1, minutes=-5) is None
    interview.refresh_from_db()
    assert interview.reply_words == "may come"


def test_a_declined_invitation_stands_on_the_planners_today(interview, place, rosa, iris, client, said, answered):
    client.force_login(rosa)
    assert "declined the invitation" not in client.get("/").content.decode()
    said("DECLINED")
    assert "Amara Nwosu has declined the invitation" in client.get("/").content.decode()
    record_reply(sent=answered("DECLINED").encode())
    assert "Iris Ito has declined the invitation" in client.get("/").content.decode()
    client.force_login(iris)
    assert "declined the invitation" not in client.get("/").content.decode()


def test_a_candidate_who_declined_is_not_reminded(interview, said):
    said("DECLINED")
    with time_machine.travel(interview.starts_at - timedelta(hours=10), tick=False):
        services.remind_of_interviews()
    assert not OutboxMessage.objects.filter(subject__startswith="Soon", to=interview.candidacy.candidate.email).exists()
