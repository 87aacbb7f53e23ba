"""The lines of Today that come from scorecards, and the way into one's own."""

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.todo import Label, Todo
from hiring.models import Candidacy, Interview, Panelist, Seat, SeatKind
from question_bank.models import StageKind

from ..visibility import deciding_on


def todos_of(user: User) -> list[Todo]:
    """DUE: own unsealed scorecards of interviews that have ended; DECIDE: stages that are in. Two queries."""
    return [*_due(user), *_to_decide(user)]


def _due(user: User) -> list[Todo]:
    now = timezone.now()
    places = (
        Panelist.objects.owing()
        .filter(user=user, interview__starts_at__lte=now)
        .select_related("interview__stage", "interview__candidacy__candidate", "scorecard")
        .order_by("interview__ends_at")
    )
    return [_line(place) for place in places if place.interview.ends_at <= now or not place.interview.blocks_time]


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


def _to_decide(user: User) -> list[Todo]:
    """Candidacies whose present stage is in. Only those that no panel keeps from ``user``."""
    decided = Seat.objects.filter(role=OuterRef("role"), user=user, kind__in=SeatKind.deciders())
    panel = Panelist.objects.filter(interview__candidacy=OuterRef("pk"), interview__stage=OuterRef("stage"))
    ready = (
        deciding_on(user, Candidacy.objects.filter(Exists(decided), state="active"))
        .filter(Exists(panel.sealed()), ~Exists(panel.owing()), stage__kind__in=StageKind.scored())
        .select_related("candidate", "stage")
        .order_by("stage_entered_at")
    )
    return [
        Todo(
            label=Label.DECIDE,
            when=candidacy.stage_entered_at,
            title=f"{candidacy.stage.name} · {candidacy.candidate.name}",
            detail="all scorecards are in",
            act="Decide",
            url=reverse("candidacy_detail", args=[candidacy.uid]),
        )
        for candidacy in ready
    ]


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
