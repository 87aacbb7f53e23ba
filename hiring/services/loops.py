"""Planning many interviews at once: asked for, solved by the worker, then confirmed as a whole or discarded."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from core.jobs import cancel, enqueue
from core.models import Job
from hiring.models import Candidacy, Candidate, LoopPlan, LoopSlot, LoopState, Role
from hiring.queries.loops import NothingLeft, already_planned, moment_of, problem_of
from hiring.solver.apart import SolverFailed, solve_apart
from hiring.solver.plan import Status

from .interviews import plan_interview
from .locks import lock_role
from .panels import refuse_without_seat

MOST_CANDIDATES = 30
MOST_MEETINGS = 150
GOOD_ENOUGH = 0.05


class NobodyToPlan(Refused):
    """No candidate is left."""

    message = "Choose at least one candidate whose process runs."
    field = "candidacies"


class TooMany(Refused):
    """More than the solver can do at once."""

    field = "candidacies"


class AllPlanned(Refused):
    """Nothing is left to do."""

    message = "All of these interviews are planned already."
    field = "candidacies"


class DaysOver(Refused):
    """What was asked for lies in the past."""

    message = "These days are over. Plan anew."
    field = "first_day"


class LoopRunning(Refused):
    """One at a time: the solver takes all that a worker has, for minutes."""

    message = "Another plan of yours is being made. Wait until it is ready, or stop it."


class LoopGone(Refused):
    """It was confirmed, discarded or not solved."""

    message = "This proposal is not open any more."


class LoopTooOld(Refused):
    """People's time has changed since."""

    message = "This proposal is too old, or its first interview would have begun. Plan anew."


class SlotTaken(Refused):
    """One interview of the plan cannot be booked, so none is."""


@transaction.atomic
def request_loop(
    *, role: Role, candidacies: Iterable[Candidacy], zone: str, wishes: dict[str, Any], by: User
) -> LoopPlan:
    """Have interviews planned for ``candidacies`` of ``role``; the worker answers. Nothing is booked by it.

    ``wishes`` are what ``LoopForm`` makes: days, rules, by stage the length, the seats and the people, and whether
    people without a seat on the role get one once it is confirmed. Raises ``DaysOver``, ``NobodyToPlan``, ``TooMany``,
    ``NoSeat``, ``AllPlanned`` and ``LoopRunning``.
    """
    last = date.fromisoformat(wishes["first_day"]) + timedelta(days=wishes["days"] - 1)
    if last < timezone.localdate(timezone=ZoneInfo(zone)):
        raise DaysOver
    chosen = [one for one in candidacies if one.is_running and one.role_id == role.pk]
    if not chosen:
        raise NobodyToPlan
    wanted = len(chosen) * len(wishes["stages"])
    if len(chosen) > MOST_CANDIDATES or wanted > MOST_MEETINGS:
        raise TooMany(
            f"At most {MOST_CANDIDATES} candidates and {MOST_MEETINGS} interviews at once. These would be {wanted}."
        )
    people = User.objects.filter(pk__in={key for stage in wishes["stages"] for key in stage["people"]})
    refuse_without_seat(role=role, users=people.order_by("name", "pk"), give_seats=wishes["give_seats"])
    planned = already_planned(chosen, by=by)
    if all((one.pk, stage["stage"]) in planned for one in chosen for stage in wishes["stages"]):
        raise AllPlanned
    _refuse_while_solving(role, by)
    plan = LoopPlan.objects.create(role=role, made_by=by, zone=zone, wishes=wishes)
    plan.candidacies.set(chosen)
    plan.job = enqueue("hiring.solve_loop", by=by, priority=Job.Priority.SOON, plan_id=plan.pk)
    plan.save(update_fields=["job"])
    _record("loop.requested", plan, chosen, by)
    return plan


def _refuse_while_solving(role: Role, by: User) -> None:
    """Raise ``LoopRunning`` while a plan of ``by`` is solved, or of ``role``: one that they may know of."""
    lock_role(role)
    list(User.objects.select_for_update(no_key=True).filter(pk=by.pk).values_list("pk"))
    if LoopPlan.objects.being_solved().filter(made_by=by).exists():
        raise LoopRunning
    if LoopPlan.objects.being_solved().visible_to(by).filter(role=role).exists():
        raise LoopRunning("A plan for this role is being made. Wait until it is ready.")


def solve_loop(*, plan: LoopPlan) -> None:
    """Let the solver answer, and keep its proposal or its reasons; nothing happens to a plan that is over."""
    try:
        problem = problem_of(plan)
        found = solve_apart(problem, gap=GOOD_ENOUGH, folder=str(settings.BASE_DIR), **settings.LOOP_EFFORT)
    except (SolverFailed, NothingLeft) as reason:
        _keep(plan, LoopState.FAILED if isinstance(reason, SolverFailed) else LoopState.NOTHING, {}, None)
        return
    states = {Status.IMPOSSIBLE: LoopState.IMPOSSIBLE, Status.UNKNOWN: LoopState.FAILED}
    answer = found.as_json()
    del answer["slots"]
    rows = [(problem.meetings[slot.meeting], slot) for slot in found.slots]
    _keep(plan, states.get(found.status, LoopState.PROPOSED), answer | {"gap": found.gap}, rows)


