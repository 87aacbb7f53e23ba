"""The lines of Today that come from scorecards, and the way into one's own."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.statements import Statement
from core.todo import Label, Todo
from hiring.models import Interview, Panelist
from hiring.queries import hide_names

from .due import owing_since, reminders


def todos_of(user: User) -> list[Todo]:
    """DUE: own unsealed scorecards of interviews that have ended, and of work samples that there was time to read.

    LATER: those of work samples that came in lately, until their first reminder. Where nothing came in there is no
    line. Two queries at most. That a stage is in, and waits for a decision, is told by hiring.
    """
    now = timezone.now()
    due = _DUE.all(user=user.pk, now=now)
    hide_names([place.interview for place in due], user)
    return [_line(place, user, now) for place in due]


def _due(_: str, user: int, now: datetime) -> QuerySet[Any]:
    places = owing_since().filter(user=user, ratable_at__lte=now)
    places = places.select_related("interview__stage", "interview__candidacy__candidate", "scorecard")
    return places.order_by("ratable_at", "pk")


_DUE = Statement(_due, user=int, now=datetime)


def _line(place: Any, user: User, now: datetime) -> Todo:
    interview, since = place.interview, place.ratable_at
    card = getattr(place, "scorecard", None)
    saved = card.saved_at if card else None
    state = f"draft, saved {_when(saved)}" if saved else "not started"
    due = since if interview.blocks_time else reminders(since, user.zone, is_work=True)[0]
    if due > now:
        state = f"{state}, due {timezone.localtime(due):%a} {timezone.localtime(due).day} {timezone.localtime(due):%b}"
    return Todo(
        label=Label.LATER if due > now else Label.DUE,
        when=due,
        title=f"Scorecard · {interview.stage.name} · {interview.candidacy.candidate.name}",
        detail=state,
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
