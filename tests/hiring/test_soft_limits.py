"""What a time breaks of people's own limits: said in their words of time, overridden with a reason, never forbidden."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import BusyTime, User
from accounts.services import LimitsInput, StretchInput, TimeOffInput, save_availability
from core.models import AuditEvent
from hiring import services
from hiring.models import Interview
from hiring.queries.soft_limits import broken_limits
from tests.factories import BusyCalendarFactory, CandidacyFactory, InterviewFactory, PanelistFactory, UserFactory

# It is Friday 20 November 2026, nine in Berlin, where the people are.
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
USUAL = [StretchInput(day, time(9), time(17)) for day in range(5)]
REASON = "The only hour that suits Amara."


def say(user: User, *, hours=USUAL, away=(), **limits: int) -> None:
    save_availability(
        hours=hours, time_off=[TimeOffInput(*days) for days in away], limits=LimitsInput(**limits), by=user
    )


def book(user: User, starts_at: datetime, minutes: int = 60, **fields) -> Interview:
    """Another interview of ``user``, with somebody else."""
    interview = InterviewFactory(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), **fields)
    PanelistFactory(interview=interview, user=user)
    return interview


@pytest.fixture
def broken(candidacy, rosa, iris):
    """What a time breaks for Iris, as Rosa is told."""

    def _broken(starts_at: datetime = TUESDAY, minutes: int = 60, *, users=(iris,), by: User = rosa) -> list[str]:
        ends_at = starts_at + timedelta(minutes=minutes)
        return broken_limits(
            Interview(candidacy=candidacy, stage=candidacy.stage, starts_at=starts_at, ends_at=ends_at), users, by=by
        )

    return _broken


def test_a_time_that_fits_breaks_nothing(broken, iris):
    assert broken() == []
    say(iris, per_day=1, per_week=1, break_minutes=30, notice_hours=24, away=[(date(2026, 11, 25), date(2026, 11, 30))])
    assert broken() == []


def test_days_away_are_told_without_the_note(broken, iris):
    say(iris, away=[(date(2026, 11, 23), date(2026, 11, 24), "Operation")])
    assert broken() == ["Iris Ito is away that day."]
    assert broken(TUESDAY + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("zone", "starts_at", "words"),
    [
        ("Europe/Berlin", datetime(2026, 11, 24, 19, 30, tzinfo=UTC), "Tuesday, 20:30 to 21:30,"),
        ("Asia/Kolkata", datetime(2026, 11, 24, 12, tzinfo=UTC), "Tuesday, 17:30 to 18:30,"),
        ("Australia/Adelaide", datetime(2026, 11, 24, 9, tzinfo=UTC), "Tuesday, 19:30 to 20:30,"),
        ("Pacific/Kiritimati", datetime(2026, 11, 27, 20, tzinfo=UTC), "Saturday, 10:00 to 11:00,"),
        ("Pacific/Honolulu", datetime(2026, 11, 30, 9, tzinfo=UTC), "Sunday, 23:00 to 00:00,"),
    ],
)
def test_hours_are_told_on_the_persons_clock(broken, iris, zone, starts_at, words):
    iris.timezone = zone
    assert broken(starts_at) == [f"It is {words} for Iris Ito: outside their working hours."]


@pytest.mark.parametrize(
    ("now", "hour", "fits"),
    [
        # 8:00 in UTC is 9:00 in Berlin until 29 March 2026, and 10:00 from then on; back again on 25 October.
        ((2026, 3, 27), 7, False),
        ((2026, 3, 30), 7, True),
        ((2026, 10, 23), 7, True),
        ((2026, 10, 26), 7, False),
        ((2026, 10, 26), 8, True),
    ],
)
def test_hours_follow_the_clocks(broken, now, hour, fits):
    with time_machine.travel(datetime(*now, tzinfo=UTC), tick=False):
        assert (broken(datetime(*now, hour, tzinfo=UTC)) == []) is fits


def test_the_limit_of_a_day_counts_what_stands_on_it(broken, iris):
    say(iris, per_day=2)
    book(iris, TUESDAY + 2 * HOUR)
    book(iris, TUESDAY + timedelta(days=1))
    book(iris, TUESDAY + 3 * HOUR, cancelled_at=TUESDAY)
    assert broken() == []
    book(iris, TUESDAY + 4 * HOUR)
    assert broken() == ["It would be Iris Ito's 3rd interview that day; their limit is 2."]


@pytest.mark.parametrize(("zone", "same"), [("Pacific/Kiritimati", False), ("Asia/Kolkata", True)])
def test_a_day_is_the_persons_own(broken, iris, zone, same):
    """In Kiritimati midnight lies between the two interviews, which is ten in the morning in UTC."""
    User.objects.filter(pk=iris.pk).update(timezone=zone)
    iris.refresh_from_db()
    say(iris, per_day=1, hours=[StretchInput(day, time(0), time(23, 59)) for day in range(7)])
    book(iris, datetime(2026, 11, 24, 9, tzinfo=UTC), 30)
    assert len(broken(datetime(2026, 11, 24, 10, 30, tzinfo=UTC))) == same


@pytest.mark.parametrize(("monday", "same"), [(23, True), (22, False)])
def test_the_limit_of_a_week_runs_from_monday_to_sunday(broken, iris, monday, same):
    say(iris, per_week=1)
    book(iris, datetime(2026, 11, monday, 12, tzinfo=UTC))
    told = ["It would be Iris Ito's 2nd interview that week; their limit is 1."]
    assert broken() == (told if same else [])


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (65, "Only 5 minutes between this and another interview of Iris Ito; they ask for 15."),
        (61, "Only 1 minute between this and another interview of Iris Ito; they ask for 15."),
        (60, "Only 0 minutes between this and another interview of Iris Ito; they ask for 15."),
        (75, None),
        (-65, "Only 5 minutes between this and another interview of Iris Ito; they ask for 15."),
        (-75, None),
    ],
)
def test_a_break_is_measured_before_and_after(broken, iris, after, words):
    say(iris, break_minutes=15)
    book(iris, TUESDAY + timedelta(minutes=after))
    assert broken() == ([words] if words else [])


def test_notice_is_measured_from_now(broken, iris):
    say(iris, notice_hours=100)
    assert broken() == ["Iris Ito asks to be told 100 hours before; this is sooner."]
    say(iris, notice_hours=97)
    assert broken() == [], "Tuesday at nine is 97 hours away"


def test_what_is_over_and_work_samples_take_nobodys_time(broken, iris, candidacy, rosa):
    assert broken(datetime(2026, 11, 15, 9, tzinfo=UTC)) == []
    work = candidacy.role.stages.get(kind="work_sample")
    night = TUESDAY + 12 * HOUR
    interview = Interview(candidacy=candidacy, stage=work, starts_at=night, ends_at=night + HOUR)
    assert broken_limits(interview, [iris], by=rosa) == []


def test_of_interviews_that_the_planner_does_not_see_only_the_limit_is_told(broken, iris, candidacy, rosa):
    """Rosa sits on a panel of the other candidate and owes a scorecard: others' interviews there are hidden."""
    say(iris, per_day=1, per_week=1, break_minutes=15)
    other = CandidacyFactory(role=candidacy.role, candidate__name="Hidden Hanna")
    PanelistFactory(interview=InterviewFactory(candidacy=other, starts_at=TUESDAY - timedelta(days=7)), user=rosa)
    hidden = book(iris, TUESDAY + timedelta(minutes=65), candidacy=other)
    assert not Interview.objects.visible_to(rosa).filter(pk=hidden.pk).exists()
    assert broken() == [
        "Iris Ito's limit of interviews for that day is reached.",
        "Iris Ito's limit of interviews for that week is reached.",
        "Iris Ito is not available so close to that time; they ask for 15 minutes of break.",
    ]


