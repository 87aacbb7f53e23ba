"""Free times: what suits everybody by their own clock, and nothing more told than that a time is not free."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.models import BusyTime, User
from accounts.services import LimitsInput, StretchInput, TimeOffInput, save_availability
from hiring.models import Interview
from hiring.queries.free_times import Obstacle, free_times
from hiring.queries.soft_limits import broken_limits
from hiring.services.appointments import DoubleBooked, refuse_double_booking
from tests.factories import BusyCalendarFactory, CandidacyFactory, InterviewFactory, PanelistFactory, UserFactory

from .conftest import NOW

# It is Friday 20 November 2026, nine in Berlin, where the people are.
MONDAY = date(2026, 11, 23)
BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
ALWAYS = [StretchInput(day, time(0), time(23, 59)) for day in range(7)]
USUAL = [StretchInput(day, time(9), time(17)) for day in range(5)]


def say(user: User, *, hours=USUAL, away=(), **limits: int) -> None:
    save_availability(
        hours=hours, time_off=[TimeOffInput(*days) for days in away], limits=LimitsInput(**limits), by=user
    )


def lives_in(user: User, zone: str) -> User:
    User.objects.filter(pk=user.pk).update(timezone=zone)
    user.refresh_from_db()
    return user


def book(user: User, starts_at: datetime, minutes: int = 60, **fields) -> Interview:
    interview = InterviewFactory(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), **fields)
    PanelistFactory(interview=interview, user=user)
    return interview


@pytest.fixture
def free(candidacy, iris, rosa):
    """The free starts on a reader's clock, ``"Tue 09:00"``, for Iris unless somebody else is named."""

    def _free(*users, first=MONDAY, days=1, minutes=60, zone=BERLIN, **more) -> list[str]:
        found = free_times(
            users or [iris],
            candidate=candidacy.candidate,
            minutes=minutes,
            first_day=first,
            days=days,
            zone=zone,
            by=rosa,
            **more,
        )
        assert bool(found.starts) == (found.obstacle is None)
        return [f"{at.astimezone(zone):%a %H:%M}" for at in found.starts]

    return _free


def every_half_hour(first: str, last: str, day: str = "Mon") -> list[str]:
    at, end = (datetime.strptime(words, "%H:%M").replace(tzinfo=UTC) for words in (first, last))
    found = []
    while at <= end:
        found.append(f"{day} {at:%H:%M}")
        at += HOUR / 2
    return found


def test_an_hour_fits_from_the_first_to_the_last_of_the_working_day(free):
    assert free() == every_half_hour("09:00", "16:00")
    assert free(minutes=90) == every_half_hour("09:00", "15:30")
    assert free(minutes=480) == ["Mon 09:00"]
    assert free(step=timedelta(minutes=15))[:3] == ["Mon 09:00", "Mon 09:15", "Mon 09:30"]


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        # Nine to five there is 4:30 to 12:30, 13:30 to 21:30, and 23:30 to 7:30 in Berlin.
        ("Asia/Kolkata", "09:00", "11:30"),
        ("America/St_Johns", "13:30", "16:00"),
    ],
)
def test_hours_of_several_zones_meet(free, iris, ivan, zone, first, last):
    lives_in(ivan, zone)
    assert free(iris, ivan) == every_half_hour(first, last)


def test_the_readers_grid_follows_their_own_half_hours(free, iris):
    kathmandu = ZoneInfo("Asia/Kathmandu")
    assert free(zone=kathmandu) == every_half_hour("14:00", "20:30")


@pytest.mark.parametrize(
    ("now", "first", "hours"),
    [
        # Clocks in New York change on 8 March 2026, three weeks before Berlin's, and back a week after them.
        ((2026, 3, 2), date(2026, 3, 6), every_half_hour("15:00", "16:00", "Fri")),
        ((2026, 3, 2), date(2026, 3, 9), every_half_hour("14:00", "16:00")),
        ((2026, 3, 27), date(2026, 3, 30), every_half_hour("15:00", "16:00")),
        ((2026, 10, 20), date(2026, 10, 26), every_half_hour("14:00", "16:00")),
    ],
)
def test_hours_follow_the_clocks_of_each_place(free, iris, ivan, now, first, hours):
    lives_in(ivan, "America/New_York")
    with time_machine.travel(datetime(*now, tzinfo=UTC), tick=False):
        assert free(iris, ivan, first=first) == hours


