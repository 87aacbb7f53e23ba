"""Planning many interviews at once: asked for, solved, then booked as a whole or not at all."""

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.conf import settings

from accounts.models import User
from accounts.services import LimitsInput, StretchInput, TimeOffInput, save_availability
from core.models import AuditEvent, OutboxMessage
from hiring import services
from hiring.models import Candidacy, Interview, LoopPlan, LoopState
from hiring.queries.loops import problem_of
from hiring.services import AllPlanned, DaysOver, LoopGone, LoopRunning, LoopTooOld, NobodyToPlan, SlotTaken, TooMany
from hiring.solver.apart import SolverFailed
from hiring.solver.plan import Slot, from_json
from hiring.solver.reasons import solve as in_process
from hiring.solver.search import Effort
from tests.factories import CandidacyFactory, InterviewFactory, PanelistFactory, UserFactory
from tests.rig.races import together

from .conftest import NOW
from .solver.checker import broken

# It is Friday 20 November 2026, nine in Berlin.
MONDAY = date(2026, 11, 23)


def wish(stage, *people: User, minutes: int = 60, seats: int = 1) -> dict:
    return {"stage": stage.pk, "minutes": minutes, "seats": seats, "people": [user.pk for user in people]}


def wishes(*stages: dict, **changes: object) -> dict:
    return {
        "first_day": MONDAY.isoformat(), "days": 5, "most_days": 1, "hours": 6, "rest": 15, "lunch": 30,
        "lunch_from": "12:00", "lunch_until": "14:00", "in_order": True, "step": 30, "place": "Room 4",
        "give_seats": True, "stages": list(stages),
    } | changes  # fmt: skip


@pytest.fixture
def here(monkeypatch):
    """The solver in this process: what a process of its own does is tested with the solver."""
    seen = []

    def solve(problem, *, seconds, workers, gap, folder):
        seen.append(problem)
        plan = in_process(problem, Effort(seconds=seconds, workers=workers, gap=gap), explain_seconds=20)
        return from_json(json.loads(json.dumps(plan.as_json())))

    monkeypatch.setattr("hiring.services.loops.solve_apart", solve)
    return seen


@pytest.fixture
def stages(role):
    return {stage.kind: stage for stage in role.stages.in_order()}


@pytest.fixture
def loop(candidacy, stages, iris, ivan, rosa):
    """Ask for a loop of two stages for one candidate, or for what is named."""

    def _loop(*candidacies, **changes) -> LoopPlan:
        by = changes.pop("by", rosa)
        asked = changes.pop("stages", [wish(stages["screen"], iris, ivan), wish(stages["technical"], iris, ivan)])
        return services.request_loop(
            role=candidacy.role, candidacies=candidacies or [candidacy], zone="Europe/Berlin",
            wishes=wishes(*asked, **changes), by=by,
        )  # fmt: skip

    return _loop


def solved(plan: LoopPlan) -> LoopPlan:
    services.solve_loop(plan=plan)
    plan.refresh_from_db()
    return plan


def test_a_proposal_books_nothing_and_tells_nobody(here, loop):
    plan = solved(loop())
    assert plan.state == LoopState.PROPOSED
    assert [slot.stage.kind for slot in plan.slots.order_by("starts_at")] == ["screen", "technical"]
    assert (Interview.objects.count(), OutboxMessage.objects.count()) == (0, 0)
    assert plan.answer["status"] == "optimal"


