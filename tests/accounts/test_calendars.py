"""One's calendars elsewhere: added, read, failing, removed; private throughout; on the page of their owner alone."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from accounts import services
from accounts.models import BusyCalendar, BusyTime
from accounts.queries import busy_times
from accounts.services import CalendarLogin, add_calendar, ask_to_read, calendar_reading, queue_calendars, read_calendar
from core.models import AuditEvent, Job
from tests.accounts.strangers import NOW, days, file, read
from tests.factories import BusyCalendarFactory

pytestmark = pytest.mark.usefixtures("clock")
HOUR = timedelta(hours=1)


def test_what_a_calendar_says_is_read_by_the_job_that_adding_it_writes(calendar, run_jobs):
    assert calendar.state == "new"
    run_jobs("accounts.read_calendar")
    calendar.refresh_from_db()
    assert (calendar.state, calendar.read_at, days(calendar)) == ("good", NOW, [23, 24])


def test_a_calendar_that_is_unchanged_is_not_read_again_and_one_that_changed_is(calendar, stranger, clock):
    read(calendar)
    stranger.answer = lambda asked: asked.say(304)
    clock.shift(calendar_reading.EVERY)
    assert (read(calendar).read_at, days(calendar)) == (NOW + calendar_reading.EVERY, [23, 24])
    assert stranger.asked[-1][2]["If-None-Match"] == '"1"'
    stranger.answer = lambda asked: asked.say(200, file(25), ETag='"2"')
    clock.shift(calendar_reading.EVERY)
    assert days(read(calendar)) == [25]


@pytest.mark.parametrize("change", ["a day has passed", "the zone is another"])
def test_a_calendar_is_read_whole_when_what_was_read_is_not_enough(calendar, stranger, clock, iris, change):
    read(calendar)
    if change == "a day has passed":
        clock.shift(timedelta(days=1, minutes=1))
    else:
        iris.timezone = "Asia/Tokyo"
        iris.save()
        clock.shift(calendar_reading.EVERY)
    read(calendar)
    assert "If-None-Match" not in stranger.asked[-1][2]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
        file(23, more="RRULE:FREQ=SECONDLY\r\n"),
        b"BEGIN:VCALENDAR\r\n" + b"X" * 50 * 1024 * 1024,
    ],
    ids=["empty", "html", "broken", "hostile", "50 MB"],
)
def test_a_file_that_is_none_says_why_and_what_was_known_stays(calendar, stranger, clock, answer):
    read(calendar)
    stranger.answer = lambda asked: asked.say(200, answer)
    clock.shift(calendar_reading.EVERY)
    read(calendar)
    assert (calendar.state, calendar.failures, calendar.failing_since) == ("failing", 1, NOW + calendar_reading.EVERY)
    assert calendar.error.endswith(".")
    assert (calendar.read_at, days(calendar)) == (NOW, [23, 24])


def test_each_failure_waits_longer_up_to_half_a_day_and_a_good_reading_forgets_them(calendar, stranger, clock):
    stranger.answer = lambda asked: asked.say(500)
    pauses = []
    for _ in range(9):
        begun = datetime.now(UTC)
        read(calendar)
        pauses.append((calendar.next_try_at - begun + calendar_reading.SLACK).total_seconds() / 60)
        clock.move_to(calendar.next_try_at)
    assert pauses == [15, 30, 60, 120, 240, 480, 720, 720, 720]
    assert calendar.failing_since == NOW
    stranger.answer = lambda asked: asked.say(200, file(23))
    read(calendar)
    assert (calendar.state, calendar.failures, calendar.error, calendar.failing_since) == ("good", 0, "", None)


def test_run_twice_or_late_it_asks_once(calendar, stranger):
    read(calendar)
    read(calendar)
    assert len(stranger.asked) == 1
    read_calendar(calendar_id=10**6)


def test_of_two_readings_at_once_the_one_that_began_last_writes(calendar, stranger):
    first, second = file(23), file(25)
    stranger.answer = lambda asked: asked.say(200, first)
    original = calendar_reading._read

    def read_slowly(row, now):
        found = original(row, now)
        if row.tries == 1:
            stranger.answer = lambda asked: asked.say(200, second)
            BusyCalendar.objects.update(next_try_at=NOW)
            read_calendar(calendar_id=row.pk)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendar_reading, "_read", read_slowly)
        read(calendar)
    assert days(calendar) == [25]
    assert calendar.tries == 2


def test_a_calendar_that_is_removed_while_it_is_read_leaves_nothing(calendar, iris, monkeypatch):
    original = calendar_reading._read

    def read_slowly(row, now):
        found = original(row, now)
        services.remove_calendar(calendar=row, by=iris)
        return found

    monkeypatch.setattr(calendar_reading, "_read", read_slowly)
    read_calendar(calendar_id=calendar.pk)
    assert not BusyTime.objects.exists()
    assert not BusyCalendar.objects.exists()


def test_the_unexpected_is_told_too_and_raised_for_the_log(calendar, monkeypatch):
    def break_down(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(calendar_reading, "_read", break_down)
    with pytest.raises(ZeroDivisionError):
        read(calendar)
    calendar.refresh_from_db()
    assert (calendar.state, calendar.error) == ("failing", calendar_reading.UNEXPECTED)


def test_a_lost_secret_key_is_told(calendar, settings):
    settings.SECRET_KEY = "another" * 10
    assert read(calendar).error == calendar_reading.FORGOTTEN


def test_the_clock_asks_for_what_is_due_and_once(calendar, iris, ivan):
    Job.objects.all().delete()
    later = BusyCalendarFactory(user=ivan, next_try_at=NOW + HOUR)
    gone = BusyCalendarFactory(user=ivan)
    ivan.is_active = False
    ivan.save()
    old = Job.objects.create(name="accounts.read_calendar", state="done", finished_at=NOW - timedelta(days=2))
    assert (queue_calendars(), queue_calendars()) == (1, 0)
    assert Job.objects.get().args == {"calendar_id": calendar.pk}
    assert not Job.objects.filter(pk=old.pk).exists()
    assert {later.pk, gone.pk}.isdisjoint(Job.objects.values_list("args__calendar_id", flat=True))


def test_a_caldav_server_is_read_and_what_changes_there_is_seen(radicale, loopback, iris, clock):
    radicale.make("work")
    radicale.put("work", "a", "DTSTART:20261123T100000Z\nDURATION:PT1H\nSUMMARY:Oncologist\nRRULE:FREQ=DAILY;COUNT=2")
    calendar = add_calendar(kind="caldav", name="Work", login=CalendarLogin(radicale.root, *radicale.login), by=iris)
    assert (read(calendar).error, days(calendar)) == ("", [23, 24])
    radicale.put("work", "b", "DTSTART:20261126T100000Z\nDURATION:PT1H\nSUMMARY:Lawyer")
    clock.shift(calendar_reading.EVERY)
    assert days(read(calendar)) == [23, 24, 26]
    clock.shift(calendar_reading.EVERY)
    assert read(calendar).state == "good"


def test_our_own_interviews_and_what_was_declined_do_not_count(calendar, stranger, iris, settings):
    settings.BASE_URL = "https://hire.example"
    ours = file(23, uid="interview-abcdefgh22").replace(b"abcdefgh2223", b"abcdefgh2223@hire.example")
    declined = file(24, more=f"ATTENDEE;PARTSTAT=DECLINED:mailto:{iris.email}\r\n")
    stranger.answer = lambda asked: asked.say(200, ours + declined + file(25))
    assert days(read(calendar)) == [25]


def test_nothing_of_what_an_entry_is_about_is_kept_anywhere(calendar, stranger, caplog, run_jobs):
    caplog.set_level(logging.DEBUG)
    stranger.answer = lambda asked: asked.say(
        200, file(23, more="LOCATION:Clinic\r\nATTENDEE:mailto:doc@x.example\r\n")
    )
    run_jobs("accounts.read_calendar")
    rows = [str(list(model._default_manager.values())) for model in apps.get_models()]
    kept = " ".join([*rows, caplog.text])
    assert "Oncologist" not in kept
    assert "Clinic" not in kept
    assert "doc@x.example" not in kept
    assert "secret-path" not in kept
    assert {column.name for column in BusyTime._meta.concrete_fields} == {
        "id", "user", "calendar", "starts_at", "ends_at",
    }  # fmt: skip


def test_the_trail_tells_that_one_came_or_went_and_nothing_of_it(calendar, iris):
    services.remove_calendar(calendar=calendar, by=iris)
    events = AuditEvent.objects.order_by("pk")
    assert [(event.verb, event.object_uid, event.data) for event in events] == [
        ("person.calendar_added", iris.uid, {"kind": "ics"}),
        ("person.calendar_removed", iris.uid, {"kind": "ics"}),
    ]


def test_busy_times_of_several_people_and_calendars_cost_one_query(iris, ivan, django_assert_num_queries):
    for person, starts in ((iris, [0, 2]), (iris, [1, 30]), (ivan, [5])):
        row = BusyCalendarFactory(user=person)
        for start in starts:
            at = NOW + start * HOUR
            BusyTime.objects.create(user=person, calendar=row, starts_at=at, ends_at=at + HOUR)
    with django_assert_num_queries(1):
        found = busy_times([iris, ivan], NOW + HOUR / 2, NOW + 5 * HOUR)
    assert found == {iris.pk: [(NOW + HOUR / 2, NOW + 3 * HOUR)], ivan.pk: []}


def test_reading_at_once_is_asked_for_once_a_minute(calendar, iris, clock):
    read(calendar)
    with pytest.raises(services.ReadJustNow):
        ask_to_read(calendar=calendar, by=iris)
    clock.shift(services.calendars.PAUSE)
    Job.objects.all().delete()
    for _ in range(2):
        ask_to_read(calendar=calendar, by=iris)
    assert Job.objects.count() == 1
    calendar.refresh_from_db()
    assert calendar.next_try_at <= datetime.now(UTC)


def test_ten_calendars_are_enough(iris):
    BusyCalendarFactory.create_batch(10, user=iris)
    with pytest.raises(services.TooManyCalendars):
        add_calendar(kind="ics", name="x", login=CalendarLogin("https://a.example/"), by=iris)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "fax"},
        {"state": "failing"},
        {"state": "good", "error": "Broken."},
    ],
)
def test_the_database_refuses_states_that_cannot_be(iris, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        BusyCalendarFactory(user=iris, **wrong)


def test_a_busy_time_ends_after_it_begins(iris):
    row = BusyCalendarFactory(user=iris)
    with pytest.raises(IntegrityError), transaction.atomic():
        BusyTime.objects.create(user=iris, calendar=row, starts_at=NOW, ends_at=NOW)
