"""Interviews: the calendar, planning, the page, changing, cancelling."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import Refused
from core.http import Request
from hiring import queries, services
from hiring.emails import note_lost
from hiring.forms import InterviewChangeForm, InterviewForm, PanelistForm, ReasonForm
from hiring.forms.interviews import FURTHEST, wall_clock
from hiring.models import Candidacy, Interview
from hiring.queries.shown import find_shown
from hiring.wording import missing_in, values_of

from . import free_week
from .answers import permit, status_of
from .free_week import FreeWeek


@require_safe
def interview_list(request: Request) -> HttpResponse:
    """Show a week of interviews, one's own or all that one may see."""
    mine = request.GET.get("whose") != "all"
    week = queries.week(request.user, key=request.GET.get("week", ""), mine=mine)
    return render(request, "hiring/interview_list.html", {"week": week, "mine": mine})


@require_http_methods(["GET", "HEAD", "POST"])
def interview_create(request: Request, uid: str) -> HttpResponse:
    """Plan an interview: times are typed in the planner's zone."""
    candidacy = queries.tell_zone(find_shown(request.user, uid), request.user)
    permit(request, "hiring.plan_interview", candidacy)
    zone, asking = request.user.timezone, free_week.asks(request)
    form, monday = _planning_form(request, candidacy, free_week.with_start(request) if asking else request.POST or None)
    week = None
    if asking:
        candidate = candidacy.candidate
        week = free_week.free_week(form, monday=monday, candidate=candidate, by=request.user, people=form.people)
    elif request.method == "POST" and form.is_valid():
        fields = ("stage", "starts_at", "ends_at", "place", "panel", "override_reason", "give_seats")
        words = {name: form.cleaned_data[name] for name in fields}
        words["shadows"] = [trainee] if (trainee := form.cleaned_data["trainee"]) else []
        try:
            interview = services.plan_interview(candidacy=candidacy, timezone=zone, by=request.user, **words)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The interview is planned. Invitations are on their way.")
            # Whoever owes a scorecard here does not see the others' interviews, not even one they planned.
            if _visible(request).filter(pk=interview.pk).exists():
                return redirect("interview_detail", interview.uid)
            return redirect("candidacy_detail", candidacy.uid)
    context = {"form": form, "candidacy": candidacy, "zone": zone, "monday": monday, "week": week}
    return render(request, "hiring/interview_form.html", context, status=_status(form, asking))


def _planning_form(request: Request, candidacy: Candidacy, typed: QueryDict | None) -> tuple[InterviewForm, date]:
    """Return the form with what was typed, or with proposals, and the Monday of the week that it is about."""
    everything = queries.stages_to_plan(request.user, candidacy)
    stages = [stage for stage in everything if stage.is_scored]
    here = next((stage for stage in stages if stage.pk == candidacy.shown_stage), None)
    # The references have no interviews.
    shown = here or queries.stage_to_offer(candidacy, everything, stages) or stages[0]
    stage = next((stage for stage in stages if typed and stage.uid == typed.get("stage")), shown)
    proposed = _next_working_day()
    initial = {
        "stage": shown.uid,
        "day": proposed.date(),
        "minutes": shown.guide_stage.minutes_max,
        "days": 7,
        "panel": queries.earlier_panel(candidacy, shown, by=request.user),
    }
    monday = free_week.monday_asked(request, (_day_typed(request) or proposed).date())
    around = datetime.combine(monday, time(12), tzinfo=timezone.get_current_timezone())
    people = queries.people_for_panel(candidacy.role, stage=stage, around=around, by=request.user, besides=candidacy)
    return InterviewForm(typed, zone=request.user.timezone, stages=stages, people=people, initial=initial), monday


def _status(form: InterviewChangeForm, asking: bool) -> int:
    """A question about free times is wrong only in the fields that it needs."""
    return status_of(form) if form.errors or not asking else 200


def _next_working_day() -> datetime:
    """Return this hour on the next day from Monday to Friday, on the reader's clock."""
    now = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    return now + timedelta(days={4: 3, 5: 2}.get(now.weekday(), 1))


def _day_typed(request: Request) -> datetime | None:
    """Return the day that was typed as a moment of it on the reader's clock; ``None`` unless it is a near one."""
    try:
        day = parse_date(request.POST.get("day", ""))
    except ValueError:
        return None
    if day is None or abs(day - timezone.localdate()) > FURTHEST:
        return None
    return datetime.combine(day, time(12), tzinfo=timezone.get_current_timezone())


