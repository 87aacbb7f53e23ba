"""The lines of Today that come from references."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from accounts.models import User, any_reader
from core.statements import Statement
from core.todo import Label, Todo
from hiring.models import Candidacy, CandidacyState, Seat, SeatKind
from hiring.queries.lateness import REFERENCES_WITHIN, late_by, late_words
from question_bank.models import StageKind

from ..models import Attempt, Referee, ReferenceCheck, ReferencePolicy


def todos(user: User) -> list[Todo]:
    """The checks that ``user`` has begun, the calls that they agreed on, candidacies at that stage. Two queries."""
    waiting = _WAITING.all(user.access_level, user=user.pk)
    return [*_own_lines(user), *map(_waiting_line, waiting)]


def _own_lines(user: User) -> Iterator[Todo]:
    for referee in _OWN.all(user.access_level, user=user.pk):
        if referee.is_begun:
            yield _begun_line(referee)
        if referee.call_at and referee.call_by == user.pk:
            yield _call_line(referee)


def _own(access_level: str, user: int) -> QuerySet[Referee]:
    """The referees whose check they have begun, or sent a link for that was answered; and those to whom a call was
    agreed on, as long as nobody has tried again."""
    begun = Q(check_taken__taken_by=user, check_taken__finished_at=None) & (
        Q(check_taken__by_link=False) | Q(check_taken__submitted_at__isnull=False)
    )
    last = Attempt.objects.filter(referee=OuterRef("pk")).order_by("-pk")
    # Whom they have to do with at all is found by index; only these are looked at.
    taken = ReferenceCheck.objects.filter(taken_by=user, finished_at=None).values("referee")
    agreed = Attempt.objects.filter(by=user, call_again_at__isnull=False).values("referee")
    return (
        Referee.objects.visible_to(any_reader(access_level, user))
        .filter(pk__in=taken.union(agreed), candidacy__in=Candidacy.objects.running())
        .annotate(call_at=Subquery(last.values("call_again_at")[:1]), call_by=Subquery(last.values("by")[:1]))
        .annotate(is_begun=Case(When(begun, then=Value(True)), default=Value(False)))
        .filter(Q(is_begun=True) | Q(call_by=user, call_at__isnull=False, check_taken__finished_at=None))
        .select_related("check_taken", "candidacy__candidate")
        .order_by("created_at", "pk")
    )


_OWN = Statement(_own, user=int)


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


def _waiting(access_level: str, user: int) -> QuerySet[Candidacy]:
    decided = Seat.objects.filter(user=user, kind__in=SeatKind.deciders()).values("role")
    finished = Count("referees", filter=Q(referees__check_taken__finished_at__isnull=False))
    asked = Coalesce("role__reference_policy__referees", ReferencePolicy._meta.get_field("referees").default)
    return (
        Candidacy.objects.progress_visible_to(any_reader(access_level, user))
        .filter(state=CandidacyState.ACTIVE, role__in=decided, stage__kind=StageKind.REFERENCES)
        .annotate(finished=finished, named=Count("referees"), asked=asked)
        .select_related("candidate", "role")
        .order_by("stage_entered_at")
    )


_WAITING = Statement(_waiting, user=int)


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
