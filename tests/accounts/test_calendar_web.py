"""Asking strangers' servers for calendars: which may be asked, for how long, and how much is read."""

import socket
import ssl
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from accounts.calendars import web
from accounts.calendars.address import checked_address, find, may_ask
from accounts.calendars.caldav import read_caldav
from accounts.calendars.failures import CalendarUnreadable
from accounts.calendars.ics import Seen, read_ics
from accounts.calendars.web import Web

NEVER = Seen()
FILE = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
START = datetime(2026, 11, 19, 9, tzinfo=UTC)
SPAN = {"starts_at": START, "ends_at": START + timedelta(days=91)}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" https://Calendar.Example.org/me.ics ", "https://calendar.example.org/me.ics"),
        ("webcal://calendar.example.org/me.ics#top", "https://calendar.example.org/me.ics"),
        ("https://calendar.example.org:443", "https://calendar.example.org/"),
        ("https://calendar.example.org:8443/a?b=c%20d", "https://calendar.example.org:8443/a?b=c%20d"),
        ("https://käse.example/über", "https://xn--kse-qla.example/%C3%BCber"),
    ],
)
def test_an_address_is_stored_as_it_is_asked(typed, stored):
    assert checked_address(typed) == stored


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "whole address"), ("calendar.example.org/me.ics", "whole address"),
        ("file:///etc/passwd", "whole address"), ("gopher://example.org", "whole address"),
        ("https://", "whole address"), ("https://[::1", "whole address"),
        ("https://a.example:99999/", "whole address"), ("https://a.example:0/", "whole address"),
        ("https://a.example/x\r\nHost: b", "whole address"), ("https://a.example\\@b.example/", "whole address"),
        ("https://a" + "b" * 1000, "whole address"), ("https://..example/", "whole address"),
        ("https://me:secret@a.example/", "name and password"), ("http://a.example/me.ics", "https://"),
        ("http://8.8.8.8/", "https://"), ("https://127.0.0.1/", "may not be asked"), ("https://[::1]/", "may not be"),
        ("https://169.254.169.254/latest/", "may not be"), ("https://[::ffff:10.0.0.1]/", "may not be"),
        ("http://127.0.0.1:6379/", "may not be"), ("https://0.0.0.0/", "may not be"),
    ],
)  # fmt: skip
def test_what_can_be_no_address_is_refused(typed, words):
    with pytest.raises(CalendarUnreadable, match=words):
        checked_address(typed)


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104 - not bound to
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "198.18.0.1",
        "::1",
        "::",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
    ],
)
def test_machines_that_only_we_reach_may_not_be_asked(ip):
    assert not may_ask(ip_address(ip))


def test_public_machines_may_be_asked_and_those_that_the_operator_names(settings):
    assert all(may_ask(ip_address(ip)) for ip in ("8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"))
    settings.CALENDAR_NETWORKS = [ip_network("10.2.0.0/16"), ip_network("fc00::/7")]
    assert [may_ask(ip_address(ip)) for ip in ("10.2.3.4", "10.3.3.4", "fc00::1", "::ffff:10.2.0.1")] == [
        True, False, True, True,
    ]  # fmt: skip


def test_a_name_that_leads_to_a_private_machine_too_is_refused(monkeypatch):
    def look_up(host, port, **_):
        return [(None, None, None, "", (ip, port)) for ip in ("93.184.216.34", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(CalendarUnreadable, match="may not be asked"):
        find("https://rebind.example/")


def test_the_machine_that_was_checked_is_the_one_that_is_asked(monkeypatch, stranger, loopback):
    """A name that means something else when it is asked for again has nobody else asked."""
    looked_up, look_up = [], socket.getaddrinfo

    def noted(host, *rest, **more):
        looked_up.append(host)
        return look_up(host, *rest, **more)

    place = replace(find(stranger.root), host="rebind.example")
    monkeypatch.setattr(web, "find", lambda url: place)
    monkeypatch.setattr(socket, "getaddrinfo", noted)
    stranger.answer = lambda asked: asked.say(200, FILE)
    assert Web().ask("GET", "http://rebind.example/").body == FILE
    assert looked_up == ["127.0.0.1"]
    assert stranger.asked[0][2]["Host"].startswith("rebind.example:")


@pytest.fixture
def read(stranger, loopback):
    """Read the file of the stranger."""

    def _read(answer, seen=NEVER, **limits):
        stranger.answer = answer
        return read_ics(Web(**limits), stranger.root + "me.ics", seen)

    return _read


def test_a_file_is_read_with_what_to_know_it_by(read, stranger):
    when = "Mon, 30 Nov 2026 10:00:00 GMT"
    data, seen = read(lambda asked: asked.say(200, FILE, ETag='"1"', Last_Modified=when))
    assert (data, seen) == (FILE, Seen('"1"', when))
    same = read(lambda asked: asked.say(304), seen)
    assert same == (None, seen)
    sent = stranger.asked[-1][2]
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('"1"', when)
    assert "If-None-Match" not in stranger.asked[0][2]


def test_marks_that_could_not_be_sent_back_are_not_kept(read):
    assert read(lambda asked: asked.say(200, FILE, ETag='"' + "x" * 500 + '"'))[1] == Seen()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda asked: asked.say(404), "no calendar at this address"),
        (lambda asked: asked.say(401), "refuses"),
        (lambda asked: asked.say(403), "refuses"),
        (lambda asked: asked.say(500), "answers 500"),
        (lambda asked: asked.say(304), "answers 304"),
        (lambda asked: asked.say(200, b"x", Content_Encoding="gzip"), "cannot be understood"),
        (lambda asked: asked.say(200, FILE, Content_Length="500"), "broke off"),
        (lambda asked: asked.wfile.write(b"SSH-2.0-OpenSSH_9\r\n"), "cannot be understood"),
        (
            lambda asked: asked.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
            "broke off|understood",
        ),
        (lambda asked: None, "broke off"),
        (lambda asked: asked.say(302, Location="/again"), "without end"),
        (lambda asked: asked.say(302, Location="http://10.0.0.1/"), "may not be asked"),
        (lambda asked: asked.say(302, Location="file:///etc/passwd"), "whole address"),
        (lambda asked: asked.say(302, Location="http://[::1"), "whole address"),
        (lambda asked: asked.say(200, b"", Content_Length=str(50 * 1024 * 1024)), "larger than 10 MB"),
    ],
    ids=range(15),
)
def test_each_failure_has_its_words(read, answer, words):
    with pytest.raises(CalendarUnreadable, match=words):
        read(answer)