def test_who_is_busy_elsewhere_is_told_without_what_it_is(broken, iris, ivan):
    calendar = BusyCalendarFactory(user=iris, name="Clinic")
    for start in (TUESDAY + HOUR / 2, TUESDAY + 3 * HOUR):
        BusyTime.objects.create(user=iris, calendar=calendar, starts_at=start, ends_at=start + HOUR)
    assert broken(users=(iris, ivan)) == ["Iris Ito is busy at that time, as their calendar says."]
    assert broken(TUESDAY - HOUR / 2, users=(iris, ivan)) == []
    assert broken(TUESDAY + 3 * HOUR / 2, users=(iris, ivan)) == []


def test_many_people_cost_the_same(broken, iris, django_assert_num_queries):
    book(iris, TUESDAY + 2 * HOUR)
    for users in ([iris], [iris, *UserFactory.create_batch(4)]):
        with django_assert_num_queries(6):
            broken(users=users)


# --- Planning all the same -------------------------------------------------------------------------------------------


def test_planning_is_warned_of_everybody_and_nothing_is_stored(plan, iris, ivan):
    say(iris, away=[(date(2026, 11, 24), date(2026, 11, 24))])
    say(ivan, notice_hours=200)
    with pytest.raises(services.OutsideLimits) as told:
        plan(iris, ivan, hours=97, override_reason=" ")
    assert told.value.warnings == [
        "Iris Ito is away that day.",
        "Ivan Ivanov asks to be told 200 hours before; this is sooner.",
    ]
    assert not Interview.objects.exists()


def test_a_reason_plans_it_and_the_trail_holds_the_fact_alone(plan, iris):
    interview = plan(iris, hours=109, override_reason=f"  {REASON} ")
    assert interview.override_reason == REASON
    event = AuditEvent.objects.get(verb="interview.planned")
    assert event.data["overridden"] is True
    assert REASON not in str(event.data)


def test_a_reason_for_nothing_is_not_kept(plan, iris):
    assert plan(iris, hours=97, override_reason=REASON).override_reason == ""
    assert AuditEvent.objects.get(verb="interview.planned").data["overridden"] is False