def test_what_is_proposed_breaks_no_rule(here, loop, candidacy, role):
    others = [CandidacyFactory(role=role) for _ in range(3)]
    plan = solved(loop(candidacy, *others))
    problem = here[0]
    assert len(problem.meetings) == 8
    minute = datetime(2026, 11, 22, 23, tzinfo=UTC)
    by_meeting = {(one.candidate, one.stage): n for n, one in enumerate(problem.meetings)}
    slots = [
        Slot(
            by_meeting[str(slot.candidacy_id), str(slot.stage_id)],
            int((slot.starts_at - minute).total_seconds() // 60),
            tuple(str(user.pk) for user in slot.panel.all()),
        )
        for slot in plan.slots.all()
    ]
    assert broken(problem, slots) == []


def test_confirming_books_all_of_it_and_invites_everybody_once(here, loop, rosa):
    plan = solved(loop())
    services.confirm_loop(plan=plan, by=rosa)
    interviews = list(Interview.objects.order_by("starts_at"))
    assert [(one.stage.kind, one.place, one.timezone) for one in interviews] == [
        ("screen", "Room 4", "Europe/Berlin"), ("technical", "Room 4", "Europe/Berlin"),
    ]  # fmt: skip
    assert [one.starts_at for one in interviews] == [slot.starts_at for slot in plan.slots.order_by("starts_at")]
    # A candidate and one panelist for each of two interviews.
    assert OutboxMessage.objects.count() == 4
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs.count("interview.planned") == 2
    assert {"loop.requested", "loop.confirmed"} <= set(verbs)


def test_a_proposal_is_confirmed_once(here, loop, rosa):
    plan = solved(loop())
    services.confirm_loop(plan=plan, by=rosa)
    with pytest.raises(LoopGone):
        services.confirm_loop(plan=plan, by=rosa)
    with pytest.raises(LoopGone):
        services.discard_loop(plan=plan, by=rosa)
    assert Interview.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_book_once(here, loop, rosa, mara):
    plan = solved(loop())
    found = together(
        lambda: services.confirm_loop(plan=LoopPlan.objects.get(pk=plan.pk), by=rosa),
        lambda: services.confirm_loop(plan=LoopPlan.objects.get(pk=plan.pk), by=mara),
    )
    assert sorted(type(one).__name__ for one in found) == ["LoopGone", "LoopPlan"]
    assert Interview.objects.count() == 2
    assert OutboxMessage.objects.count() == 4


def test_if_one_is_taken_meanwhile_nothing_is_booked(here, loop, rosa):
    plan = solved(loop())
    last = plan.slots.order_by("starts_at").last()
    InterviewFactory(candidacy=CandidacyFactory(role=plan.role), starts_at=last.starts_at, ends_at=last.ends_at)
    PanelistFactory(interview=Interview.objects.get(), user=last.panel.get())
    before = OutboxMessage.objects.count()
    with pytest.raises(SlotTaken, match=f"{last.stage.name}: .* Nothing was booked"):
        services.confirm_loop(plan=plan, by=rosa)
    plan.refresh_from_db()
    assert plan.state == LoopState.PROPOSED
    assert (Interview.objects.count(), OutboxMessage.objects.count()) == (1, before)


def test_a_stage_that_was_planned_meanwhile_is_not_booked_twice(here, loop, rosa, candidacy, stages):
    plan, other = solved(loop()), solved(loop(stages=[wish(stages["technical"], rosa)], give_seats=True))
    services.confirm_loop(plan=other, by=rosa)
    before = OutboxMessage.objects.count()
    with pytest.raises(SlotTaken, match=f"{stages['technical'].name}: This interview is planned already. Nothing was"):
        services.confirm_loop(plan=plan, by=rosa)
    assert (Interview.objects.count(), OutboxMessage.objects.count()) == (1, before)


def test_of_a_stage_that_was_planned_in_secret_no_word_is_said(here, loop, rosa, iris, candidacy, stages):
    """Rosa owes a scorecard on Amara, so a later interview must not show in what is refused."""
    plan = solved(loop())
    own = InterviewFactory(candidacy=candidacy, stage=stages["culture"], starts_at=NOW - timedelta(days=1))
    PanelistFactory(interview=own, user=rosa)
    hidden = InterviewFactory(candidacy=candidacy, stage=stages["technical"], starts_at=NOW + timedelta(days=9))
    PanelistFactory(interview=hidden, user=iris)
    with pytest.raises(SlotTaken) as refused:
        services.confirm_loop(plan=plan, by=rosa)
    assert refused.value.message == "This proposal cannot be booked any more. Nothing was booked."
    assert Interview.objects.count() == 2


def test_a_day_off_that_was_entered_meanwhile_is_kept(here, loop, rosa):
    plan = solved(loop())
    person = plan.slots.first().panel.get()
    save_availability(
        hours=[StretchInput(day, time(9), time(17)) for day in range(5)],
        time_off=[TimeOffInput(MONDAY, MONDAY)], limits=LimitsInput(), by=person,
    )  # fmt: skip
    with pytest.raises(SlotTaken, match="is away that day"):
        services.confirm_loop(plan=plan, by=rosa)


def test_an_old_proposal_is_not_booked(here, loop, rosa):
    plan = solved(loop())
    LoopPlan.objects.filter(pk=plan.pk).update(made_at=NOW - timedelta(days=3))
    with pytest.raises(LoopTooOld):
        services.confirm_loop(plan=plan, by=rosa)


def test_what_is_planned_already_is_left_out(here, loop, candidacy, stages):
    InterviewFactory(candidacy=candidacy, stage=stages["screen"], starts_at=NOW + timedelta(hours=1))
    plan = solved(loop())
    assert [slot.stage.kind for slot in plan.slots.all()] == ["technical"]
    InterviewFactory(candidacy=candidacy, stage=stages["technical"], starts_at=NOW + timedelta(hours=4))
    with pytest.raises(AllPlanned):
        loop()


def test_a_stage_is_put_after_the_earlier_one_that_stands_and_before_the_later_one(here, loop, candidacy, stages, role):
    """The screen stands on Wednesday, the culture interview on Friday."""
    for kind, day in (("screen", 5), ("culture", 7)):
        at = NOW + timedelta(days=day)
        InterviewFactory(candidacy=candidacy, stage=stages[kind], starts_at=at, ends_at=at + timedelta(hours=1))
    plan = solved(loop(most_days=3))
    assert [slot.starts_at.date() - MONDAY for slot in plan.slots.all()] == [timedelta(days=2)]
    assert plan.slots.get().starts_at >= NOW + timedelta(days=5, hours=1, minutes=15)
    assert here[-1].meetings[0].before == (7 - 3) * 24 * 60 + 9 * 60
    anyhow = solved(loop(most_days=3, in_order=False))
    assert anyhow.slots.get().starts_at.date() == MONDAY


def test_an_earlier_stage_is_not_put_before_a_later_one_that_was_held(here, loop, candidacy, stages):
    InterviewFactory(candidacy=candidacy, stage=stages["culture"], starts_at=NOW - timedelta(days=1), ends_at=NOW)
    assert solved(loop()).state == LoopState.PROPOSED


def test_days_on_which_interviews_stand_are_counted(here, loop, candidacy, stages):
    at = NOW + timedelta(days=6)
    InterviewFactory(candidacy=candidacy, stage=stages["culture"], starts_at=at, ends_at=at + timedelta(hours=1))
    assert {slot.starts_at.date() for slot in solved(loop(in_order=False)).slots.all()} == {at.date()}


def test_order_and_days_know_nothing_of_what_the_planner_may_not(here, loop, candidacy, stages, rosa, iris):
    own = InterviewFactory(candidacy=candidacy, stage=stages["culture"], starts_at=NOW - timedelta(days=1))
    PanelistFactory(interview=own, user=rosa)
    plan = loop()
    problems = [problem_of(plan)]
    hidden = InterviewFactory(candidacy=candidacy, stage=stages["technical"], starts_at=NOW + timedelta(days=4))
    PanelistFactory(interview=hidden, user=UserFactory())
    problems.append(problem_of(plan))
    assert problems[0] == problems[1]


def test_nobody_interviews_themselves(here, loop, candidacy, iris, ivan):
    User.objects.filter(pk=iris.pk).update(email=candidacy.candidate.email.upper())
    plan = solved(loop())
    assert {user for slot in plan.slots.all() for user in slot.panel.all()} == {ivan}


def test_limits_that_are_reached_are_kept(here, loop, iris, ivan, candidacy, role):
    hours = [StretchInput(day, time(9), time(17)) for day in range(5)]
    for user in (iris, ivan):
        save_availability(hours=hours, time_off=[], limits=LimitsInput(per_week=1), by=user)
    assert solved(loop()).state == LoopState.PROPOSED
    plan = solved(loop(candidacy, CandidacyFactory(role=role)))
    assert plan.state == LoopState.IMPOSSIBLE


def test_the_load_that_counts_is_the_one_that_the_planner_may_know(here, loop, rosa, iris, role, stages):
    """Rosa owes a scorecard on Bea, so what else is planned for Bea must not show in whom the plan spares."""
    bea = CandidacyFactory(role=role)
    hidden = InterviewFactory(candidacy=bea, stage=stages["technical"], starts_at=NOW + timedelta(days=4))
    PanelistFactory(interview=hidden, user=iris)
    solved(loop())
    assert {one.key: one.load for one in here[-1].people}[str(iris.pk)] == 1
    own = InterviewFactory(candidacy=bea, stage=stages["screen"], starts_at=NOW - timedelta(days=1))
    PanelistFactory(interview=own, user=rosa)
    solved(loop())
    assert {one.key: one.load for one in here[-1].people}[str(iris.pk)] == 0


def test_a_solver_that_fails_is_told_and_books_nothing(loop, monkeypatch, rosa):
    def fail(*args, **kwargs):
        raise SolverFailed

    monkeypatch.setattr("hiring.services.loops.solve_apart", fail)
    plan = solved(loop())
    assert plan.state == LoopState.FAILED
    with pytest.raises(LoopGone):
        services.confirm_loop(plan=plan, by=rosa)


def test_a_plan_of_which_all_was_planned_meanwhile_has_nothing_left(loop, candidacy, stages):
    plan = loop()
    for kind in ("screen", "technical"):
        InterviewFactory(candidacy=candidacy, stage=stages[kind])
    assert solved(plan).state == LoopState.NOTHING


def test_a_mistake_in_the_code_is_not_taken_for_a_search_that_failed(loop, monkeypatch):
    def mistake(*args, **kwargs):
        raise KeyError("a mistake")

    monkeypatch.setattr("hiring.services.loops.problem_of", mistake)
    with pytest.raises(KeyError):
        solved(loop())


def test_solving_twice_proposes_once(here, loop):
    plan = solved(loop())
    solved(plan)
    assert plan.slots.count() == 2


def test_what_was_discarded_while_it_was_solved_stays_so(here, loop, rosa):
    plan = loop()
    services.discard_loop(plan=plan, by=rosa)
    assert solved(plan).state == LoopState.DISCARDED
    assert not plan.slots.exists()


def test_solving_again_puts_the_old_proposal_away(here, loop, rosa):
    plan = solved(loop())
    again = services.solve_again(plan=plan, by=rosa)
    plan.refresh_from_db()
    assert (plan.state, again.state) == (LoopState.DISCARDED, LoopState.SOLVING)
    assert again.wishes == plan.wishes


def test_days_that_are_over_are_not_asked_for_again(here, loop, rosa):
    """Tuesday ends at 23:00 UTC in Berlin."""
    plan = solved(loop(days=2))
    with time_machine.travel(datetime(2026, 11, 24, 22, 59, tzinfo=UTC), tick=False):
        again = services.solve_again(plan=plan, by=rosa)
        services.discard_loop(plan=again, by=rosa)
    with time_machine.travel(datetime(2026, 11, 24, 23, 1, tzinfo=UTC), tick=False), pytest.raises(DaysOver):
        services.solve_again(plan=again, by=rosa)
    assert LoopPlan.objects.count() == 2


def test_one_plan_is_solved_at_a_time_of_a_role_and_of_a_person(here, loop, rosa, mara):
    plan = loop(by=mara)
    with pytest.raises(LoopRunning, match="for this role"):
        loop(by=rosa)
    elsewhere = CandidacyFactory()
    stage = elsewhere.role.stages.get(kind="screen")
    wanted = {"role": elsewhere.role, "candidacies": [elsewhere], "zone": "UTC", "wishes": wishes(wish(stage, mara))}
    with pytest.raises(LoopRunning, match="of yours"):
        services.request_loop(**wanted, by=mara)
    solved(plan)
    loop(by=rosa)
    services.request_loop(**wanted, by=mara)


def test_a_plan_that_is_hidden_keeps_nobody_from_planning(here, loop, candidacy, rosa, mara, role, stages):
    own = InterviewFactory(candidacy=candidacy, stage=stages["culture"], starts_at=NOW - timedelta(days=1))
    PanelistFactory(interview=own, user=rosa)
    loop(by=mara)
    assert loop(CandidacyFactory(role=role), by=rosa).state == LoopState.SOLVING


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_have_one_plan_solved(here, loop, rosa, mara):
    found = together(lambda: loop(by=rosa), lambda: loop(by=mara))
    assert sorted(type(one).__name__ for one in found) == ["LoopPlan", "LoopRunning"]


def test_it_is_the_worker_that_solves(here, loop, run_jobs):
    plan = loop()
    run_jobs("hiring.solve_loop")
    plan.refresh_from_db()
    assert plan.state == LoopState.PROPOSED


def test_bad_wishes_are_refused(loop, candidacy, role):
    with pytest.raises(TooMany):
        loop(*[CandidacyFactory(role=role) for _ in range(31)])
    Candidacy.objects.filter(pk=candidacy.pk).update(state="closed", ended_at=NOW)
    candidacy.refresh_from_db()
    with pytest.raises(NobodyToPlan):
        loop(candidacy)
    assert not LoopPlan.objects.exists()


def test_a_colleague_whom_a_panel_binds_does_not_see_the_plan(here, loop, candidacy, role, stages):
    ruth = UserFactory(access_level="recruiter")
    plan = loop()
    assert LoopPlan.objects.visible_to(ruth).filter(pk=plan.pk).exists()
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy, stage=stages["screen"]), user=ruth)
    assert not LoopPlan.objects.visible_to(ruth).filter(pk=plan.pk).exists()
    assert LoopPlan.objects.visible_to(plan.made_by).filter(pk=plan.pk).exists()


