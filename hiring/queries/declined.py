"""Declined invitations, on the first page of whoever planned the interview."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.todo import Label, Todo
from hiring.models import Interview, Panelist, Reply, Seat, SeatKind


def declined_lines(user: User) -> list[Todo]:
    """Return a line for each coming interview that was declined: planned by ``user``, or of a role they recruit for.

    Only interviews that they see, and none that they declined themselves alone. Two queries at most.
    """
    recruits = Seat.objects.filter(role=OuterRef("candidacy__role"), user=user, kind=SeatKind.RECRUITER)
    away = Panelist.objects.active().filter(reply=Reply.DECLINED).exclude(user=user)
    rows = (
        Interview.objects.visible_to(user)
        .blocking_time()
        .filter(
            Q(created_by=user) | Exists(recruits),
            Q(candidate_reply=Reply.DECLINED) | Exists(away.filter(interview=OuterRef("pk"))),
            starts_at__gt=timezone.now(),
        )
    )
    named = Prefetch("panelists", away.select_related("user").order_by("pk"), to_attr="away")
    rows = rows.select_related("stage", "candidacy__candidate", "candidacy__role").prefetch_related(named)
    return [_line(interview) for interview in rows.order_by("starts_at", "pk")]


def _line(interview: Any) -> Todo:
    candidate = interview.candidacy.candidate
    names = [candidate.name] if interview.candidate_reply == Reply.DECLINED else []
    names += [place.user.name for place in interview.away]
    have = "have" if len(names) > 1 else "has"
    return Todo(
        label=Label.DUE,
        when=interview.starts_at,
        title=f"{interview.stage.name} · {candidate.name}",
        detail=f"{' and '.join(names)} {have} declined the invitation · {interview.candidacy.role.title}",
        act="Look",
        url=reverse("interview_detail", args=[interview.uid]),
    )
