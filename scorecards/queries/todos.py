"""The lines of Today that come from scorecards, and the way into one's own."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.todo import Label, Todo
from hiring.models import Interview, Panelist
from hiring.queries import hide_names


def todos_of(user: User) -> list[Todo]:
    """DUE: own unsealed scorecards of interviews that have ended, or of work samples under way. Two queries at most.

    That a stage is in, and waits for a decision, is told by hiring.
    """
    now = timezone.now()
    places = (
        Panelist.objects.owing()
        .filter(user=user, interview__starts_at__lte=now)
        .select_related("interview__stage", "interview__candidacy__candidate", "scorecard")
        .order_by("interview__ends_at")
    )
    due = [place for place in places if place.interview.ends_at <= now or not place.interview.blocks_time]
    hide_names([place.interview for place in due], user)
    return [_line(place) for place in due]


def _line(place: Panelist) -> Todo:
    interview = place.interview
    card = getattr(place, "scorecard", None)
    saved = card.saved_at if card else None
    return Todo(
        label=Label.DUE,
        when=interview.ends_at,
        title=f"Scorecard · {interview.stage.name} · {interview.candidacy.candidate.name}",
        detail=f"draft, saved {_when(saved)}" if saved else "not started",
        act="Finish" if saved else "Fill in",
        url=reverse("scorecard_edit", args=[interview.uid]),
    )


def link_of(user: User, interview: Interview) -> dict[str, str]:
    """``act`` and ``url`` of the reader's own scorecard on ``interview``; empty without one. One query."""
    place = Panelist.objects.filter(interview=interview, user=user).select_related("scorecard").first()
    card = getattr(place, "scorecard", None)
    if place is None:
        return {}
    if card and card.sealed_at:
        return {"act": "Read your scorecard", "url": reverse("scorecard_detail", args=[card.uid])}
    if place.left_at or place.recused_at or interview.cancelled_at:
        return {}
    act = "Open kit" if timezone.now() < interview.ends_at else "Finish" if card and card.saved_at else "Fill in"
    return {"act": act, "url": reverse("scorecard_edit", args=[interview.uid])}


def _when(moment: datetime) -> str:
    local = timezone.localtime(moment)
    today = local.date() == timezone.localtime().date()
    return local.strftime("%H:%M") if today else f"{local.day} {local:%b}"
