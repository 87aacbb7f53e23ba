"""A role's seats and stages: small acts on its edit page."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.http import Request
from hiring import services
from hiring.forms import SeatForm
from hiring.models import Role, Stage

from .answers import permit


def _back(role: Role, part: str) -> HttpResponse:
    """Back to where the act was: ``seats`` or ``stages``."""
    return redirect(f"{reverse('role_edit', args=[role.uid])}?part={part}#{part}")


def _answer(request: Request, role: Role, part: str, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return _back(role, part)


def _role(request: Request, uid: str) -> Role:
    role = get_object_or_404(Role.objects.visible_to(request.user), uid=uid)
    permit(request, "hiring.edit_role", role)
    return role


def _stage(request: Request, uid: str) -> Stage:
    rows = Stage.objects.filter(role__in=Role.objects.visible_to(request.user)).select_related("role")
    stage = get_object_or_404(rows, uid=uid)
    permit(request, "hiring.edit_role", stage.role)
    return stage


@require_POST
def seat_give(request: Request, uid: str) -> HttpResponse:
    """Give a person a seat."""
    role = _role(request, uid)
    form = SeatForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose a person and a seat.")
        return _back(role, "seats")
    words = form.cleaned_data
    return _answer(
        request, role, "seats", lambda: services.give_seat(role=role, by=request.user, **words), "Seat given."
    )


@require_POST
def seat_take(request: Request, uid: str) -> HttpResponse:
    """Take a seat away."""
    role = _role(request, uid)
    rows = role.seats.select_related("role", "user")
    seat = get_object_or_404(rows, user__uid=request.POST.get("user", ""), kind=request.POST.get("kind", ""))
    return _answer(request, role, "seats", lambda: services.take_seat(seat=seat, by=request.user), "Seat taken away.")


@require_POST
def stage_drop(request: Request, uid: str) -> HttpResponse:
    """Leave a stage out."""
    stage = _stage(request, uid)
    done = f"{stage.name} is left out."
    return _answer(request, stage.role, "stages", lambda: services.drop_stage(stage=stage, by=request.user), done)


@require_POST
def stage_move(request: Request, uid: str) -> HttpResponse:
    """Move a stage one place up or down."""
    stage = _stage(request, uid)
    position = stage.position + (-1 if request.POST.get("to") == "up" else 1)
    act = lambda: services.move_stage(stage=stage, position=position, by=request.user)  # noqa: E731
    return _answer(request, stage.role, "stages", act, f"{stage.name} is moved.")


@require_POST
def stage_names(request: Request, uid: str) -> HttpResponse:
    """Show or hide the candidates' names to whoever rates a work sample."""
    stage = _stage(request, uid)
    anonymous = {"hide": True, "show": False}.get(request.POST.get("names", ""))
    if anonymous is None:
        messages.error(request, "Choose whether the panel sees the names.")
        return _back(stage.role, "stages")
    act = lambda: services.choose_names(stage=stage, anonymous=anonymous, by=request.user)  # noqa: E731
    done = "hidden from the panel until they have sealed" if anonymous else "shown to the panel"
    return _answer(request, stage.role, "stages", act, f"{stage.name}: names are {done}.")
