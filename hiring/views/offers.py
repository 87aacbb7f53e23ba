"""Offering a candidate times to choose from: the form, taking it back, a new link."""

from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from core.errors import Refused
from core.http import Request
from hiring import queries, services
from hiring.forms import OfferForm, TermForm, WindowsForm
from hiring.forms.offers import SOME, TICKED
from hiring.models import Candidacy, Offer, Stage
from hiring.queries.shown import find_shown
from hiring.services.offers import check_days
from question_bank.models import StageKind

from .answers import permit, status_of

# The button that asks, and the fields that matter to it.
SHOW = "show-free"
CONCERNED = {"stage", "panel", "trainee", "minutes", "first_day", "last_day"}
AS_LONG = timedelta(days=11)


@require_http_methods(["GET", "HEAD", "POST"])
def offer_create(request: Request, uid: str) -> HttpResponse:
    """Choose who meets the candidate and which times to offer; the days are those of the planner's clock."""
    candidacy = queries.tell_zone(find_shown(request.user, uid), request.user)
    permit(request, "hiring.plan_interview", candidacy)
    asking = request.method == "POST" and SHOW in request.POST
    form = _form(request, candidacy, request.POST if request.method == "POST" else None)
    free: list[datetime] | None = None
    if asking:
        free = _show(form, candidacy, request.user)
    elif form.is_valid():
        try:
            made = _make(form, candidacy, request.user)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            if made:
                messages.success(request, f"{candidacy.candidate} gets a mail with a link to choose a time.")
                return redirect("candidacy_detail", candidacy.uid)
    if form.is_bound and free is None and form.ticked:
        free = _free(form, candidacy, request.user)
    context = {
        "form": form, "candidacy": candidacy, "zone": request.user.timezone, "monday": _monday(form, request.user),
        "free": free, "days": _by_day(free or [], request.user), "there": candidacy.candidate.timezone,
        "windows": queries.windows_of(request.user, candidacy, since=timezone.now()),
    }  # fmt: skip
    return render(
        request, "hiring/offer_form.html", context, status=200 if asking and not form.errors else status_of(form)
    )


def _form(request: Request, candidacy: Candidacy, typed: QueryDict | None) -> OfferForm:
    """Return the form with what was typed, or with proposals."""
    everything = queries.stages_to_plan(request.user, candidacy)
    stages = [stage for stage in everything if _meets(stage)]
    shown = queries.stage_to_offer(candidacy, everything, stages)
    stage = next((stage for stage in stages if typed and stage.uid == typed.get("stage")), shown)
    first = timezone.localdate() + timedelta(days=1)
    initial: dict[str, Any] = {
        "first_day": first, "last_day": first + AS_LONG, "which": SOME, "expires_days": 5, "moves": 1,
        "move_hours": 24,
    }  # fmt: skip
    if shown:
        initial |= {"stage": shown.uid, "minutes": shown.guide_stage.minutes_max}
        initial["panel"] = queries.earlier_panel(candidacy, shown, by=request.user)
    around = datetime.combine(first, time(12), tzinfo=timezone.get_current_timezone())
    people = []
    if stage:
        people = queries.people_for_panel(
            candidacy.role, stage=stage, around=around, by=request.user, besides=candidacy
        )
    return OfferForm(typed, stages=stages, people=people, initial=initial)


def _meets(stage: Stage) -> bool:
    return stage.is_scored and stage.kind != StageKind.WORK_SAMPLE


def _people(form: OfferForm) -> list[User]:
    return [*form.cleaned_data["panel"], *filter(None, [form.cleaned_data["trainee"]])]


def _show(form: OfferForm, candidacy: Candidacy, by: User) -> list[datetime] | None:
    """Return the free times, a sensible choice of them ticked; ``None`` while something that they need is wrong."""
    form.judge_only(CONCERNED)
    free = _free(form, candidacy, by)
    if free:
        there = ZoneInfo(candidacy.candidate.timezone)
        form.tick(queries.spread(free, day_zone=by.zone, there=there))
    return free


