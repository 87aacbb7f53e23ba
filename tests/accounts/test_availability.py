"""One's own working hours, time off and limits: what is stored, refused, kept as typed, and meant on which clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from accounts import services
from accounts.models import PlanningLimits, TimeOff, WorkingStretch
from accounts.queries import Availability, availability_of
from accounts.services import LimitsInput, StretchInput, TimeOffInput
from core.models import AuditEvent
from tests.factories import UserFactory

PAGE = "/preferences/availability/"
NO_ROWS = {"off-TOTAL_FORMS": "2", "off-INITIAL_FORMS": "0"}
MORNING, AFTERNOON = StretchInput(0, time(9), time(12, 30)), StretchInput(0, time(13, 30), time(17))
AWAY = TimeOffInput(date(2026, 12, 24), date(2026, 12, 31), "Family")


@pytest.fixture(autouse=True)
def _friday():
    with time_machine.travel(datetime(2026, 11, 20, 8, tzinfo=UTC), tick=False):
        yield


def save(by, **changes):
    values = {"hours": [MORNING, AFTERNOON], "time_off": [AWAY], "limits": LimitsInput(2, 5, 15, 24)} | changes
    services.save_availability(**values, by=by)


def stored(user) -> Availability:
    return availability_of([user])[0]


def test_whoever_said_nothing_works_from_monday_to_friday_without_limits(iris):
    found = stored(iris)
    assert found.hours == {day: [(time(9), time(17))] for day in range(5)}
    assert found == Availability(iris)
    assert (found.away, found.per_day, found.per_week) == ([], None, None)


def test_what_was_saved_is_read_without_the_note(iris, ivan):
    save(iris)
    found = stored(iris)
    assert found.hours == {0: [(time(9), time(12, 30)), (time(13, 30), time(17))]}
    assert found.away == [(date(2026, 12, 24), date(2026, 12, 31))]
    assert (found.per_day, found.per_week, found.break_minutes, found.notice_hours) == (2, 5, 15, 24)
    assert "Family" not in repr(found)
    assert stored(ivan).per_day is None


def test_saving_again_replaces_and_no_hours_are_no_usual_hours(iris):
    save(iris)
    save(iris, hours=[], time_off=[], limits=LimitsInput())
    assert stored(iris).hours == {}
    assert not TimeOff.objects.exists()
    assert PlanningLimits.objects.count() == 1


def test_reading_many_costs_three_queries(iris, ivan, mara, django_assert_num_queries):
    save(iris)
    with django_assert_num_queries(3):
        assert len(availability_of([iris, ivan, mara])) == 3


def test_the_trail_tells_that_it_changed_and_nothing_of_it(iris):
    save(iris)
    event = AuditEvent.objects.get(verb="person.availability_changed")
    assert (event.actor, event.object_uid, event.data) == (iris, iris.uid, {})


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"hours": [StretchInput(0, time(9), time(9))]}, services.HoursImpossible),
        ({"hours": [StretchInput(7, time(9), time(10))]}, services.HoursImpossible),
        ({"hours": [MORNING, StretchInput(0, time(12), time(13))]}, services.HoursImpossible),
        ({"time_off": [TimeOffInput(date(2026, 12, 2), date(2026, 12, 1))]}, services.TimeOffImpossible),
        ({"limits": LimitsInput(per_day=0)}, services.LimitImpossible),
        ({"limits": LimitsInput(per_week=51)}, services.LimitImpossible),
        ({"limits": LimitsInput(break_minutes=-1)}, services.LimitImpossible),
        ({"limits": LimitsInput(notice_hours=721)}, services.LimitImpossible),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(iris, changes, refusal):
    save(iris)
    before = stored(iris)
    with pytest.raises(refusal):
        save(iris, **changes)
    assert stored(iris) == before


def test_stretches_that_touch_do_not_overlap(iris):
    save(iris, hours=[MORNING, StretchInput(0, time(12, 30), time(14))])
    assert len(stored(iris).hours[0]) == 2


@pytest.mark.parametrize(
    "row",
    [
        lambda user: WorkingStretch(user=user, weekday=0, starts=time(9), ends=time(8)),
        lambda user: WorkingStretch(user=user, weekday=7, starts=time(9), ends=time(10)),
        lambda user: TimeOff(user=user, first_day=date(2026, 12, 2), last_day=date(2026, 12, 1)),
        lambda user: PlanningLimits(user=user, per_day=0),
    ],
)
def test_the_database_refuses_it_as_well(iris, row):
    with pytest.raises(IntegrityError), transaction.atomic():
        row(iris).save()


# --- What the hours mean ---------------------------------------------------------------------------------------------


def works(zone: str, begin: str, minutes: int = 60, *, hours=None) -> bool:
    """Whether somebody in ``zone`` works for ``minutes`` from ``begin``, on their own clock unless it has an offset."""
    found = Availability(UserFactory.build(timezone=zone))
    if hours is not None:
        found.hours = dict.fromkeys(range(7), hours)
    at = datetime.fromisoformat(begin)
    start = (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    return found.works(start, start + timedelta(minutes=minutes))


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kolkata", "Australia/Adelaide", "Pacific/Kiritimati"])
def test_usual_hours_are_those_of_the_own_clock(zone):
    assert works(zone, "2026-11-23T09:00")
    assert works(zone, "2026-11-23T16:00")
    assert not works(zone, "2026-11-23T08:59")
    assert not works(zone, "2026-11-23T16:01")
    assert not works(zone, "2026-11-22T12:00"), "a Sunday"


@pytest.mark.parametrize(
    ("zone", "begin", "fits"),
    [
        # Kolkata is 5:30 ahead: 9:00 there is 3:30 in UTC.
        ("Asia/Kolkata", "2026-11-23T03:30+00:00", True),
        ("Asia/Kolkata", "2026-11-23T03:29+00:00", False),
        # Adelaide is 10:30 ahead in November, 9:30 in July.
        ("Australia/Adelaide", "2026-11-22T22:30+00:00", True),
        ("Australia/Adelaide", "2026-07-05T22:30+00:00", False),
        ("Australia/Adelaide", "2026-07-05T23:30+00:00", True),
        # Sunday in Honolulu is Monday in Kiritimati, on the same meridian and a day ahead.
        ("Pacific/Kiritimati", "2026-11-22T10:00-10:00", True),
        ("Pacific/Honolulu", "2026-11-22T10:00-10:00", False),
        # Friday in Honolulu is Saturday in Kiritimati.
        ("Pacific/Kiritimati", "2026-11-20T10:00-10:00", False),
        ("Pacific/Honolulu", "2026-11-20T10:00-10:00", True),
        # Berlin before and after each change of clocks, by the same instant of the day.
        ("Europe/Berlin", "2026-03-27T07:00+00:00", False),
        ("Europe/Berlin", "2026-03-30T07:00+00:00", True),
        ("Europe/Berlin", "2026-10-23T07:00+00:00", True),
        ("Europe/Berlin", "2026-10-26T07:00+00:00", False),
    ],
)
def test_an_instant_is_read_on_the_persons_clock(zone, begin, fits):
    assert works(zone, begin) is fits


NIGHT = [(time(0), time(4))]


@pytest.mark.parametrize(
    ("begin", "minutes", "fits"),
    [
        # 29 March 2026: from 2:00 the clocks say 3:00. Midnight to 4:00 lasts three hours.
        ("2026-03-29T00:00+01:00", 180, True),
        ("2026-03-29T00:00+01:00", 181, False),
        ("2026-03-29T01:30+01:00", 60, True),
        # 25 October 2026: at 3:00 the clocks say 2:00 again. It lasts five.
        ("2026-10-25T00:00+02:00", 300, True),
        ("2026-10-25T00:00+02:00", 301, False),
        ("2026-10-25T02:30+01:00", 60, True),
    ],
)
def test_a_stretch_across_a_change_of_clocks_is_as_long_as_that_night(begin, minutes, fits):
    assert works("Europe/Berlin", begin, minutes, hours=NIGHT) is fits


def test_a_time_may_run_over_touching_stretches_and_midnight_but_over_no_gap():
    assert works("UTC", "2026-11-23T12:00", hours=[(time(9), time(12, 30)), (time(12, 30), time(14))])
    assert not works("UTC", "2026-11-23T12:00", hours=[(time(9), time(12, 30)), (time(12, 45), time(14))])
    assert works("UTC", "2026-11-23T23:30", hours=[(time(0), time(23, 59))])
    assert not works("UTC", "2026-11-23T23:30", hours=[(time(0), time(23, 58))])


@pytest.mark.parametrize(
    ("begin", "away"),
    [
        ("2026-11-22T11:00-10:00", True),  # Monday the 23rd in Kiritimati
        ("2026-11-23T11:00-10:00", False),
        ("2026-11-22T09:00+00:00", False),  # ends as the 23rd begins there
        ("2026-11-22T09:01+00:00", True),
    ],
)
def test_days_away_are_days_of_the_own_calendar(begin, away):
    found = Availability(UserFactory.build(timezone="Pacific/Kiritimati"))
    found.away = [(date(2026, 11, 23), date(2026, 11, 23))]
    start = datetime.fromisoformat(begin)
    assert found.is_away(start, start + timedelta(hours=1)) is away


# --- The page --------------------------------------------------------------------------------------------------------


def test_the_page_shows_the_usual_hours_first(as_user, iris):
    page = as_user(iris).get(PAGE)
    assert page.status_code == 200
    assert page.content.decode().count('value="09:00"') == 5


def test_the_page_stores_what_was_typed(as_user, iris):
    sent = NO_ROWS | {
        "day0-starts_0": "09:00", "day0-ends_0": "12:30", "day0-starts_1": "13:30", "day0-ends_1": "17:00",
        "off-0-first_day": "2026-12-24", "off-1-first_day": "2027-01-04", "off-1-last_day": "2027-01-05",
        "off-1-note": "Moving house", "per_day": "2", "break_minutes": "15",
    }  # fmt: skip
    client = as_user(iris)
    assert client.post(PAGE, sent).url == PAGE
    found = stored(iris)
    assert found.hours == {0: [(time(9), time(12, 30)), (time(13, 30), time(17))]}
    assert found.away == [(date(2026, 12, 24), date(2026, 12, 24)), (date(2027, 1, 4), date(2027, 1, 5))]
    assert (found.per_day, found.per_week, found.break_minutes) == (2, None, 15)
    page = client.get(PAGE).content.decode()
    assert "Moving house" in page
    assert "day0-starts_2" in page, "room for one more stretch"
    assert "day1-starts_2" not in page


def test_a_second_tab_is_told_and_keeps_what_was_typed_until_it_is_saved_again(as_user, iris):
    client = as_user(iris)
    empty = client.get(PAGE).content.decode()
    assert 'name="revision" value="0"' in empty
    first = NO_ROWS | {"day0-starts_0": "09:00", "day0-ends_0": "12:30", "revision": "0"}
    second = NO_ROWS | {"day1-starts_0": "10:00", "day1-ends_0": "16:00", "off-0-note": "Moving", "revision": "0"}
    second |= {"off-0-first_day": "2026-12-24"}
    assert client.post(PAGE, first).status_code == 302
    told = client.post(PAGE, second)
    page = told.content.decode()
    assert told.status_code == 409
    assert services.SavedElsewhere.message in page
    assert 'value="10:00"' in page
    assert 'value="Moving"' in page
    assert 'name="revision" value="1"' in page
    assert stored(iris).hours == {0: [(time(9), time(12, 30))]}
    assert AuditEvent.objects.filter(verb="person.availability_changed").count() == 1
    assert client.post(PAGE, second | {"revision": "1"}).status_code == 302
    assert stored(iris).hours == {1: [(time(10), time(16))]}


def test_two_saves_of_the_same_page_at_once_do_not_both_count(iris):
    save(iris)
    save(iris, revision=1)
    with pytest.raises(services.SavedElsewhere):
        save(iris, revision=1)
    assert stored(iris).revision == 2


def test_a_row_is_removed(as_user, iris):
    save(iris)
    sent = {
        "off-TOTAL_FORMS": "3", "off-INITIAL_FORMS": "1", "off-0-first_day": "2026-12-24",
        "off-0-last_day": "2026-12-31", "off-0-DELETE": "on",
    }  # fmt: skip
    assert as_user(iris).post(PAGE, sent).status_code == 302
    assert stored(iris).away == []


def test_time_off_that_is_over_is_not_shown_and_forgotten_with_the_next_save(as_user, iris):
    over = TimeOffInput(date(2026, 11, 1), date(2026, 11, 19), "Knee")
    lasting = TimeOffInput(date(2026, 11, 2), date(2026, 11, 20), "Hip")
    save(iris, time_off=[over, lasting])
    client = as_user(iris)
    page = client.get(PAGE).content.decode()
    assert "Knee" not in page
    assert "Hip" in page
    client.post(PAGE, NO_ROWS | {"off-0-first_day": "2026-11-02", "off-0-last_day": "2026-11-20"})
    assert TimeOff.objects.get().first_day == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("day0-ends_0", "08:00", "The end must come after the start."),
        ("day0-ends_0", "", "Type both times, or none."),
        ("day0-ends_0", "noon", "Type a time, such as 9:00."),
        ("day0-starts_1", "10:00", "09:00 to 12:00 and 10:00 to 17:00 overlap."),
        ("off-0-last_day", "2026-12-01", "The last day cannot come before the first."),
        ("off-0-first_day", "", "Say from which day."),
        ("off-0-first_day", "Christmas", "Type a date."),
        ("per_day", "0", "At least 1."),
        ("per_week", "-3", "At least 1."),
        ("break_minutes", "-1", "At least 0."),
        ("notice_hours", "soon", "Type a whole number."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_everything_typed_stays(as_user, iris, field, typed, words):
    save(iris)
    before = stored(iris)
    sent = NO_ROWS | {
        "day0-starts_0": "09:00", "day0-ends_0": "12:00", "day0-starts_1": "13:00", "day0-ends_1": "17:00",
        "off-0-first_day": "2026-12-24", "off-0-last_day": "2026-12-31", "off-0-note": "Skiing & rest",
        "per_day": "3", "per_week": "7", "break_minutes": "20", "notice_hours": "48", field: typed,
    }  # fmt: skip
    answer = as_user(iris).post(PAGE, sent)
    assert answer.status_code == 422
    form = answer.context["form"]
    errors = {}
    for part in (*form.days, *form.time_off.forms, form.limits):
        errors |= {part.add_prefix(name): [str(word) for word in said] for name, said in part.errors.items()}
    beside = {"day0-starts_1": "day0-ends_1"}.get(field, field)
    assert errors == {beside: [words]}
    page = answer.content.decode()
    assert words in page
    assert typed in page
    for name, value in sent.items():
        assert f'name="{name}" value="{escape(value)}"' in page or name == field
    assert stored(iris) == before


def test_a_form_without_its_parts_is_no_failure(as_user, iris):
    assert as_user(iris).post(PAGE, {}).status_code == 422
    assert not PlanningLimits.objects.exists()


def test_the_page_costs_the_same_for_a_full_week(as_user, iris):
    client = as_user(iris)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        counts.append(len(captured))
        save(iris, time_off=[AWAY, TimeOffInput(date(2027, 1, 1), date(2027, 1, 2))])
    assert counts[0] == counts[1]


def test_the_page_is_for_whoever_is_signed_in(client):
    assert client.get(PAGE).status_code == 302
