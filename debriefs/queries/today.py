"""The debriefs that wait for a person: to be opened, to be taken part in, to be decided, or planned for later."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from core.todo import Label, Todo
from hiring.models import Candidacy, CandidacyState, Panelist, Seat, SeatKind

from ..models import Debrief


def waiting_for(user: User) -> QuerySet[Debrief]:
    """The unclosed debriefs that ``user`` leads, decides on or sits in, with ``leads``, ``owed`` and ``sealed`` marked.

    None of a candidacy on which they owe, from whose panel they stepped back, or that has ended. One query.
    """
    candidacy = OuterRef("candidacy")
    seats = Seat.objects.filter(role=OuterRef("candidacy__role"), user=user)
    panel = Panelist.objects.filter(interview__candidacy=candidacy, interview__cancelled_at=None)
    own = panel.filter(user=user)
    decides = Exists(seats.filter(kind__in=SeatKind.deciders()))
    manages = Exists(seats.filter(kind=SeatKind.HIRING_MANAGER))
    return (
        Debrief.objects.visible_to(user)
        .filter(closed_at=None, candidacy__state__in=CandidacyState.running())
        .exclude(candidacy__in=Candidacy.objects.owed_by(user))
        .exclude(Exists(own.filter(Q(recused_at__isnull=False) | ~Q(scorecard__sealed_at__isnull=False))))
        .filter(decides | Exists(own))
        .annotate(
            leads=manages | (Q(facilitator=user) & decides),
            decides=decides,
            owed=Exists(Panelist.objects.owing().filter(interview__candidacy=candidacy)),
            sealed=Exists(panel.sealed()),
        )
        .select_related("candidacy__candidate", "candidacy__role", "facilitator")
        .order_by(F("scheduled_at").asc(nulls_last=True), "pk")
    )


def todos(user: User) -> list[Todo]:
    """The lines for Today. One query."""
    return list(_lines(user))


def _lines(user: User) -> Iterator[Todo]:
    for debrief in waiting_for(user):
        label, detail, act = _line(debrief)
        title = f"Debrief · {debrief.candidacy.candidate.name} · {debrief.candidacy.role.title}"
        url = reverse("debrief_detail", kwargs={"uid": debrief.uid})
        yield Todo(label, debrief.scheduled_at, title, detail, act, url)


def _line(debrief: Any) -> tuple[Label, str, str]:
    if debrief.opened_at:
        if debrief.leads:
            return Label.DECIDE, "open, waiting for its decision", "Decide"
        return Label.NOW, "open, the scorecards are revealed", "Take part"
    if debrief.leads and debrief.sealed and not debrief.owed:
        return Label.DECIDE, "all scorecards are in", "Open debrief"
    # Whoever does not decide is told the time only: "waiting for scorecards" would depend on others.
    if debrief.decides and debrief.owed:
        return Label.LATER, "waiting for scorecards", "Look"
    return Label.LATER, f"led by {debrief.facilitator.name}", "Look"
