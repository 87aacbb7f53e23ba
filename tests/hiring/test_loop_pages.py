"""The pages that plan many interviews at once."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.services import LimitsInput, StretchInput, TimeOffInput, save_availability
from core.models import OutboxMessage
from hiring.models import Interview, LoopPlan, LoopState
from hiring.services import solve_loop
from hiring.solver.apart import SolverFailed
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory

from .test_loops import here, loop, solved, stages, wish  # noqa: F401

MONDAY = "2026-11-23"


@pytest.fixture
def values(candidacy, stages, iris, ivan):  # noqa: F811
    """What is typed for Amara's screen and technical interview in the coming week, with changes."""

    def _values(**changes) -> dict:
        typed = {
            "candidacies": [candidacy.uid], "first_day": MONDAY, "days": "5", "most_days": "1", "hours": "6",
            "rest": "15", "lunch": "30", "lunch_from": "12:00", "lunch_until": "14:00", "order": "fixed", "step": "30",
            "place": "Room 4", "give_seats": "on",
        }  # fmt: skip
        for kind in ("screen", "technical"):
            uid = stages[kind].uid
            typed |= {
                f"use_{uid}": "on", f"minutes_{uid}": "60", f"seats_{uid}": "1", f"people_{uid}": [iris.uid, ivan.uid],
            }  # fmt: skip
        return {name: value for name, value in (typed | changes).items() if value is not None}

    return _values


@pytest.fixture
def page(client, rosa, role):
    client.force_login(rosa)
    return reverse("loop_create", args=[role.uid])


def test_a_proposal_is_made_shown_and_confirmed(client, page, values, here, run_jobs):  # noqa: F811
    answer = client.post(page, values())
    plan = LoopPlan.objects.get()
    detail = reverse("loop_detail", args=[plan.uid])
    assert answer.url == detail
    waiting = client.get(detail).content.decode()
    assert "Looking for the best plan" in waiting
    assert "Look again" in waiting
    run_jobs("hiring.solve_loop")
    shown = client.get(detail).content.decode()
    assert "2 interviews. No better plan exists" in shown
    assert "Monday 23 November" in shown
    assert Interview.objects.count() == OutboxMessage.objects.count() == 0
    after = client.post(reverse("loop_confirm", args=[plan.uid]), follow=True).content.decode()
    assert "All interviews are booked" in after
    assert Interview.objects.count() == 2
    again = client.post(reverse("loop_confirm", args=[plan.uid]), follow=True).content.decode()
    assert "not open any more" in again
    assert Interview.objects.count() == 2


def test_the_candidates_own_time_stands_beside_every_interview(client, page, loop, here, candidacy):  # noqa: F811
    candidacy.candidate.timezone = "Asia/Kolkata"
    candidacy.candidate.save()
    plan = solved(loop())
    first = plan.slots.order_by("starts_at").first()
    shown = client.get(reverse("loop_detail", args=[plan.uid])).content.decode()
    minutes = (first.starts_at.hour * 60 + first.starts_at.minute + 330) % 1440
    assert f"{minutes // 60:02}:{minutes % 60:02} Kolkata" in shown


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"candidacies": None}, "Choose at least one candidate."),
        ({"candidacies": ["unknown"]}, "Select a valid choice"),
        ({"first_day": "2026-11-19"}, "This day is over."),
        ({"first_day": "2029-11-19"}, "more than two years away"),
        ({"first_day": "tomorrow"}, "Enter a valid date."),
        ({"days": "0"}, "At least 1."),
        ({"days": "99999999999999999999"}, "At most 14."),
        ({"hours": "0"}, "At least 1."),
        ({"rest": "-1"}, "At least 0."),
        ({"lunch": "150"}, "Lunch is longer than the time"),
        ({"lunch_until": "11:00"}, "The end must come after the start."),
        ({"order": "backwards"}, "Select a valid choice"),
        ({"step": "7"}, "Select a valid choice"),
        ({"place": "x" * 301}, "at most 300 characters"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_written(client, page, values, changes, words):
    answer = client.post(page, values(**changes))
    assert answer.status_code == 422
    said = answer.content.decode()
    assert words in said
    assert 'value="Room 4"' in said or "place" in changes
    assert not LoopPlan.objects.exists()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("people", None, "Choose at least one person."),
        ("people", ["unknown"], "Select a valid choice"),
        ("seats", "3", "Choose at least 3 people."),
        ("seats", "0", "At least 1."),
        ("seats", "", "Please fill this in."),
        ("minutes", "361", "longer than a candidate"),
        ("minutes", "100000", "At most 720."),
    ],
)
def test_what_is_wrong_with_a_stage_is_told_beside_it(client, page, values, stages, name, value, words):  # noqa: F811
    answer = client.post(page, values(**{f"{name}_{stages['screen'].uid}": value}))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not LoopPlan.objects.exists()


