"""Planning many interviews at once: what is wished for, the proposal, confirming and discarding it."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Refused
from core.htmx import answer
from core.http import Request
from hiring import services
from hiring.forms import LoopForm
from hiring.models import CandidacyState, LoopPlan, LoopState, Role, SeatKind, Stage
from hiring.queries import earlier_panels, loop_words, people_for_panel, tell_zones
from hiring.queries.shown import shown_candidacies

from .answers import permit, status_of

USUAL = {"days": 5, "most_days": 2, "hours": 6, "rest": 15, "lunch": 45, "order": "fixed", "step": "30"}


@require_http_methods(["GET", "HEAD", "POST"])
def loop_create(request: Request, uid: str) -> HttpResponse:
    """Ask for a plan; the worker makes it, and the next page shows how far it is."""
    role = get_object_or_404(Role.objects.visible_to(request.user), uid=uid)
    permit(request, "hiring.plan_loop", role)
    form = _form(request, role)
    if request.method == "POST" and form.is_valid():
        try:
            plan = services.request_loop(
                role=role,
                candidacies=form.cleaned_data["candidacies"],
                zone=request.user.timezone,
                wishes=form.cleaned_data["wishes"],
                by=request.user,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("loop_detail", plan.uid)
    rows = LoopPlan.objects.visible_to(request.user).filter(role=role).exclude(state=LoopState.DISCARDED)
    context = {
        "form": form,
        "role": role,
        "candidates": tell_zones(form.offered, request.user),
        "zone": request.user.timezone,
        "plans": rows.select_related("made_by").order_by("-made_at", "-pk")[:5],
    }
    return render(request, "hiring/loop_form.html", context, status=status_of(form))


def _form(request: Request, role: Role) -> LoopForm:
    """Return the form with what was typed, or with what is usual and the people who know each stage."""
    stages = list(role.stages.in_order().select_related("guide_stage"))
    first = _next_working_day()
    around = datetime.combine(first, time(12), tzinfo=timezone.get_current_timezone())
    people = people_for_panel(role, stage=None, around=around, by=request.user)
    running = shown_candidacies(request.user, role).filter(Q(shown_state__in=CandidacyState.running()))
    initial: dict[str, Any] = USUAL | {
        "first_day": first,
        "lunch_from": time(12),
        "lunch_until": time(14),
        "candidacies": [request.GET.get("candidacy", "")],
    }
    known = earlier_panels(role, by=request.user)
    seated = [person.user.uid for person in people if SeatKind.INTERVIEWER.label in person.seats]
    for stage in stages:
        initial[f"minutes_{stage.uid}"] = stage.guide_stage.minutes_max
        initial[f"seats_{stage.uid}"] = 1
        initial[f"people_{stage.uid}"] = known.get(stage.pk) or seated
    rows = running.order_by("candidate__name", "pk")
    seen = LoopPlan.objects.visible_to(request.user).filter(role=role, uid=request.GET.get("from", ""))
    if before := seen.first():
        initial |= _asked_before(before, stages, {person.user.pk: person.user.uid for person in people})
    return LoopForm(request.POST or None, stages=stages, candidacies=rows, people=people, initial=initial)


def _asked_before(plan: LoopPlan, stages: list[Stage], uids: dict[int, str]) -> dict[str, Any]:
    """What was asked for ``plan``, to be changed: days that are over give way to the usual first one."""
    wishes = plan.wishes
    asked: dict[str, Any] = {name: wishes[name] for name in ("days", "most_days", "hours", "rest", "lunch", "place")}
    asked |= {name: time.fromisoformat(wishes[name]) for name in ("lunch_from", "lunch_until")}
    asked |= {"order": "fixed" if wishes["in_order"] else "any", "step": str(wishes["step"])}
    asked["candidacies"] = list(plan.candidacies.values_list("uid", flat=True))
    asked["give_seats"] = wishes["give_seats"]
    if (first := date.fromisoformat(wishes["first_day"])) > timezone.localdate():
        asked["first_day"] = first
    of_stage = {stage.pk: stage.uid for stage in stages}
    for wish in wishes["stages"]:
        if uid := of_stage.get(wish["stage"]):
            people = [uids[key] for key in wish["people"] if key in uids]
            asked |= {f"use_{uid}": True, f"minutes_{uid}": wish["minutes"], f"seats_{uid}": wish["seats"]}
            asked[f"people_{uid}"] = people
    return asked


def _next_working_day() -> Any:
    today = timezone.localdate()
    return today + timedelta(days={4: 3, 5: 2}.get(today.weekday(), 1))


@require_safe
def loop_detail(request: Request, uid: str) -> HttpResponse:
    """Show how far a plan is, then the proposal or why nothing fits; htmx asks for it while it is made."""
    plan = _plan(request, uid)
    slots = list(
        plan.slots.select_related("candidacy__candidate", "stage__guide_stage")
        .prefetch_related("panel")
        .order_by("starts_at", "candidacy__candidate__name", "pk")
    )
    context: dict[str, Any] = {"plan": plan, "role": plan.role, "zone": request.user.timezone}
    if slots:
        known = tell_zones(shown_candidacies(request.user).filter(loop_plans=plan), request.user)
        candidates = {candidacy.pk: candidacy.candidate for candidacy in known}
        for slot in slots:
            slot.candidacy.candidate = candidates.get(slot.candidacy_id, slot.candidacy.candidate)
        context |= {
            "days": loop_words.loop_days(slots),
            "loads": loop_words.loop_loads(plan, slots, by=request.user),
            "quality": loop_words.quality(plan),
            "count": len(slots),
            "left_out": loop_words.left_out(plan, slots),
        }
    if plan.state == LoopState.IMPOSSIBLE:
        context |= {"causes": loop_words.causes(plan), "helps": loop_words.helps(plan)}
    return answer(request, "hiring/loop_detail.html", fragment="hiring/_loop.html", context=context)


@require_POST
def loop_confirm(request: Request, uid: str) -> HttpResponse:
    """Book all of it, or nothing."""
    plan = _plan(request, uid)
    return _act(request, plan, services.confirm_loop, "All interviews are booked. Invitations are on their way.")


@require_POST
def loop_discard(request: Request, uid: str) -> HttpResponse:
    """Put a plan away."""
    plan = _plan(request, uid)
    return _act(request, plan, services.discard_loop, "The proposal is discarded. Nothing was booked.")


@require_POST
def loop_again(request: Request, uid: str) -> HttpResponse:
    """Ask for the same once more."""
    plan = _plan(request, uid)
    return _act(request, plan, services.solve_again, "")


def _act(request: Request, plan: LoopPlan, act: Callable[..., LoopPlan], done: str) -> HttpResponse:
    try:
        plan = act(plan=plan, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        if done:
            messages.success(request, done)
    return redirect("loop_detail", plan.uid)


def _plan(request: Request, uid: str) -> LoopPlan:
    rows = LoopPlan.objects.visible_to(request.user).select_related("role", "made_by", "job")
    return get_object_or_404(rows, uid=uid)
