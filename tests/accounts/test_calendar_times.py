"""From the text of a calendar to busy times: what counts, on which clock, and what is refused."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.calendars import apart
from accounts.calendars.failures import CalendarUnreadable
from accounts.calendars.times import busy_times

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 11, 19, 9, tzinfo=UTC)
END = START + timedelta(days=91)
OURS = r"([a-z]+)-([a-z2-9]{12})@hire\.example"


def calendar(*entries: str, before: str = "") -> bytes:
    lines = [
        "BEGIN:VCALENDAR",
        *before.split(),
        *(f"BEGIN:VEVENT\n{entry}\nEND:VEVENT" for entry in entries),
        "END:VCALENDAR",
    ]
    return "\r\n".join("\n".join(lines).splitlines()).encode()


def read(data: bytes, zone=BERLIN, **changes):
    values = {"starts_at": START, "ends_at": END, "zone": zone, "addresses": ["Iris@example.org"], "ours": OURS}
    return busy_times(data, **(values | changes))


def busy(*entries: str, zone=BERLIN, before: str = "") -> list[str]:
    """The busy times as UTC, short."""
    found = read(calendar(*entries, before=before), zone)
    assert found.unreadable == 0
    return [f"{start:%d.%m. %H:%M}-{end:%d.%m. %H:%M}" for start, end in found.busy]


def lone(extra: str = "", start: str = "DTSTART:20261201T100000Z", end: str = "DTEND:20261201T110000Z") -> str:
    return "\n".join(line for line in ("UID:a", start, end, extra) if line)


ONE_HOUR = ["01.12. 10:00-01.12. 11:00"]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (lone(), ONE_HOUR),
        (lone("SUMMARY:Doctor\nLOCATION:Clinic"), ONE_HOUR),
        (lone("STATUS:TENTATIVE"), ONE_HOUR),
        (lone("TRANSP:TRANSPARENT"), []),
        (lone("transp:transparent"), []),
        (lone("STATUS:CANCELLED"), []),
        (lone("X-MICROSOFT-CDO-BUSYSTATUS:FREE"), []),
        (lone("ATTENDEE;PARTSTAT=DECLINED;CN=Iris:mailto:iris@example.org"), []),
        (lone("ATTENDEE;PARTSTAT=DECLINED:mailto:ivan@example.org"), ONE_HOUR),
        (lone("ATTENDEE;PARTSTAT=ACCEPTED:mailto:iris@example.org"), ONE_HOUR),
        (lone("ATTENDEE;CN=Iris;PARTSTAT=DECL\n INED:MAILTO:IRIS@example.org"), []),
        (lone(end="DURATION:PT90M"), ["01.12. 10:00-01.12. 11:30"]),
        (lone(end=""), []),
        (lone(start="DTSTART:20261201T100000", end="DTEND:20261201T110000"), ["01.12. 09:00-01.12. 10:00"]),
        (
            lone(start="DTSTART;TZID=Mars/Base:20261201T100000", end="DURATION:PT1H"),
            ["01.12. 09:00-01.12. 10:00"],
        ),
        (
            lone(start="DTSTART;TZID=America/New_York:20261201T100000", end="DURATION:PT1H"),
            ["01.12. 15:00-01.12. 16:00"],
        ),
        (
            lone(start="DTSTART;TZID=Tokyo Standard Time:20261201T100000", end="DURATION:PT1H"),
            ["01.12. 01:00-01.12. 02:00"],
        ),
        (lone(start="DTSTART;VALUE=DATE:20261201", end=""), ["30.11. 23:00-01.12. 23:00"]),
        (lone(start="DTSTART;VALUE=DATE:20261201", end="DTEND;VALUE=DATE:20261203"), ["30.11. 23:00-02.12. 23:00"]),
        # What began before and lasts is busy from the beginning on.
        (lone(start="DTSTART:20200101T000000Z", end="DTEND:20261120T000000Z"), ["19.11. 09:00-20.11. 00:00"]),
        (lone(start="DTSTART:20200101T000000Z", end="DURATION:P10000D"), ["19.11. 09:00-18.02. 09:00"]),
        (lone(start="DTSTART:20260101T100000Z", end="DTEND:20260101T110000Z"), []),
        (lone(start="DTSTART:20280101T100000Z", end="DTEND:20280101T110000Z"), []),
    ],
)
def test_what_counts_and_when_it_is(entry, expected):
    assert busy(entry) == expected


def test_entries_that_overlap_or_touch_are_one_time():
    assert busy(
        lone(), lone(start="DTSTART:20261201T103000Z", end="DURATION:PT1H"),
        lone(start="DTSTART:20261201T113000Z", end="DURATION:PT5M"),
        lone(start="DTSTART:20261201T120000Z", end="DURATION:PT5M"),
    ) == ["01.12. 10:00-01.12. 11:35", "01.12. 12:00-01.12. 12:05"]  # fmt: skip


def test_entries_that_this_workspace_sent_do_not_count():
    assert busy(lone().replace("UID:a", "UID:interview-abcdefgh2345@hire.example")) == []
    assert busy(lone().replace("UID:a", "UID:interview-abcdefgh2345@hire.example.net")) == ONE_HOUR


def test_a_series_keeps_to_its_clock_and_its_exceptions():
    weekly = "UID:w\nDTSTART;TZID=America/New_York:20261020T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=8\n"
    assert busy(weekly + "EXDATE;TZID=America/New_York:20261124T100000") == [
        "01.12. 15:00-01.12. 16:00",
        "08.12. 15:00-08.12. 16:00",
    ]
    moved = "UID:w\nRECURRENCE-ID;TZID=America/New_York:20261201T100000\nDTSTART:20261202T080000Z\nDURATION:PT30M"
    called_off = (
        "UID:w\nRECURRENCE-ID;TZID=America/New_York:20261208T100000\nDTSTART:20261208T150000Z\nSTATUS:CANCELLED"
    )
    assert busy(weekly, moved, called_off) == ["24.11. 15:00-24.11. 16:00", "02.12. 08:00-02.12. 08:30"]


def test_days_of_a_series_are_those_of_the_person():
    entry = "UID:d\nDTSTART;VALUE=DATE:20261201\nRRULE:FREQ=YEARLY;COUNT=2"
    assert busy(entry, zone=ZoneInfo("Asia/Tokyo")) == ["30.11. 15:00-01.12. 15:00"]
    floating = "UID:f\nDTSTART:20261201T003000\nDURATION:PT1H\nRRULE:FREQ=MONTHLY;COUNT=2"
    assert busy(floating, zone=ZoneInfo("Pacific/Auckland")) == [
        "30.11. 11:30-30.11. 12:30",
        "31.12. 11:30-31.12. 12:30",
    ]


def test_a_zone_that_the_calendar_brings_is_known():
    zone = """BEGIN:VTIMEZONE TZID:Moon BEGIN:STANDARD DTSTART:19700101T000000 TZOFFSETFROM:+0330 TZOFFSETTO:+0330
        END:STANDARD END:VTIMEZONE"""
    assert busy("UID:m\nDTSTART;TZID=Moon:20261201T100000\nDURATION:PT1H", before=zone) == ["01.12. 06:30-01.12. 07:30"]


@pytest.mark.parametrize("inside", ["TZOFFSETTO:nonsense", "BEGIN:X-ODD A:B END:X-ODD"])
def test_a_zone_that_cannot_be_read_keeps_nothing_else_from_being_read(inside):
    zone = f"""BEGIN:VTIMEZONE TZID:Moon BEGIN:STANDARD DTSTART:19700101T000000 TZOFFSETFROM:+0330 {inside}
        END:STANDARD {inside if "ODD" in inside else ""} END:VTIMEZONE"""
    assert busy("UID:m\nDTSTART:20261201T100000Z\nDURATION:PT1H", before=zone) == ["01.12. 10:00-01.12. 11:00"]


def test_an_hour_that_comes_twice_is_as_long_as_it_is():
    night = lone(start="DTSTART;VALUE=DATE:20261025", end="")
    found = read(calendar(night), starts_at=datetime(2026, 10, 20, tzinfo=UTC)).busy
    assert [end - start for start, end in found] == [timedelta(hours=25)]


@pytest.mark.parametrize(
    "entry",
    [
        "UID:a\nSUMMARY:No time at all",
        lone(start="DTSTART:2026120"),
        lone(end="DURATION:P1X"),
        lone(end="DTEND:20261201T090000Z"),
        lone("RRULE:FREQ=SOMETIMES"),
        lone("RRULE:FREQ=WEEKLY;UNTIL=never"),
        lone(start="DTSTART;TZID=Europe/Berlin:20261201T100000", end="DURATION:P999999999W"),
    ],
)
def test_an_entry_that_says_nothing_is_counted_and_the_others_are_read(entry):
    found = read(calendar(entry, lone().replace("UID:a", "UID:b")))
    assert (len(found.busy), found.unreadable) == (1, 1)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no calendar"),
        (b"<!DOCTYPE html><title>Sign in</title>", "no calendar"),
        (b"\x00\xff\xfe" * 100, "no calendar"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a", "ends in the middle"),
        (b"BEGIN:VCALENDAR\nEND:VEVENT\nEND:VCALENDAR", "do not fit"),
        (b"BEGIN:VCALENDAR\nBEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VCALENDAR", "do not fit"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 5_000, "do not fit"),
        (calendar(lone("RRULE:FREQ=SECONDLY")), "every minute or second"),
        (calendar(lone("rrule:INTERVAL=1;freq=minutely")), "every minute or second"),
        (calendar(lone("EXDATE:" + "20261201T100000Z," * 20_000)), "far too long"),
        (calendar(*[lone()] * 20_001), "more than 20,000 entries"),
    ],
    ids=range(11),
)
def test_what_is_no_calendar_or_too_much_of_one_is_refused(data, words):
    with pytest.raises(CalendarUnreadable, match=words):
        read(data)


def test_a_picture_of_a_megabyte_in_an_entry_is_passed_by():
    assert busy(lone("ATTACH;ENCODING=BASE64:" + "QUJD" * 250_000)) == ONE_HOUR


def apart_of(data: bytes):
    return apart.read_apart(
        data, starts_at=START, ends_at=END, zone="Europe/Berlin", addresses=["iris@example.org"], ours=OURS
    )


def test_the_process_apart_says_the_same():
    data = calendar(lone(), "UID:b\nDTSTART;VALUE=DATE:20261205", "UID:c\nSUMMARY:broken")
    assert apart_of(data) == read(data)
    with pytest.raises(CalendarUnreadable, match="no calendar"):
        apart_of(b"nothing")


HOURS, MINUTES = ",".join(map(str, range(24))), ",".join(map(str, range(60)))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (lone(f"RRULE:FREQ=DAILY;BYHOUR={HOURS};BYMINUTE={MINUTES}"), r"without|than 20,000"),
        (f"UID:a\nDTSTART:19700101T000000Z\nRRULE:FREQ=HOURLY;BYMINUTE={MINUTES};BYSECOND={MINUTES}", "without"),
    ],
)
def test_what_repeats_without_end_ends_in_time(entry, words, monkeypatch):
    monkeypatch.setattr(apart, "CPU_SECONDS", 3)
    with pytest.raises(CalendarUnreadable, match=words):
        apart_of(calendar(entry))


def test_what_takes_too_much_memory_is_refused(monkeypatch):
    monkeypatch.setattr(apart, "MEMORY_BYTES", 1_000)
    with pytest.raises(CalendarUnreadable, match="time or memory"):
        apart_of(calendar(*[lone()] * 15_000))


SAID = """
    BEGIN:VEVENT END:VEVENT BEGIN:VCALENDAR END:VCALENDAR BEGIN:VTIMEZONE END:VTIMEZONE BEGIN:STANDARD END:STANDARD
    UID:a UID: DTSTART:20261201T100000Z DTSTART;VALUE=DATE:20261201 DTSTART:00010101 DTSTART:99991231T235959Z DTEND:0
    DURATION:-P1D DURATION:PT1H RRULE:FREQ=WEEKLY RRULE:FREQ=DAILY;COUNT=-1 RRULE: RDATE:20261203T100000Z/PT1H
    EXDATE:20261201T100000Z RECURRENCE-ID:20261201T100000Z RECURRENCE-ID;RANGE=THISANDFUTURE:20261201 TZID:X
    DTSTART;TZID=X:20261201T100000 TZOFFSETTO:+9999 TZOFFSETFROM:x X-WR-TIMEZONE:Nowhere SEQUENCE:x ATTENDEE: : ;:
    STATUS:CANCELLED TRANSP:"""
WORDS = st.sampled_from(SAID.split())
LINES = st.one_of(WORDS, WORDS, WORDS, st.text(max_size=30))


@settings(max_examples=300)
@given(st.lists(LINES, max_size=30))
def test_whatever_a_calendar_says_it_is_read_or_refused(lines):
    inner = "\r\n".join(lines)
    for text in (inner, f"BEGIN:VCALENDAR\r\n{inner}\r\nEND:VCALENDAR",
                 f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{inner}\r\nEND:VEVENT\r\nEND:VCALENDAR"):  # fmt: skip
        try:
            found = read(text.encode())
        except CalendarUnreadable:
            continue
        else:
            assert all(START <= start < end <= END for start, end in found.busy)
            assert all(one[1] < other[0] for one, other in zip(found.busy, found.busy[1:], strict=False))


@given(st.binary(max_size=300))
def test_whatever_bytes_come_they_are_read_or_refused(data):
    for text in (data, b"BEGIN:VCALENDAR\n" + data + b"\nEND:VCALENDAR"):
        try:
            read(text)
        except CalendarUnreadable:
            continue