def test_a_stage_is_needed(client, page, values, stages):  # noqa: F811
    off = {f"use_{stages[kind].uid}": None for kind in ("screen", "technical")}
    answer = client.post(page, values(**off))
    assert answer.status_code == 422
    assert "Choose at least one stage." in answer.content.decode()


def test_what_is_planned_already_is_not_planned_again(client, page, values, candidacy, stages):  # noqa: F811
    for kind in ("screen", "technical"):
        InterviewFactory(candidacy=candidacy, stage=stages[kind])
    answer = client.post(page, values())
    assert "All of these interviews are planned already." in answer.content.decode()
    assert answer.status_code == 422


def test_why_nothing_fits_is_said_and_what_would_help(client, page, loop, here, iris, ivan):  # noqa: F811
    for user in (iris, ivan):
        save_availability(hours=[], time_off=[], limits=LimitsInput(), by=user)
    plan = solved(loop(days=1))
    assert plan.state == LoopState.IMPOSSIBLE
    said = client.get(reverse("loop_detail", args=[plan.uid])).content.decode()
    assert "These interviews do not fit." in said
    assert "is free on 23 November" in said


def test_a_longer_day_is_named_as_a_help(client, page, loop, here):  # noqa: F811
    plan = solved(loop(hours=1))
    said = client.get(reverse("loop_detail", args=[plan.uid])).content.decode()
    assert "not all of them together" in said
    assert "Allow 2 hours of interviews a day." in said
    assert "over 2 days" in said


def test_without_a_help_no_heading_promises_one(client, page, loop):  # noqa: F811
    plan = loop()
    helps = [{"kind": kind, "candidate": "", "stage": "", "number": 0} for kind in ("lunch", "rest")]
    LoopPlan.objects.update(state=LoopState.IMPOSSIBLE, answer={"causes": [], "helps": []})
    said = client.get(reverse("loop_detail", args=[plan.uid])).content.decode()
    assert "No single change that was tried makes it fit." in said
    assert "What would make it fit" not in said
    assert "by itself." not in said.replace("would fit by itself", "")
    LoopPlan.objects.update(answer={"causes": [], "helps": helps})
    said = client.get(reverse("loop_detail", args=[plan.uid])).content.decode()
    assert "What would make it fit" in said
    assert "Each of these by itself." in said
    assert "No single change" not in said


def test_why_somebody_is_named_is_true_of_every_stage(client, page, role, stages, iris, stan):  # noqa: F811
    first = role.stages.in_order()[0]
    held = InterviewFactory(
        candidacy=CandidacyFactory(role=role), stage=first, starts_at=_at(9, day=18), ends_at=_at(10, day=18)
    )
    PanelistFactory(interview=held, user=iris)
    said = client.get(page).content.decode()
    planned = sum(f'name="use_{stage.uid}"' in said for stage in role.stages.all())
    assert planned > 1
    assert said.count("on this role&#x27;s panels before") == planned
    assert "stage&#x27;s panel before" not in said
    assert "stage of this kind" not in said
    assert said.count("no seat on this role") >= planned


def test_a_second_plan_is_refused_on_the_page(client, page, values, loop):  # noqa: F811
    loop()
    answer = client.post(page, values())
    assert answer.status_code == 422
    assert "Another plan of yours is being made." in answer.content.decode()
    assert LoopPlan.objects.count() == 1


def test_later_days_are_named_up_to_the_last_that_can_be_asked_for(client, page, loop, here, iris, ivan):  # noqa: F811
    for user in (iris, ivan):
        time_off = [TimeOffInput(date(2026, 11, 23), date(2026, 12, 3))]
        hours = [StretchInput(day, *_hours(9, 17)) for day in range(5)]
        save_availability(hours=hours, time_off=time_off, limits=LimitsInput(), by=user)
    plan = solved(loop(days=10))
    said = client.get(reverse("loop_detail", args=[plan.uid])).content.decode()
    assert "Look at days up to 6 December." in said


def test_nothing_of_what_keeps_people_is_told(client, page, loop, here, iris, ivan, rosa, role, stages):  # noqa: F811
    """Rosa may not know of Bea's later interview: it takes Iris' time and leaves no other trace."""
    bea = CandidacyFactory(role=role, candidate__name="Bea Berg")
    for user in (iris, ivan):
        hours = [StretchInput(0, *_hours(9, 10))]
        save_availability(hours=hours, time_off=[], limits=LimitsInput(), by=user)
        hidden = InterviewFactory(
            candidacy=bea, stage=stages["technical"], starts_at=_at(9), ends_at=_at(10)
        )  # fmt: skip
        PanelistFactory(interview=hidden, user=user)
    own = InterviewFactory(candidacy=bea, stage=stages["screen"], starts_at=_at(9, day=19), ends_at=_at(10, day=19))
    PanelistFactory(interview=own, user=rosa)
    plan = solved(loop(stages=[wish(stages["screen"], iris, ivan)], days=1))
    said = client.get(reverse("loop_detail", args=[plan.uid])).content.decode()
    assert "is free on 23 November" in said
    assert "Bea" not in said


