"""The page on which an interview is planned: what it proposes, and how little it asks the database."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.services import LimitsInput, StretchInput, save_availability
from core.models import OutboxMessage
from hiring.queries.free_times import Obstacle
from hiring.queries.people import EXPERIENCED
from hiring.views.free_week import PROBLEMS
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory, UserFactory, seat

AT_MOST = 14


@pytest.fixture
def page(client, rosa, candidacy):
    def _get():
        client.force_login(rosa)
        return client.get(reverse("interview_create", args=[candidacy.uid]))

    return _get


def test_the_number_of_queries_stays(page, role, candidacy, django_assert_max_num_queries):
    page()
    counts = []
    for more in (1, 2):
        for _ in range(more):
            person = UserFactory()
            seat(role, person)
            for one in (candidacy, CandidacyFactory(role=role)):
                PanelistFactory(interview=InterviewFactory(candidacy=one), user=person)
        with django_assert_max_num_queries(AT_MOST) as counted:
            assert page().status_code == 200
        counts.append(len(counted))

    assert counts[0] == counts[1]


def test_only_scored_stages_are_offered_and_the_shown_one_is_chosen(page, candidacy):
    form = page().context["form"]

    stages = list(candidacy.role.stages.in_order())
    assert [uid for uid, _ in form.fields["stage"].choices] == [stage.uid for stage in stages if stage.is_scored]
    assert form["stage"].value() == candidacy.stage.uid


def test_a_stage_says_that_the_planner_sees_an_interview_in_it_already(client, rosa, role, candidacy, ivan):
    later = role.stages.get(guide_stage__key="applied-ml")
    InterviewFactory(candidacy=candidacy, stage=later)
    for address in ("interview_create", "offer_create"):
        client.force_login(rosa)
        named = dict(client.get(reverse(address, args=[candidacy.uid])).context["form"].fields["stage"].choices)
        assert named[later.uid] == f"{later.name} (planned or held)"
        assert named[candidacy.stage.uid] == candidacy.stage.name
    # A panel keeps it from Rosa.
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=rosa)
    page = client.get(reverse("interview_create", args=[candidacy.uid]))
    assert dict(page.context["form"].fields["stage"].choices)[later.uid] == later.name


def test_with_the_references_ahead_a_stage_with_interviews_and_its_length_are_proposed(page, role, candidacy):
    candidacy.stage = role.stages.get(kind="references")
    candidacy.save()
    form = page().context["form"]
    scored = [stage for stage in role.stages.in_order() if stage.is_scored]
    assert form["stage"].value() == scored[-1].uid
    assert form["minutes"].value() == scored[-1].guide_stage.minutes_max


def test_the_last_candidates_panel_is_proposed(page, role, iris, ivan):
    earlier = InterviewFactory(candidacy=CandidacyFactory(role=role))
    PanelistFactory(interview=earlier, user=iris)
    PanelistFactory(interview=earlier, user=ivan, left_at="2026-11-17T08:00Z")
    PanelistFactory(interview=InterviewFactory(cancelled_at="2026-11-17T08:00Z"), user=ivan)

    assert page().context["form"].chosen == {iris.uid}


def test_a_stage_of_another_role_is_refused_and_every_word_kept(client, rosa, candidacy, iris):
    foreign = CandidacyFactory().stage
    client.force_login(rosa)
    typed = {"stage": foreign.uid, "day": "2026-12-01", "start": "10:00", "minutes": "60", "place": "Room 4"}

    answer = client.post(reverse("interview_create", args=[candidacy.uid]), typed | {"panel": [iris.uid]})

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"stage"}
    assert "Room 4" in answer.content.decode()
    assert answer.context["form"].chosen == {iris.uid}
    assert not candidacy.interviews.exists()


def plan_on_page(client, person, candidacy, panel, **changes):
    client.force_login(person)
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    typed = {"stage": candidacy.stage.uid, "day": day, "start": "10:00", "minutes": "60", "panel": [panel.uid]}
    return client.post(reverse("interview_create", args=[candidacy.uid]), typed | changes, follow=True)


def test_somebody_sits_in_to_learn_beside_the_panel(client, rosa, candidacy, iris, stan):
    plan_on_page(client, rosa, candidacy, iris, trainee=stan.uid, give_seats="on")

    places = candidacy.interviews.get().panelists.order_by("pk")
    assert list(places.values_list("user__name", "shadows")) == [("Iris Ito", False), ("Stan Stone", True)]
    assert "you sit in on an interview to learn" in OutboxMessage.objects.get(to=stan.email).text
    assert "you are on the panel" in OutboxMessage.objects.get(to=iris.email).text


def test_whoever_learns_is_not_on_the_panel_as_well(client, rosa, candidacy, iris):
    answer = plan_on_page(client, rosa, candidacy, iris, trainee=iris.uid)

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"trainee": ["Iris Ito is on the panel above. Choose one of the two."]}
    assert not candidacy.interviews.exists()


@pytest.mark.parametrize("trainee", ["nobody-here", "'; drop", "0"])
def test_a_trainee_who_is_nobody_is_refused_at_the_field(client, rosa, candidacy, iris, trainee):
    answer = plan_on_page(client, rosa, candidacy, iris, trainee=trainee)

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"trainee"}


def test_a_trainee_joins_on_the_interviews_page(client, rosa, candidacy, iris, stan):
    interview = InterviewFactory(candidacy=candidacy)
    client.force_login(rosa)

    answer = client.post(
        reverse("panelist_add", args=[interview.uid]),
        {"user": stan.uid, "shadows": "on", "give_seats": "on"},
        follow=True,
    )

    assert interview.panelists.get().shadows
    assert "sits in to learn" in answer.content.decode()


def test_a_planner_who_owes_a_scorecard_is_not_led_to_a_page_that_is_closed_to_them(client, rosa, candidacy, iris):
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=rosa)

    answer = plan_on_page(client, rosa, candidacy, iris)

    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == reverse("candidacy_detail", args=[candidacy.uid])


# --- Free times ------------------------------------------------------------------------------------------------------


BERLIN = ZoneInfo("Europe/Berlin")


def ask(client, person, candidacy, members, **pressed):
    client.force_login(person)
    typed = {
        "stage": candidacy.stage.uid, "day": "2026-11-24", "start": "", "minutes": "60", "place": "Room 4",
        "panel": [user.uid for user in members],
    }  # fmt: skip
    buttons = {"show": "free-show", "week": "free-week", "at": "free-start"}
    sent = {buttons.get(name, name): value for name, value in (pressed or {"show": "1"}).items()}
    return client.post(reverse("interview_create", args=[candidacy.uid]), typed | sent)


def starts(answer, day: int) -> list[str]:
    return [f"{at.astimezone(BERLIN):%H:%M}" for at in answer.context["week"].days[day].starts]


def test_asking_for_free_times_keeps_everything_typed_and_plans_nothing(client, rosa, candidacy, iris):
    answer = ask(client, rosa, candidacy, [iris])

    assert answer.status_code == 200
    assert "Room 4" in answer.text
    assert answer.context["form"].chosen == {iris.uid}
    assert not answer.context["form"].errors, "the start is still to be chosen"
    assert answer.context["week"].monday == date(2026, 11, 23)
    assert "Free times, 23 Nov" in answer.text
    assert starts(answer, 1)[0] == "09:00"
    assert starts(answer, 5) == []
    assert not candidacy.interviews.exists()


@pytest.mark.parametrize("typed", [{"panel": []}, {"minutes": ""}, {"minutes": "1"}, {"stage": "x"}])
def test_what_free_times_need_is_asked_for_beside_its_field(client, rosa, candidacy, iris, typed):
    answer = ask(client, rosa, candidacy, [iris], show="1", **typed)

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == typed.keys()
    assert answer.context["week"] is None
    assert "Room 4" in answer.text


def test_a_chosen_start_is_filled_in_and_planned_with_the_rest(client, rosa, candidacy, iris):
    at = ask(client, rosa, candidacy, [iris]).context["week"].days[3].starts[2]
    answer = ask(client, rosa, candidacy, [iris], at=at.isoformat())
    form = answer.context["form"]

    assert (form["day"].value(), form["start"].value()) == ("2026-11-26", "10:00")
    assert answer.text.count('aria-pressed="true"') == 1
    assert not candidacy.interviews.exists()
    plan_on_page(client, rosa, candidacy, iris, day="2026-11-26", start="10:00")
    assert candidacy.interviews.get().starts_at == at


@pytest.mark.parametrize(
    "at", ["", "x", "2026-11-26T10:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-13-01"]
)
def test_a_start_that_is_none_fills_nothing_in(client, rosa, candidacy, iris, at):
    answer = ask(client, rosa, candidacy, [iris], at=at)

    assert answer.status_code == 200
    assert answer.context["form"]["start"].value() == ""


@pytest.mark.parametrize(
    ("key", "monday"),
    [
        ("2026-W49", date(2026, 11, 30)),
        ("2026-W46", date(2026, 11, 9)),
        ("x", date(2026, 11, 23)),
        ("9999-W1", date(2026, 11, 23)),
    ],
)
def test_weeks_are_turned_by_buttons(client, rosa, candidacy, iris, key, monday):
    week = ask(client, rosa, candidacy, [iris], week=key).context["week"]

    assert week.monday == monday
    assert (week.problem == PROBLEMS[Obstacle.PAST]) == (key == "2026-W46")


def test_the_second_of_two_equal_hours_is_chosen_as_such(client, rosa, candidacy, iris):
    with time_machine.travel(datetime(2026, 10, 19, tzinfo=UTC), tick=False):
        for at, which in (("2026-10-25T00:30:00+00:00", "first"), ("2026-10-25T01:30:00+00:00", "second")):
            form = ask(client, rosa, candidacy, [iris], at=at).context["form"]
            assert [form[name].value() for name in ("day", "start", "occurrence")] == ["2026-10-25", "02:30", which]
            assert form.cleaned_data["starts_at"] == datetime.fromisoformat(at)


def test_the_candidates_clock_stands_beside_in_another_zone_only(client, rosa, candidacy, iris):
    candidacy.candidate.timezone = "Asia/Kolkata"
    candidacy.candidate.save()
    assert " in Kolkata</span>" in ask(client, rosa, candidacy, [iris]).text
    candidacy.candidate.timezone = rosa.timezone
    candidacy.candidate.save()
    assert "free-there" not in ask(client, rosa, candidacy, [iris]).text


def test_who_sits_in_to_learn_must_be_free_as_well(client, rosa, candidacy, iris, stan):
    save_availability(hours=[StretchInput(1, time(9), time(10))], time_off=[], limits=LimitsInput(), by=stan)
    week = ask(client, rosa, candidacy, [iris], show="1", trainee=stan.uid).context["week"]

    assert sum(len(day.starts) for day in week.days) == 1


def test_a_work_sample_has_no_free_times(client, rosa, candidacy, iris):
    work = candidacy.role.stages.get(kind="work_sample")
    answer = ask(client, rosa, candidacy, [iris], show="1", stage=work.uid, days="7")

    assert answer.status_code == 200
    assert "takes nobody&#x27;s time" in answer.text


def test_hidden_interviews_of_the_candidate_leave_no_trace(client, rosa, candidacy, iris, ivan):
    """Rosa owes a scorecard on the candidate: each gap in the week would tell her of a later interview."""
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=rosa)
    before = ask(client, rosa, candidacy, [iris])
    stage = candidacy.role.stages.get(kind="culture")
    at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    later = InterviewFactory(candidacy=candidacy, stage=stage, starts_at=at, ends_at=at + timedelta(hours=1))
    PanelistFactory(interview=later, user=ivan)
    after = ask(client, rosa, candidacy, [iris])

    lost = [line for line in before.text.splitlines() if line not in after.text.splitlines() and "csrf" not in line]
    assert starts(before, 1) == starts(after, 1) != []
    assert lost == []
    assert [person.why + person.time for person in before.context["form"].people] == [
        person.why + person.time for person in after.context["form"].people
    ]


def test_asking_again_stays_in_the_week_that_is_shown(client, rosa, candidacy, iris):
    answer = ask(client, rosa, candidacy, [iris], week="2026-W50")
    again = f'<button class="btn btn-sm" name="free-week" value="{answer.context["week"].key}"'
    assert (answer.context["week"].key, again in answer.text) == ("2026-W50", True)
    assert answer.context["week"].monday == date(2026, 12, 7)


def test_moving_offers_the_panels_times_and_the_one_it_had(client, rosa, candidacy, iris, plan):
    interview = plan(iris, hours=97)
    client.force_login(rosa)
    url = reverse("interview_edit", args=[interview.uid])
    typed = {"day": "2026-11-24", "start": "10:00", "minutes": "60", "place": "Room 9"}

    answer = client.post(url, typed | {"free-show": "1"})

    assert answer.status_code == 200
    assert "10:00" in starts(answer, 1)
    assert answer.text.count('aria-pressed="true"') == 1
    interview.refresh_from_db()
    assert interview.place != "Room 9"


def test_the_number_of_queries_for_free_times_stays(client, role, rosa, candidacy, iris, django_assert_max_num_queries):
    ask(client, rosa, candidacy, [iris])
    counts = []
    for more in (1, 3):
        for _ in range(more):
            person = UserFactory()
            seat(role, person)
            PanelistFactory(interview=InterviewFactory(candidacy=CandidacyFactory(role=role)), user=person)
        with django_assert_max_num_queries(22) as counted:
            ask(client, rosa, candidacy, [iris, person])
        counts.append(len(counted))
    assert counts[0] == counts[1]


# --- Why somebody is suggested ---------------------------------------------------------------------------------------


def facts(answer, person) -> list[str]:
    return next(one.why + one.time for one in answer.context["form"].people if one.user == person)


def test_each_fact_that_suggests_somebody_is_said(client, rosa, role, candidacy, iris, ivan, stan):
    past = {"starts_at": datetime(2026, 11, 10, 9, tzinfo=UTC), "ends_at": datetime(2026, 11, 10, 10, tzinfo=UTC)}
    other = CandidacyFactory(role=role)
    PanelistFactory(interview=InterviewFactory(candidacy=other, stage=candidacy.stage, **past), user=iris)
    culture = role.stages.get(kind="culture")
    PanelistFactory(interview=InterviewFactory(candidacy=other, stage=culture, **past), user=ivan)
    elsewhere = CandidacyFactory()
    kind = elsewhere.role.stages.get(kind=candidacy.stage.kind)
    PanelistFactory(interview=InterviewFactory(candidacy=elsewhere, stage=kind, **past), user=stan)
    save_availability(hours=[], time_off=[], limits=LimitsInput(per_week=4), by=stan)

    answer = ask(client, rosa, candidacy, [iris])

    assert facts(answer, iris)[0] == "on this stage's panel before"
    assert facts(answer, ivan)[0] == "on this role's panels before"
    assert facts(answer, stan) == [
        "has interviewed in a stage of this kind before", "no seat on this role",
        "no interview that week, limit 4", "no free time",
    ]  # fmt: skip
    assert facts(answer, iris)[-1] == "has free time"
    people = answer.context["form"].people
    assert people[0].user == iris
    assert [person.group for person in people if person.user == stan] == [EXPERIENCED]


def test_what_the_planner_must_not_know_suggests_nobody(client, rosa, role, candidacy, ivan):
    """A second candidate's interviews are hidden from Rosa, who owes a scorecard there."""
    hidden = CandidacyFactory(role=role)
    PanelistFactory(interview=InterviewFactory(candidacy=hidden), user=rosa)
    before = facts(ask(client, rosa, candidacy, [ivan]), ivan)
    past = {"starts_at": datetime(2026, 11, 19, 9, tzinfo=UTC), "ends_at": datetime(2026, 11, 19, 10, tzinfo=UTC)}
    PanelistFactory(interview=InterviewFactory(candidacy=hidden, stage=candidacy.stage, **past), user=ivan)

    assert facts(ask(client, rosa, candidacy, [ivan]), ivan) == before


def test_who_learnt_or_left_has_not_interviewed(client, rosa, role, candidacy, iris, ivan):
    past = {"starts_at": datetime(2026, 11, 10, 9, tzinfo=UTC), "ends_at": datetime(2026, 11, 10, 10, tzinfo=UTC)}
    held = InterviewFactory(candidacy=CandidacyFactory(role=role), stage=candidacy.stage, **past)
    PanelistFactory(interview=held, user=iris, shadows=True)
    PanelistFactory(interview=held, user=ivan, left_at="2026-11-09T08:00Z")
    answer = ask(client, rosa, candidacy, [iris])

    for person in (iris, ivan):
        assert not [words for words in facts(answer, person) if "before" in words]