def test_fifty_megabytes_are_refused_before_they_are_read(read):
    sent = []

    def pour(asked):
        asked.wfile.write(b"HTTP/1.0 200 OK\r\n\r\nBEGIN:VCALENDAR\r\n")
        for _ in range(50):
            asked.wfile.write(b"X" * 1024 * 1024)
            sent.append(1)

    with pytest.raises(CalendarUnreadable, match="larger than 10 MB"):
        read(pour)
    assert len(sent) < 30


def test_a_server_that_drips_is_cut_off(read, stranger):
    def drip(asked):
        asked.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
        while not stranger.over.wait(0.05):
            asked.wfile.write(b"x")

    begun = time.monotonic()
    with pytest.raises(CalendarUnreadable, match="in time"):
        read(drip, seconds=0.6)
    assert time.monotonic() - begun < 10


def test_a_server_that_says_nothing_or_drips_its_headers_is_cut_off(read, stranger):
    def headers(asked):
        while not stranger.over.wait(0.05):
            asked.wfile.write(b"HTTP/1.0 200 OK\r\n" if not stranger.asked[1:] else b"X: y\r\n")
            stranger.asked.append(stranger.asked[0])

    for answer in (headers, lambda asked: stranger.over.wait(20)):
        with pytest.raises(CalendarUnreadable, match="in time"):
            read(answer, seconds=0.6)


def test_an_alarm_that_rings_before_there_is_anything_to_cut_is_heard(read, monkeypatch):
    class AtOnce:
        def __init__(self, seconds, act):
            self.start, self.cancel = act, lambda: None

    monkeypatch.setattr(web.threading, "Timer", AtOnce)
    with pytest.raises(CalendarUnreadable, match="in time"):
        read(lambda asked: asked.say(200, FILE))


def test_nobody_there_and_no_such_name(read, stranger, monkeypatch):
    stranger.close()
    with pytest.raises(CalendarUnreadable, match="cannot be reached"):
        read(None)

    def unknown(*_, **__):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(CalendarUnreadable, match="no server of this name"):
        find("https://nowhere.example/")