@transaction.atomic
def _keep(plan: LoopPlan, state: LoopState, answer: dict[str, Any], rows: Any) -> None:
    _hold(plan)
    if plan.state != LoopState.SOLVING:
        return
    for meeting, slot in rows or ():
        kept = LoopSlot.objects.create(
            plan=plan,
            candidacy_id=int(meeting.candidate),
            stage_id=int(meeting.stage),
            starts_at=moment_of(plan, slot.starts),
            ends_at=moment_of(plan, slot.starts + meeting.minutes),
        )
        kept.panel.set([int(key) for key in slot.people])
    plan.state, plan.answer = state, answer
    plan.save(update_fields=["state", "answer"])


def _record(verb: str, plan: LoopPlan, candidacies: Iterable[Candidacy], by: User) -> None:
    """Write it down once for each candidate: whoever a panel binds on one must not read of it there."""
    for one in candidacies:
        audit.record(verb, by=by, obj=plan, scope=one.uid)


def _end(plan: LoopPlan, state: LoopState, by: User) -> None:
    plan.state, plan.ended_by = state, by
    plan.save(update_fields=["state", "ended_by"])


def _hold(plan: LoopPlan) -> None:
    """Hold ``plan`` until the transaction ends and read it again."""
    plan.refresh_from_db(from_queryset=LoopPlan.objects.select_for_update(of=("self",), no_key=True))


@transaction.atomic
def confirm_loop(*, plan: LoopPlan, by: User) -> LoopPlan:
    """Book all interviews of ``plan`` and invite everybody, or nothing and nobody.

    Raises ``LoopGone``, ``LoopTooOld``, and ``SlotTaken`` which says what is in the way.
    """
    _hold(plan)
    if plan.state != LoopState.PROPOSED:
        raise LoopGone
    slots = list(
        plan.slots.select_related("candidacy__candidate", "candidacy__role", "stage")
        .prefetch_related("panel")
        .order_by("starts_at", "pk")
    )
    if not plan.is_open or not slots or slots[0].starts_at <= timezone.now():
        raise LoopTooOld
    _lock_all(slots)
    _refuse_planned(slots, by)
    for slot in slots:
        try:
            plan_interview(
                candidacy=slot.candidacy, stage=slot.stage, starts_at=slot.starts_at, ends_at=slot.ends_at,
                timezone=plan.zone, place=plan.wishes["place"], panel=slot.panel.all(),
                give_seats=plan.wishes["give_seats"], by=by,
            )  # fmt: skip
        except Refused as refusal:
            raise SlotTaken(
                f"{slot.candidacy.candidate}, {slot.stage.name}: {refusal.message} Nothing was booked."
            ) from refusal
    _end(plan, LoopState.CONFIRMED, by)
    _record("loop.confirmed", plan, plan.candidacies.all(), by)
    return plan


def _lock_all(slots: list[LoopSlot]) -> None:
    """Hold every candidacy, candidate and person of the plan, in the order in which single interviews do."""
    candidacies = {slot.candidacy_id for slot in slots}
    candidates = {slot.candidacy.candidate_id for slot in slots}
    people = {user.pk for slot in slots for user in slot.panel.all()}
    for model, keys in ((Candidacy, candidacies), (Candidate, candidates), (User, people)):
        list(model.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))


def _refuse_planned(slots: list[LoopSlot], by: User) -> None:
    """Raise ``SlotTaken`` if one of these stages has an interview by now; of one that is hidden, say nothing."""
    candidacies = {slot.candidacy for slot in slots}
    known = already_planned(candidacies, by=by)
    for slot in slots:
        if (slot.candidacy_id, slot.stage_id) in known:
            raise SlotTaken(
                f"{slot.candidacy.candidate}, {slot.stage.name}: This interview is planned already. Nothing was booked."
            )
    if already_planned(candidacies, by=None) & {(slot.candidacy_id, slot.stage_id) for slot in slots}:
        raise SlotTaken("This proposal cannot be booked any more. Nothing was booked.")


@transaction.atomic
def discard_loop(*, plan: LoopPlan, by: User) -> LoopPlan:
    """Put ``plan`` away. Raises ``LoopGone`` once it is confirmed or discarded."""
    _hold(plan)
    if plan.state in LoopState.over():
        raise LoopGone
    _end(plan, LoopState.DISCARDED, by)
    if plan.job:
        cancel(plan.job)
    _record("loop.discarded", plan, plan.candidacies.all(), by)
    return plan


def solve_again(*, plan: LoopPlan, by: User) -> LoopPlan:
    """Ask for the same once more, with people's time as it is now; the old plan is put away unless it is booked.

    Raises what ``request_loop`` raises.
    """
    with transaction.atomic():
        new = request_loop(
            role=plan.role,
            candidacies=plan.candidacies.select_related("role"),
            zone=plan.zone,
            wishes=plan.wishes,
            by=by,
        )
        if plan.state not in LoopState.over():
            discard_loop(plan=plan, by=by)
    return new