def test_a_slot_that_was_taken_is_named_and_nothing_is_booked(client, page, loop, here):  # noqa: F811
    plan = solved(loop())
    slot = plan.slots.order_by("starts_at").last()
    other = InterviewFactory(starts_at=slot.starts_at, ends_at=slot.ends_at)
    PanelistFactory(interview=other, user=slot.panel.get())
    said = client.post(reverse("loop_confirm", args=[plan.uid]), follow=True).content.decode()
    assert "Nothing was booked." in said
    assert "Look for a new plan" in said
    assert Interview.objects.count() == 1
    client.post(reverse("loop_again", args=[plan.uid]))
    assert LoopPlan.objects.count() == 2


def test_a_failed_search_offers_to_try_again(client, page, loop, monkeypatch):  # noqa: F811
    def fail(*args, **kwargs):
        raise SolverFailed

    monkeypatch.setattr("hiring.services.loops.solve_apart", fail)
    plan = loop()
    solve_loop(plan=plan)
    assert "Try again" in client.get(reverse("loop_detail", args=[plan.uid])).content.decode()


def test_that_nothing_is_left_is_said(client, page, loop, candidacy, stages):  # noqa: F811
    plan = loop()
    for kind in ("screen", "technical"):
        InterviewFactory(candidacy=candidacy, stage=stages[kind])
    solve_loop(plan=plan)
    said = client.get(reverse("loop_detail", args=[plan.uid])).content.decode()
    assert "Nothing is left to be planned." in said
    assert "No plan was found" not in said


def test_it_is_reached_from_the_role_and_from_a_candidate(client, page, role, candidacy):
    assert page in client.get(reverse("role_detail", args=[role.uid])).content.decode()
    link = f"{page}?candidacy={candidacy.uid}"
    assert link in client.get(reverse("candidacy_detail", args=[candidacy.uid])).content.decode()
    assert f'value="{candidacy.uid}" checked' in client.get(link).content.decode()


def test_the_pages_take_few_queries(client, page, loop, here, django_assert_max_num_queries, role, candidacy):  # noqa: F811
    plan = solved(loop(candidacy, *[CandidacyFactory(role=role) for _ in range(3)]))
    for path in (page, reverse("loop_detail", args=[plan.uid])):
        client.get(path)
        with django_assert_max_num_queries(15):
            client.get(path)


def _at(hour: int, day: int = 23):
    from datetime import UTC, datetime

    return datetime(2026, 11, day, hour - 1, tzinfo=UTC)


def _hours(first: int, end: int):
    from datetime import time

    return time(first), time(end)


@pytest.mark.usefixtures("here")
def test_people_without_a_seat_are_named_and_get_one_with_the_booking(client, page, values, stan, role, run_jobs):
    screen = role.stages.get(kind="screen")
    typed = values(**{f"people_{screen.uid}": [stan.uid], "give_seats": None})
    refused = client.post(page, typed)
    assert refused.status_code == 422
    assert "Stan Stone has no seat on this role. Give them one, or choose somebody else." in refused.content.decode()
    assert not LoopPlan.objects.exists()

    client.post(page, typed | {"give_seats": "on"})
    run_jobs("hiring.solve_loop")
    assert not stan.seats.exists()
    client.post(reverse("loop_confirm", args=[LoopPlan.objects.get().uid]))
    assert stan.seats.get().kind == "interviewer"


@pytest.mark.usefixtures("here")
def test_what_was_asked_can_be_changed_with_everything_still_there(
    client, page, values, candidacy, role, iris, run_jobs
):
    client.post(page, values(hours="7", place="Room 9"))
    plan = LoopPlan.objects.get()
    run_jobs("hiring.solve_loop")
    shown = client.get(reverse("loop_detail", args=[plan.uid])).content.decode()
    assert f"{page}?from={plan.uid}" in shown

    form = client.get(page, {"from": plan.uid}).context["form"]
    assert form.chosen == {candidacy.uid}
    assert [(form[name].value()) for name in ("hours", "place", "days")] == [7, "Room 9", 5]
    screen = role.stages.get(kind="screen")
    assert form[f"use_{screen.uid}"].value() is True
    assert iris.uid in form[f"people_{screen.uid}"].value()
    assert client.get(page, {"from": "nonsense"}).context["form"].chosen == {""}


@pytest.mark.usefixtures("here")
def test_a_proposal_names_what_it_leaves_out(client, page, values, candidacy, role, iris, run_jobs):
    screen = role.stages.get(kind="screen")
    starts_at = timezone.now() + timedelta(days=1)
    planned = InterviewFactory(
        candidacy=candidacy, stage=screen, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)
    )
    PanelistFactory(interview=planned, user=iris)
    client.post(page, values())
    run_jobs("hiring.solve_loop")
    shown = client.get(reverse("loop_detail", args=[LoopPlan.objects.get().uid])).content.decode()
    assert f"Left out, since planned already: {candidacy.candidate} ({screen.name})." in shown