def _free(form: OfferForm, candidacy: Candidacy, by: User) -> list[datetime] | None:
    if CONCERNED & form.errors.keys():
        return None
    first, last = form.cleaned_data["first_day"], form.cleaned_data["last_day"]
    try:
        check_days(first, last, timezone=by.timezone)
    except services.BadDays as refusal:
        form.refuse(refusal)
        return None
    minutes = form.cleaned_data["minutes"]
    return queries.free_for(_people(form), candidacy, minutes=minutes, first=first, last=last, zone=by.zone, by=by)


def _make(form: OfferForm, candidacy: Candidacy, by: User) -> Offer | None:
    """Make the offer; ``None`` where the days cannot be, which the form says by then."""
    words = {name: form.cleaned_data[name] for name in ("stage", "minutes", "place", "first_day", "last_day")}
    words |= {name: form.cleaned_data[name] for name in ("moves", "move_hours", "panel", "give_seats")}
    times = form.cleaned_data["times"] if form.cleaned_data["which"] == TICKED else []
    if form.cleaned_data["which"] == SOME:
        free = _free(form, candidacy, by)
        if free is None:
            return None
        if not free:
            raise services.NothingFree
        times = queries.spread(free, day_zone=by.zone, there=ZoneInfo(candidacy.candidate.timezone))
    trainee = form.cleaned_data["trainee"]
    return services.make_offer(
        candidacy=candidacy, shadows=[trainee] if trainee else [], timezone=by.timezone, times=times,
        expires_at=form.expires_at, by=by, **words,
    )  # fmt: skip


def _by_day(free: list[datetime], by: User) -> list[tuple[object, list[datetime]]]:
    return [(day, list(starts)) for day, starts in groupby(free, key=lambda at: at.astimezone(by.zone).date())]


def _monday(form: OfferForm, by: User) -> object:
    day = timezone.localdate() + timedelta(days=1)
    return day - timedelta(days=day.weekday())


@require_http_methods(["GET", "HEAD", "POST"])
def candidate_windows(request: Request, uid: str) -> HttpResponse:
    """Note when the candidate could, on their own clock."""
    candidacy = queries.tell_zone(find_shown(request.user, uid), request.user)
    permit(request, "hiring.plan_interview", candidacy)
    zone = candidacy.candidate.timezone
    known = queries.windows_of(request.user, candidacy, since=timezone.now())
    form = WindowsForm(request.POST if request.method == "POST" else None, zone=zone, known=known)
    if form.is_valid():
        windows = form.spans()
        if form.is_valid() and _note(form, candidacy, windows, request.user):
            messages.success(request, "Noted. On days of which the candidate said this, only these times are free.")
            return redirect("candidacy_detail", candidacy.uid)
    context = {"form": form, "candidacy": candidacy, "zone": zone}
    return render(request, "hiring/candidate_windows.html", context, status=status_of(form))


def _note(form: WindowsForm, candidacy: Candidacy, windows: list[tuple[datetime, datetime]], by: User) -> bool:
    try:
        services.note_windows(candidacy=candidacy, windows=windows, by=by)
    except Refused as refusal:
        form.refuse(refusal)
        return False
    return True


@require_POST
def offer_withdraw(request: Request, uid: str) -> HttpResponse:
    """Take the offer back."""
    offer = _known(request, uid)
    try:
        services.withdraw_offer(offer=offer, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "The offer is taken back, and its link has ended.")
    return redirect("candidacy_detail", offer.candidacy.uid)


@require_POST
def offer_renew(request: Request, uid: str) -> HttpResponse:
    """Mail the candidate a new link."""
    offer = _known(request, uid)
    form = TermForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Give the candidate between 1 and 30 days to answer.")
        return redirect("candidacy_detail", offer.candidacy.uid)
    expires_at = timezone.now() + timedelta(days=form.cleaned_data["days"])
    try:
        services.renew_offer(offer=offer, expires_at=expires_at, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "A new link is on its way to the candidate. Any earlier one has ended.")
    return redirect("candidacy_detail", offer.candidacy.uid)


def _known(request: Request, uid: str) -> Offer:
    rows = Offer.objects.visible_to(request.user).select_related("candidacy__candidate", "candidacy__role", "stage")
    offer = get_object_or_404(rows, uid=uid)
    permit(request, "hiring.plan_interview", offer.candidacy)
    return offer