@require_safe
def interview_detail(request: Request, uid: str) -> HttpResponse:
    """Show an interview: when, where, who, and the reader's own next step."""
    interview = get_object_or_404(queries.with_offer(_visible(request), request.user), uid=uid)
    panelists = list(queries.panel_of(interview))
    own: Any = next((p for p in panelists if p.user_id == request.user.pk), None)
    if own and own.is_blind:
        queries.stand_in(interview)
    is_over = interview.cancelled_at or not interview.candidacy.is_running
    plans = request.user.has_perm("hiring.change_interview", interview)
    may_change = plans and not is_over
    work = queries.work_of(interview, request.user)
    if may_change:
        note_lost(interview, panelists, work.sample if work else None)
    context = {
        "interview": interview,
        # What somebody typed may say the name.
        "cancelled_reason": "" if interview.hides_name else interview.cancelled_reason,
        "override_reason": interview.override_reason if plans and not interview.hides_name else "",
        "panelists": panelists,
        "offer": queries.offer_behind(interview) if may_change else None,
        "own": own if own and not own.left_at and not own.recused_at else None,
        "may_change": may_change,
        "panelist_form": PanelistForm(interview=interview) if may_change else None,
        "now": timezone.now(),
        "off_words": "The candidate did not come." if interview.no_show else "Cancelled.",
        "has_begun": interview.blocks_time and interview.starts_at <= timezone.now(),
        "work": work,
        "shows_blind": may_change and interview.stage.anonymous,
        "missing": missing_in(interview.guide_stage.brief, values_of(interview)) if work and may_change else [],
    }
    return render(request, "hiring/interview_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def interview_edit(request: Request, uid: str) -> HttpResponse:
    """Move an interview in time or place."""
    interview = get_object_or_404(_visible(request), uid=uid)
    permit(request, "hiring.change_interview", interview)
    interview.candidacy.candidate.timezone = interview.candidate_zone
    zone = request.user.timezone
    lasts = interview.ends_at - interview.starts_at
    on_the_wall = timezone.localtime(interview.ends_at) - timezone.localtime(interview.starts_at)
    length = {"minutes": round(lasts.total_seconds() / 60), "days": max(1, on_the_wall.days)}
    initial = wall_clock(interview.starts_at, zone) | length | {"place": interview.place}
    asking, week = free_week.asks(request), None
    typed = free_week.with_start(request) if asking else request.POST or None
    form = InterviewChangeForm(typed, zone=zone, stage=interview.stage, initial=initial)
    if asking:
        week = _week_to_move(request, form, interview)
    elif request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("starts_at", "ends_at", "place", "override_reason")}
        try:
            services.change_interview(interview=interview, timezone=zone, by=request.user, **words)
        except Refused as refusal:
            interview.refresh_from_db(fields=["starts_at", "ends_at", "timezone", "place"])
            form.refuse(refusal)
        else:
            messages.success(request, "The interview is moved. Everybody invited gets the new entry.")
            return redirect("interview_detail", interview.uid)
    context = {"form": form, "interview": interview, "candidacy": interview.candidacy, "zone": zone, "week": week}
    return render(request, "hiring/interview_edit.html", context, status=_status(form, asking))


def _week_to_move(request: Request, form: InterviewChangeForm, interview: Interview) -> FreeWeek | None:
    """Return the times that are free for everybody on the interview."""
    day = (_day_typed(request) or timezone.localtime(interview.starts_at)).date()
    return free_week.free_week(
        form,
        monday=free_week.monday_asked(request, day),
        candidate=interview.candidacy.candidate,
        by=request.user,
        panel=[place.user for place in interview.panelists.active().select_related("user")],
        besides=interview,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def interview_cancel(request: Request, uid: str) -> HttpResponse:
    """Cancel an interview, with the words that its panel will read."""
    interview = get_object_or_404(_visible(request), uid=uid)
    permit(request, "hiring.change_interview", interview)
    form = ReasonForm(request.POST or None, help_text="The panel reads it. The candidate does not.")
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_interview(interview=interview, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The interview is cancelled. Everybody invited is told.")
            return redirect("candidacy_detail", interview.candidacy.uid)
    context = {
        "form": form, "interview": interview, "title": "Cancel the interview", "act": "Cancel interview",
        "state": "It disappears from everybody's calendar. Scorecards that were begun are kept.",
    }  # fmt: skip
    return render(request, "hiring/interview_reason.html", context, status=status_of(form))


def _visible(request: Request):
    rows = Interview.objects.visible_to(request.user)
    return rows.select_related("stage", "guide_stage", "candidacy__candidate", "candidacy__role", "created_by")
