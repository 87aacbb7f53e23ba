"""References on the pages of hiring: ``{% load references_panels %}``."""

from typing import Any

from django import template
from django.db.models import Case, Count, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.todo import Label, Todo
from hiring.models import Candidacy, CandidacyState, Role, Seat, SeatKind
from hiring.queries.lateness import REFERENCES_WITHIN, late_by, late_words
from question_bank.models import StageKind

from ..models import Attempt, Referee, ReferenceCheck, ReferencePolicy
from ..queries import overview, patterns, policy_of

register = template.Library()
SET_POLICY = "references.set_policy"


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


@register.inclusion_tag("references/_policy.html", takes_context=True)
def reference_policy(context: template.Context, role: Role) -> dict[str, Any]:
    """The role page's part on what the role asks of its references. Two queries."""
    return {"role": role, "policy": policy_of(role), "may_set": context["request"].user.has_perm(SET_POLICY, role)}


@register.simple_tag(takes_context=True)
def references_todos(context: template.Context) -> list[Todo]:
    """The lines of Today on references: own checks begun, calls agreed on, candidacies at that stage. Two queries."""
    user: User = context["request"].user
    return [*_own(user), *_waiting(user)]


def _own(user: User) -> list[Todo]:
    """The checks that ``user`` has begun, or sent a link for that was answered; and the calls that they agreed on, as
    long as nobody has tried again."""
    begun = Q(check_taken__taken_by=user, check_taken__finished_at=None) & (
        Q(check_taken__by_link=False) | Q(check_taken__submitted_at__isnull=False)
    )
    last = Attempt.objects.filter(referee=OuterRef("pk")).order_by("-pk")
    # Whom they have to do with at all is found by index; only these are looked at.
    taken = ReferenceCheck.objects.filter(taken_by=user, finished_at=None).values("referee")
    agreed = Attempt.objects.filter(by=user, call_again_at__isnull=False).values("referee")
    referees = (
        Referee.objects.visible_to(user)
        .filter(pk__in=taken.union(agreed), candidacy__in=Candidacy.objects.running())
        .annotate(call_at=Subquery(last.values("call_again_at")[:1]), call_by=Subquery(last.values("by")[:1]))
        .annotate(is_begun=Case(When(begun, then=Value(True)), default=Value(False)))
        .filter(Q(is_begun=True) | Q(call_by=user.pk, call_at__isnull=False, check_taken__finished_at=None))
        .select_related("check_taken", "candidacy__candidate")
        .order_by("created_at", "pk")
    )
    lines = []
    for referee in referees:
        if referee.is_begun:
            lines.append(_begun_line(referee))
        if referee.call_at and referee.call_by == user.pk:
            lines.append(_call_line(referee))
    return lines


def _begun_line(referee: Any) -> Todo:
    check = referee.check_taken
    return Todo(
        Label.DUE,
        check.submitted_at or check.created_at,
        f"Reference from {referee.name} on {referee.candidacy.candidate.name}",
        "answered by link, to be rated" if check.submitted_at else "begun, not finished",
        "Rate" if check.submitted_at else "Finish",
        reverse("reference_check_edit", args=[check.uid]),
    )


def _call_line(referee: Any) -> Todo:
    return Todo(
        Label.DUE if referee.call_at <= timezone.now() else Label.LATER,
        referee.call_at,
        f"Call {referee.name} about {referee.candidacy.candidate.name}",
        referee.phone,
        "Call",
        reverse("candidacy_references", args=[referee.candidacy.uid]),
    )


def _waiting(user: User) -> list[Todo]:
    decided = Seat.objects.filter(user=user, kind__in=SeatKind.deciders()).values("role")
    finished = Count("referees", filter=Q(referees__check_taken__finished_at__isnull=False))
    asked = Coalesce("role__reference_policy__referees", ReferencePolicy._meta.get_field("referees").default)
    open_ = (
        Candidacy.objects.progress_visible_to(user)
        .filter(state=CandidacyState.ACTIVE, role__in=decided, stage__kind=StageKind.REFERENCES)
        .annotate(finished=finished, named=Count("referees"), asked=asked)
        .select_related("candidate", "role")
        .order_by("stage_entered_at")
    )
    return [_waiting_line(candidacy) for candidacy in open_]


def _waiting_line(candidacy: Any) -> Todo:
    """Until enough references are in, the next one is asked for; then the hire is to be noted, or not."""
    is_complete = candidacy.finished >= candidacy.asked
    late = late_words(late_by(candidacy.stage_entered_at, REFERENCES_WITHIN))
    return Todo(
        Label.DECIDE if is_complete else Label.DUE if late else Label.LATER,
        candidacy.stage_entered_at,
        f"References on {candidacy.candidate.name}",
        " · ".join(filter(None, [_how_far(candidacy), late])),
        "Decide" if is_complete else "Take references",
        reverse("candidacy_decide" if is_complete else "candidacy_references", args=[candidacy.uid]),
    )


def _how_far(candidacy: Any) -> str:
    asked, finished = candidacy.asked, candidacy.finished
    if finished >= asked:
        return f"{finished} reference{'s are' if finished != 1 else ' is'} in"
    if candidacy.named < asked:
        return f"{candidacy.named} of {asked} referees named"
    return f"{finished} of {asked} references are in"