@pytest.mark.parametrize("end", [services.confirm_loop, services.discard_loop])
def test_a_bound_maker_does_not_see_what_others_made_of_their_plan(here, loop, candidacy, rosa, mara, stages, end):
    """That it was confirmed tells of later interviews; that it was put away, that there will be none."""
    plan = solved(loop())
    own = InterviewFactory(candidacy=candidacy, stage=stages["culture"], starts_at=NOW - timedelta(days=1))
    place = PanelistFactory(interview=own, user=rosa)
    seen = LoopPlan.objects.visible_to(rosa).filter(pk=plan.pk)
    assert seen.exists()
    end(plan=plan, by=mara)
    assert not seen.exists()
    assert LoopPlan.objects.visible_to(mara).filter(pk=plan.pk).exists()
    place.delete()
    assert seen.exists()


def test_a_bound_maker_sees_what_they_made_of_their_plan_themselves(here, loop, candidacy, rosa, stages):
    plan = solved(loop())
    own = InterviewFactory(candidacy=candidacy, stage=stages["culture"], starts_at=NOW - timedelta(days=1))
    PanelistFactory(interview=own, user=rosa)
    services.confirm_loop(plan=plan, by=rosa)
    assert LoopPlan.objects.visible_to(rosa).get(pk=plan.pk).state == LoopState.CONFIRMED


def test_who_has_no_seat_sees_no_plan(here, loop, iris, stan, mara):
    plan = loop()
    assert [LoopPlan.objects.visible_to(user).filter(pk=plan.pk).exists() for user in (iris, stan, mara)] == [
        False, False, True,
    ]  # fmt: skip


def test_no_more_days_are_looked_at_than_can_be_asked_for(here, loop):
    problem = problem_of(loop(days=10))
    assert (len(problem.days), sum(day.spare for day in problem.days)) == (14, 4)


def test_a_problem_is_whole_without_the_database(here, loop):
    problem = problem_of(loop())
    assert [day.starts for day in problem.days[:2]] == [0, 24 * 60]
    assert (problem.days[0].lunch_from, problem.days[0].lunch_until) == (12 * 60, 14 * 60)
    assert sum(day.spare for day in problem.days) == 7
    assert settings.LOOP_EFFORT == {"seconds": 20, "workers": 2}