@pytest.mark.parametrize(("day", "starts"), [(date(2026, 3, 29), 46), (date(2026, 10, 25), 50)])
def test_a_day_of_a_clock_change_is_longer_or_shorter(free, iris, day, starts):
    say(iris, hours=ALWAYS)
    with time_machine.travel(datetime(day.year, day.month, 1, tzinfo=UTC), tick=False):
        assert len(free(first=day)) == starts


def test_days_away_are_days_of_the_persons_own_calendar(free, iris):
    lives_in(iris, "Pacific/Kiritimati")
    say(iris, hours=ALWAYS, away=[(date(2026, 11, 24), date(2026, 11, 24), "Operation")])
    assert free()[-1] == "Mon 10:00", "midnight there is eleven in Berlin"
    assert free(first=MONDAY + timedelta(days=1))[0] == "Tue 11:00"


def test_who_is_booked_is_not_free_and_keeps_a_break(free, iris):
    book(iris, datetime(2026, 11, 23, 11, tzinfo=UTC))
    assert free() == every_half_hour("09:00", "11:00") + every_half_hour("13:00", "16:00")
    say(iris, break_minutes=15)
    assert free() == every_half_hour("09:00", "10:30") + every_half_hour("13:30", "16:00")


def test_cancelled_ones_and_work_samples_take_no_time(free, iris, candidacy):
    book(iris, datetime(2026, 11, 23, 11, tzinfo=UTC), cancelled_at=datetime(2026, 11, 19, tzinfo=UTC))
    work = candidacy.role.stages.get(kind="work_sample")
    book(iris, datetime(2026, 11, 23, 8, tzinfo=UTC), 60 * 72, candidacy=candidacy, stage=work)
    assert free() == every_half_hour("09:00", "16:00")


def test_a_candidate_who_is_booked_in_another_role_is_not_free(free, candidacy):
    other = CandidacyFactory(candidate=candidacy.candidate)
    book(UserFactory(), datetime(2026, 11, 23, 7, 30, tzinfo=UTC), 6 * 60, candidacy=other)
    assert free() == every_half_hour("14:30", "16:00")


def test_the_interview_that_is_moved_takes_no_time(free, iris, candidacy):
    moved = book(iris, datetime(2026, 11, 23, 11, tzinfo=UTC), candidacy=candidacy)
    assert free(besides=moved) == every_half_hour("09:00", "16:00")


def test_limits_close_the_day_and_the_week(free, iris):
    say(iris, per_day=1, per_week=2)
    book(iris, datetime(2026, 11, 24, 9, tzinfo=UTC))
    week = free(days=7)
    assert {words[:3] for words in week} == {"Mon", "Wed", "Thu", "Fri"}
    book(iris, datetime(2026, 11, 27, 9, tzinfo=UTC))
    assert free(days=8) == every_half_hour("09:00", "16:00")


def test_notice_is_counted_from_now(free, iris):
    say(iris, notice_hours=76)
    assert free() == every_half_hour("13:00", "16:00")
    assert free(first=date(2026, 11, 20)) == []


def test_what_stands_in_the_way_is_told_in_general(candidacy, iris, ivan, rosa):
    def obstacle(*users, first=MONDAY, minutes=60):
        times = {"minutes": minutes, "first_day": first, "days": 7, "zone": BERLIN, "by": rosa}
        return free_times(users, candidate=candidacy.candidate, **times).obstacle

    assert obstacle(iris, first=date(2026, 11, 9)) is Obstacle.PAST
    assert obstacle(iris, minutes=500) is Obstacle.HOURS
    say(ivan, hours=[StretchInput(5, time(9), time(12))])
    assert obstacle(iris, ivan) is Obstacle.HOURS
    say(ivan, away=[(MONDAY, MONDAY + timedelta(days=7), "")])
    assert obstacle(iris, ivan) is Obstacle.TAKEN