@pytest.fixture
def certificate(tmp_path):
    """A certificate for 127.0.0.1 that nobody trusts, with its key, as a file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "stranger")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
    signed = made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = tmp_path / "stranger.pem"
    file.write_bytes(signed + secret)
    return file


@pytest.mark.parametrize(("is_trusted", "host", "is_read"), [
    (True, "127.0.0.1", True), (False, "127.0.0.1", False), (True, "calendar.example.org", False),
])  # fmt: skip
def test_a_server_proves_that_it_is_the_one_by_name(
    stranger, loopback, certificate, monkeypatch, is_trusted, host, is_read
):
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate)
    stranger.tls = served
    stranger.answer = lambda asked: asked.say(200, FILE)
    url = stranger.root.replace("http://", "https://")
    place = replace(find(url), host=host)
    monkeypatch.setattr(web, "find", lambda _: place)
    if is_trusted:
        context = ssl.create_default_context(cafile=str(certificate))
        monkeypatch.setattr(web, "trusted", lambda: context)
    if is_read:
        assert Web().ask("GET", url).body == FILE
    else:
        with pytest.raises(CalendarUnreadable, match="prove who it is"):
            Web().ask("GET", url)


def test_name_and_password_go_to_their_own_server_only(stranger, loopback):
    from tests.rig.calendars import Stranger

    other = Stranger()
    other.answer = lambda asked: asked.say(200, FILE)
    stranger.answer = lambda asked: asked.say(302, Location=other.root)
    assert Web(login=("iris", "secret")).ask("GET", stranger.root).status == 200
    other.close()
    assert "Authorization" in stranger.asked[0][2]
    assert "Authorization" not in other.asked[0][2]


# --- CalDAV ----------------------------------------------------------------------------------------------------------

HOUR = "DTSTART:20261201T100000Z\nDTEND:20261201T110000Z\nSUMMARY:Doctor"


def read_dav(server, path="", seen=NEVER, login=None):
    return read_caldav(Web(login=login or server.login), server.root + path, seen, **SPAN)


@pytest.mark.parametrize("path", ["", "iris/", "iris/work/"])
def test_calendars_are_found_from_wherever_the_address_points(radicale, loopback, path):
    radicale.make("work")
    radicale.put("work", "a", HOUR)
    radicale.put("work", "old", HOUR.replace("2026", "2019"))
    data, seen = read_dav(radicale, path)
    assert data.count(b"BEGIN:VEVENT") == 1
    assert b"UID:a" in data
    assert read_dav(radicale, path, seen) == (None, seen)


def test_a_changed_entry_is_read_and_several_calendars_are(radicale, loopback):
    radicale.make("work")
    radicale.make("home")
    radicale.put("work", "a", HOUR)
    _, seen = read_dav(radicale)
    radicale.put("home", "b", HOUR + "\nRRULE:FREQ=WEEKLY")
    data, later = read_dav(radicale, "", seen)
    assert data.count(b"BEGIN:VEVENT") == 2
    assert later != seen


def test_an_empty_calendar_is_a_calendar(radicale, loopback):
    radicale.make("work")
    assert read_dav(radicale)[0] == b"BEGIN:VCALENDAR\r\nEND:VCALENDAR"


def test_a_wrong_password_and_a_wrong_path_have_their_words(radicale, loopback):
    radicale.make("work")
    with pytest.raises(CalendarUnreadable, match="refuses"):
        read_dav(radicale, login=("iris", "wrong"))
    with pytest.raises(CalendarUnreadable, match="no calendar at this address"):
        read_dav(radicale, "iris/nothing/")


MULTI = '<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">%s</d:multistatus>'
CALENDAR = """<d:response><d:href>/cal/%d/</d:href><d:propstat><d:prop><d:resourcetype><c:calendar/></d:resourcetype>
</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"""
LAUGHS = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + MULTI % "&b;"


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (207, "", "cannot be understood"), (207, "<a>", "cannot be understood"), (207, LAUGHS, "cannot be understood"),
        (207, MULTI % "", "no calendar"), (200, "<html>", "no calendar"), (405, "", "no calendar"),
        (500, "", "answers 500"), (207, '<?xml version="1.0" encoding="odd"?><a/>', "cannot be understood"),
        (207, MULTI % (CALENDAR % 1).replace("/cal/1/", "http://[::1"), "whole address"),
    ],
    ids=range(9),
)  # fmt: skip
def test_a_caldav_server_that_answers_nonsense_is_told_in_plain_words(stranger, loopback, status, body, words):
    stranger.answer = lambda asked: asked.say(status, body.encode())
    with pytest.raises(CalendarUnreadable, match=words):
        read_caldav(Web(), stranger.root + "dav/", Seen(), **SPAN)


def test_more_calendars_than_a_person_has_are_refused(stranger, loopback):
    home = (CALENDAR % 0).replace("<c:calendar/>", "<d:collection/>")
    answer = MULTI % (home + "".join(CALENDAR % n for n in range(1, 22)))
    stranger.answer = lambda asked: asked.say(207, answer.encode())
    with pytest.raises(CalendarUnreadable, match="more than 20 calendars"):
        read_caldav(Web(), stranger.root + "dav/", Seen(), **SPAN)


def test_without_a_ctag_the_etags_of_the_entries_say_what_changed(stranger, loopback):
    tag = ["1"]

    def answer(asked):
        if asked.command == "PROPFIND":
            return asked.say(207, (MULTI % (CALENDAR % 1)).encode())
        props = f"<d:getetag>{tag[0]}</d:getetag>"
        if "calendar-data" in stranger.asked[-1][3]:
            props += f"<c:calendar-data>{FILE.decode()}</c:calendar-data>"
        entry = (
            f"<d:response><d:href>/cal/1/a.ics</d:href><d:propstat><d:prop>{props}</d:prop></d:propstat></d:response>"
        )
        return asked.say(207, (MULTI % entry).encode())

    stranger.answer = answer
    data, seen = read_caldav(Web(), stranger.root + "cal/1/", Seen(), **SPAN)
    assert b"VCALENDAR" in data
    assert read_caldav(Web(), stranger.root + "cal/1/", seen, **SPAN) == (None, seen)
    tag[0] = "2"
    assert read_caldav(Web(), stranger.root + "cal/1/", seen, **SPAN)[0] is not None