def move(interview: Interview, by: User, **changes) -> Interview:
    values = {
        "starts_at": interview.starts_at, "ends_at": interview.ends_at, "timezone": "Europe/Berlin",
        "place": interview.place,
    } | changes  # fmt: skip
    return services.change_interview(interview=interview, by=by, **values)


def test_moving_is_measured_anew_and_another_place_is_not(plan, rosa, iris):
    interview = plan(iris, hours=109, override_reason=REASON)
    assert move(interview, rosa, place="Room 4").override_reason == REASON
    night = interview.starts_at + HOUR
    with pytest.raises(services.OutsideLimits):
        move(interview, rosa, starts_at=night, ends_at=night + HOUR)
    interview.refresh_from_db()
    assert move(interview, rosa, starts_at=TUESDAY, ends_at=TUESDAY + HOUR).override_reason == ""
    assert [event.data["overridden"] for event in AuditEvent.objects.filter(verb="interview.changed")] == [False, False]


def test_an_interview_is_not_counted_against_itself(plan, rosa, iris):
    say(iris, per_day=1, break_minutes=15)
    interview = plan(iris, hours=97)
    move(interview, rosa, starts_at=TUESDAY + HOUR, ends_at=TUESDAY + 2 * HOUR)


def test_somebody_joins_against_their_limits_with_a_reason(plan, rosa, iris, ivan):
    interview = plan(iris, hours=109, override_reason=REASON)
    with pytest.raises(services.OutsideLimits):
        services.add_panelist(interview=interview, user=ivan, by=rosa)
    interview.refresh_from_db()
    services.add_panelist(interview=interview, user=ivan, override_reason="He offered.", by=rosa)
    interview.refresh_from_db()
    assert interview.override_reason.splitlines() == [REASON, "He offered."]
    assert AuditEvent.objects.get(verb="panelist.added").data["overridden"] is True


# --- The pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def late(client, candidacy, rosa, iris) -> dict[str, object]:
    """What Rosa types to plan an interview late in the evening."""
    client.force_login(rosa)
    return {
        "stage": candidacy.stage.uid, "day": "2026-11-24", "start": "20:30", "minutes": "60",
        "place": "Room 4", "panel": [iris.uid],
    }  # fmt: skip


WARNED = "It is Tuesday, 20:30 to 21:30, for Iris Ito: outside their working hours."


def test_the_form_comes_back_with_the_warnings_and_everything_typed(client, candidacy, iris, late):
    url = reverse("interview_create", args=[candidacy.uid])
    assert "Plan it all the same" not in client.get(url).content.decode()
    answer = client.post(url, late)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert WARNED in page
    assert "Plan it all the same, because…" in page
    assert page.index(WARNED) > page.index('name="start"')
    assert "Room 4" in page
    assert answer.context["form"].chosen == {iris.uid}
    assert not Interview.objects.exists()


def test_with_a_reason_it_is_planned_and_the_reason_shown_to_planners_only(client, candidacy, late, iris):
    url = reverse("interview_create", args=[candidacy.uid])
    assert client.post(url, late | {"override_reason": REASON}).status_code == 302
    detail = reverse("interview_detail", args=[Interview.objects.get().uid])
    assert REASON in client.get(detail).content.decode()
    client.force_login(iris)
    assert REASON not in client.get(detail).content.decode()


def test_a_reason_stays_when_the_form_comes_back_for_something_else(client, candidacy, late):
    url = reverse("interview_create", args=[candidacy.uid])
    assert REASON in client.post(url, late | {"override_reason": REASON, "minutes": ""}).content.decode()


def test_moving_warns_as_well(client, plan, iris, late):
    interview = plan(iris, hours=97)
    url = reverse("interview_edit", args=[interview.uid])
    answer = client.post(url, late)
    assert answer.status_code == 422
    assert WARNED in answer.content.decode()
    interview.refresh_from_db()
    assert interview.starts_at == TUESDAY
    assert client.post(url, late | {"override_reason": REASON}).status_code == 302
    interview.refresh_from_db()
    assert interview.override_reason == REASON


def test_adding_to_a_panel_warns_on_a_page_of_its_own(client, plan, iris, ivan, late):
    say(ivan, away=[(date(2026, 11, 24), date(2026, 11, 24))])
    interview = plan(iris, hours=97)
    assert "override_reason" not in client.get(reverse("interview_detail", args=[interview.uid])).content.decode()
    url = reverse("panelist_add", args=[interview.uid])
    answer = client.post(url, {"user": ivan.uid, "shadows": "on"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ivan Ivanov is away that day." in page
    assert f'value="{ivan.uid}" selected' in page
    assert "checked" in page
    answer = client.post(url, {"user": ivan.uid, "shadows": "on", "override_reason": REASON})
    assert answer.status_code == 302
    assert interview.panelists.get(user=ivan).shadows