def test_an_interview_that_nobody_may_know_of_is_only_time_that_is_not_free(free, candidacy, iris, rosa):
    """Who reads plays no part, so there is nothing in the answer that could differ but the starts."""
    book(iris, datetime(2026, 11, 23, 8, tzinfo=UTC), 7 * 60)
    before = free()
    Interview.objects.update(place="Somewhere secret")
    assert free() == before == every_half_hour("16:00", "16:00")


@pytest.mark.parametrize("seed", range(3))
def test_what_is_offered_is_what_planning_takes_without_a_word(candidacy, iris, ivan, rosa, seed):
    chance = Random(seed)  # noqa: S311
    zones = ["Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Europe/Lisbon"]
    for user in (iris, ivan):
        lives_in(user, chance.choice(zones))
        say(
            user,
            hours=[StretchInput(day, time(chance.randrange(10)), time(chance.randrange(15, 24))) for day in range(7)],
            away=[(MONDAY + timedelta(days=3), MONDAY + timedelta(days=3), "")],
            per_day=2,
            per_week=chance.choice([None, 4]),
            break_minutes=chance.choice([0, 20, 45]),
            notice_hours=chance.choice([0, 75]),
        )
    start = datetime(2026, 11, 23, tzinfo=UTC)
    for _ in range(8):
        book(chance.choice([iris, ivan]), start + timedelta(minutes=5 * chance.randrange(600)), chance.choice([30, 50]))
    minutes = chance.choice([45, 60, 90])

    def suits(at: datetime) -> bool:
        wanted = Interview(
            candidacy=candidacy, stage=candidacy.stage, starts_at=at, ends_at=at + timedelta(minutes=minutes),
            timezone="Europe/Berlin", uid="",
        )  # fmt: skip
        try:
            refuse_double_booking(interview=wanted, users=[iris, ivan], by=rosa)
        except DoubleBooked:
            return False
        return not broken_limits(wanted, [iris, ivan], by=rosa)

    offered = free_times(
        [iris, ivan], candidate=candidacy.candidate, minutes=minutes, first_day=MONDAY, days=3, zone=BERLIN, by=rosa
    )
    first = datetime(2026, 11, 22, 23, tzinfo=UTC)
    grid = [first + n * HOUR / 2 for n in range(3 * 48)]
    assert offered.starts == [at for at in grid if suits(at)]


def test_the_number_of_queries_does_not_depend_on_what_people_hold(free, iris, ivan, django_assert_num_queries):
    with django_assert_num_queries(7):
        free(iris, ivan, days=14)
    say(ivan, per_day=3, away=[(MONDAY, MONDAY, "")])
    for hours in range(5):
        book(iris, datetime(2026, 11, 24, 8 + hours, tzinfo=UTC))
    people = [iris, ivan, *(UserFactory() for _ in range(3))]
    with django_assert_num_queries(7):
        free(*people, days=14)


def test_nobody_is_free_while_their_calendar_elsewhere_says_busy(free, iris, ivan):
    at = datetime(2026, 11, 23, 9, tzinfo=BERLIN)
    before = free(iris, ivan)
    calendar = BusyCalendarFactory(user=ivan)
    BusyTime.objects.create(user=ivan, calendar=calendar, starts_at=at, ends_at=at + 2 * HOUR)
    assert set(before) - set(free(iris, ivan)) == {"Mon 09:00", "Mon 09:30", "Mon 10:00", "Mon 10:30"}
    assert free(iris) == before


def test_nothing_that_has_passed_is_free_even_for_an_empty_panel(candidacy, rosa):
    times = {"minutes": 60, "first_day": date(2026, 11, 16), "days": 7, "zone": BERLIN}
    found = free_times([], candidate=candidacy.candidate, by=rosa, **times).starts
    assert found[0] == NOW
    assert len(found) > 100
