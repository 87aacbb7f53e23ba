"""References on the pages of hiring: ``{% load references_panels %}``."""

from typing import Any

from django import template
from django.db.models import Count, Q
from django.urls import reverse

from accounts.models import User
from core.todo import Label, Todo
from hiring.models import Candidacy, CandidacyState, Seat, SeatKind
from question_bank.models import StageKind

from ..models import ReferenceCheck
from ..queries import REFEREES_ASKED, overview, patterns

register = template.Library()


@register.inclusion_tag("references/_panel.html", takes_context=True)
def references_panel(context: template.Context, candidacy: Candidacy) -> dict[str, Any]:
    """The candidate page's part on references; renders nothing for whoever may not see them."""
    user: User = context["request"].user
    if not user.has_perm("references.view_references", candidacy):
        return {"shown": False}
    return {
        "shown": True,
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "candidacy": candidacy,
        "overview": overview(user, candidacy),
        "patterns": patterns(user, candidacy),
    }


@register.simple_tag(takes_context=True)
def references_todos(context: template.Context) -> list[Todo]:
    """The lines of Today on references: own checks begun, candidacies at that stage and active. Two queries."""
    user: User = context["request"].user
    return [*_begun(user), *_waiting(user)]


def _begun(user: User) -> list[Todo]:
    checks = (
        ReferenceCheck.objects.visible_to(user)
        .filter(taken_by=user, finished_at=None, referee__candidacy__in=Candidacy.objects.running())
        .select_related("referee__candidacy__candidate")
        .order_by("created_at")
    )
    return [
        Todo(
            Label.DUE,
            check.created_at,
            f"Reference from {check.referee.name} on {check.referee.candidacy.candidate.name}",
            "begun, not finished",
            "Finish",
            reverse("reference_check_edit", args=[check.uid]),
        )
        for check in checks
    ]


def _waiting(user: User) -> list[Todo]:
    decided = Seat.objects.filter(user=user, kind__in=SeatKind.deciders()).values("role")
    finished = Count("referees", filter=Q(referees__check_taken__finished_at__isnull=False))
    open_ = (
        Candidacy.objects.progress_visible_to(user)
        .filter(state=CandidacyState.ACTIVE, role__in=decided, stage__kind=StageKind.REFERENCES)
        .annotate(finished=finished, named=Count("referees"))
        .select_related("candidate", "role")
        .order_by("stage_entered_at")
    )
    return [_waiting_line(candidacy) for candidacy in open_]


def _waiting_line(candidacy: Any) -> Todo:
    """Until enough references are in, the next one is asked for; then the hire is to be noted, or not."""
    is_complete = candidacy.finished >= REFEREES_ASKED
    return Todo(
        Label.DECIDE if is_complete else Label.LATER,
        candidacy.stage_entered_at,
        f"References on {candidacy.candidate.name}",
        _how_far(candidacy.named, candidacy.finished),
        "Decide" if is_complete else "Take references",
        reverse("candidacy_decide" if is_complete else "candidacy_references", args=[candidacy.uid]),
    )


def _how_far(named: int, finished: int) -> str:
    if finished >= REFEREES_ASKED:
        return f"{finished} references are in"
    if named < REFEREES_ASKED:
        return f"{named} of {REFEREES_ASKED} referees named"
    return f"{finished} of {REFEREES_ASKED} references are in"
