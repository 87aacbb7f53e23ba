"""What waits for a person: debriefs to be opened, taken part in or decided, and next steps to be done."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User, any_reader
from core.statements import Statement
from core.todo import Label, Todo
from hiring.models import CandidacyState, Panelist, Seat, SeatKind
from hiring.queries.lateness import DEBRIEF_WITHIN, late_by, late_words
from question_bank.models import StageKind

from ..models import Debrief, NextStep
from ..visibility import taking_part
from .guests import waiting_for_guest


def waiting_for(user: User) -> list[Any]:
    """The unclosed debriefs that ``user`` leads, decides on or sits in, with ``leads``, ``owed`` and ``sealed`` marked.

    None of a candidacy on which they owe, from whose panel they stepped back, or that has ended. One query.
    """
    return _WAITING.all(user.access_level, user=user.pk)


def _waiting(access_level: str, user: int) -> QuerySet[Debrief]:
    reader = any_reader(access_level, user)
    seats = Seat.objects.filter(role=OuterRef("candidacy__role"), user=user)
    panel = Panelist.objects.rating().filter(interview__candidacy=OuterRef("candidacy"), interview__cancelled_at=None)
    decides = Exists(seats.filter(kind__in=SeatKind.deciders()))
    manages = Exists(seats.filter(kind=SeatKind.HIRING_MANAGER))
    return (
        taking_part(reader)
        .filter(closed_at=None, candidacy__state__in=CandidacyState.running())
        .annotate(
            leads=manages | (Q(facilitator=user) & decides),
            decides=decides,
            owed=Exists(panel.owing()),
            sealed=Exists(panel.sealed()),
        )
        .select_related("candidacy__candidate", "candidacy__role", "candidacy__stage", "facilitator")
        .order_by(F("scheduled_at").asc(nulls_last=True), "pk")
    )


_WAITING = Statement(_waiting, user=int)


def steps_for(user: User) -> list[NextStep]:
    """The next steps that ``user`` has to do, as far as they may know how the debrief ended. One query."""
    return _STEPS.all(user.access_level, user=user.pk)


def _steps(access_level: str, user: int) -> QuerySet[NextStep]:
    return (
        NextStep.objects.undone()
        .standing()
        .filter(owner=user, debrief__in=taking_part(any_reader(access_level, user)))
        .select_related("debrief__candidacy__candidate", "debrief__candidacy__role")
        .order_by("due_on", "pk")
    )


_STEPS = Statement(_steps, user=int)


def todos(user: User) -> list[Todo]:
    """The lines for Today. Three queries."""
    return [
        *map(_guest_line, waiting_for_guest(user)),
        *_lines(user),
        *(_step_line(step, timezone.localdate()) for step in steps_for(user)),
    ]


def _lines(user: User) -> Iterator[Todo]:
    for debrief in waiting_for(user):
        label, detail, act = _line(debrief)
        title = f"Debrief · {debrief.candidacy.candidate.name} · {debrief.candidacy.role.title}"
        url = reverse("debrief_detail", kwargs={"uid": debrief.uid})
        yield Todo(label, debrief.scheduled_at, title, " · ".join(filter(None, [detail, _late(debrief)])), act, url)


def _late(debrief: Any) -> str:
    """How late the candidacy's stage is, to whoever sees that on the board as well."""
    candidacy = debrief.candidacy
    if not debrief.decides or candidacy.stage.kind != StageKind.DEBRIEF:
        return ""
    return late_words(late_by(candidacy.stage_entered_at, DEBRIEF_WITHIN))


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


def _guest_line(debrief: Any) -> Todo:
    title = f"{debrief.candidacy.candidate.name} · {debrief.candidacy.role.title}"
    url = reverse("debrief_detail", kwargs={"uid": debrief.uid})
    if debrief.asked_at is None:
        detail = "open, you are invited to listen"
        return Todo(Label.NOW, debrief.scheduled_at, f"Debrief · {title}", detail, "Listen", url)
    detail = f"recorded by {debrief.decided}, waits for your approval"
    return Todo(
        Label.DECIDE, debrief.asked_at, f"Decision · {title}", detail, "Read and answer", f"{url}?step=decision"
    )


def _step_line(step: NextStep, today: date) -> Todo:
    day, candidacy = step.due_on, step.debrief.candidacy
    return Todo(
        label=Label.DUE if day and day <= today else Label.LATER,
        when=timezone.make_aware(datetime.combine(day, time.max)) if day else None,
        title=f"{step.text} · {candidacy.candidate.name}",
        detail=" · ".join(["next step", *_day_words(day, today), candidacy.role.title]),
        act="Look",
        url=f"{reverse('debrief_detail', kwargs={'uid': step.debrief.uid})}?step=decision",
    )


def _day_words(day: date | None, today: date) -> list[str]:
    if day is None:
        return []
    return ["by today" if day == today else f"{'was due' if day < today else 'by'} {day:%a} {day.day} {day:%b}"]
