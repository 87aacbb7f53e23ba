"""What hiring puts on a person's first page: their interviews, and candidacies that wait for them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from accounts.models import User, any_reader
from core.statements import Statement
from core.todo import Label, Todo
from hiring.models import Candidacy, CandidacyState, Interview, Panelist, Seat, SeatKind
from question_bank.models import StageKind

from .lateness import DECIDE_WITHIN, PLAN_WITHIN, late_by, late_words
from .planning_lines import planning_lines, unsettled_offers

LOOK_AHEAD = timedelta(days=7)


@dataclass
class Done:
    """What a person finished this week. ``minutes`` is the mean from an interview's end to their seal, or ``None``."""

    interviews: int
    minutes: int | None

    @property
    def minutes_words(self) -> str:
        """The mean in words: "41 min", "5 h", "2 days"."""
        minutes = self.minutes or 0
        if minutes < 120:
            return f"{minutes} min"
        return f"{round(minutes / 60)} h" if minutes < 48 * 60 else f"{round(minutes / 1440)} days"


def todos(user: User) -> list[Todo]:
    """Return ``user``'s lines for Today. Three queries."""
    return [*_own_interviews(user), *_waiting(user), *planning_lines(user)]


def next_interview(user: User) -> Interview | None:
    """Return the next appointment whose panel ``user`` is on, whenever it is. One query."""
    return _NEXT.first(user=user.pk, now=timezone.now())


def _next(_: str, user: int, now: datetime) -> QuerySet[Interview]:
    rows = _own(user).filter(starts_at__gt=now)
    return rows.select_related("stage", "candidacy__candidate").order_by("starts_at")[:1]


_NEXT = Statement(_next, user=int, now=datetime)


def done_this_week(user: User) -> Done:
    """Return what ``user`` finished since Monday in the active time zone. One query, on their own scorecards only."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    times = _FINISHED.all(user=user.pk, since=monday, now=timezone.now())
    waits = [max(sealed - ended, timedelta()) for ended, sealed in times if sealed]
    mean = round(sum(waits, timedelta()).total_seconds() / 60 / len(waits)) if waits else None
    return Done(len(times), mean)


def _finished(
    _: str, user: int, since: datetime, now: datetime
) -> QuerySet[Panelist, tuple[datetime, datetime | None]]:
    rows = Panelist.objects.active().taking_place()
    rows = rows.filter(user=user, interview__ends_at__gte=since, interview__ends_at__lte=now)
    return rows.values_list("interview__ends_at", "scorecard__sealed_at")


_FINISHED = Statement(_finished, user=int, since=datetime, now=datetime)


def _own(user: int) -> QuerySet[Interview]:
    panels = Panelist.objects.active().filter(user=user, interview=OuterRef("pk"))
    return Interview.objects.blocking_time().filter(Exists(panels))


def _own_interviews(user: User) -> list[Todo]:
    now = timezone.now()
    rows = _COMING.all(user=user.pk, now=now, until=now + LOOK_AHEAD)
    return [_interview_line(interview, timezone.localdate()) for interview in rows]


def _coming(_: str, user: int, now: datetime, until: datetime) -> QuerySet[Interview]:
    rows = _own(user).filter(ends_at__gt=now, starts_at__lt=until)
    return rows.select_related("stage", "candidacy__candidate", "candidacy__role").order_by("starts_at")


_COMING = Statement(_coming, user=int, now=datetime, until=datetime)


def _interview_line(interview: Interview, today: date) -> Todo:
    start, end = timezone.localtime(interview.starts_at), timezone.localtime(interview.ends_at)
    is_today = start.date() <= today
    day = (
        ""
        if is_today
        else "Tomorrow, "
        if start.date() == today + timedelta(days=1)
        else f"{start:%a} {start.day} {start:%b}, "
    )
    return Todo(
        label=Label.NOW if is_today else Label.LATER,
        when=interview.starts_at,
        title=f"{interview.stage.name} · {interview.candidacy.candidate.name}",
        detail=f"{day}{start:%H:%M} to {end:%H:%M} · {interview.candidacy.role.title}",
        act="Open kit" if is_today else "Look",
        url=reverse("scorecard_edit" if is_today else "interview_detail", args=[interview.uid]),
    )


def _waiting(user: User) -> list[Todo]:
    """Candidacies in a scored stage that wait for ``user``: as a recruiter to plan, as a hiring manager to decide."""
    return [_waiting_line(row) for row in _WAITING.all(user.access_level, user=user.pk)]


def _waiting_rows(access_level: str, user: int) -> QuerySet[Candidacy]:
    reader = any_reader(access_level, user)
    planned = Interview.objects.filter(candidacy=OuterRef("pk"), stage=OuterRef("stage"), cancelled_at=None)
    panel = Panelist.objects.rating().filter(
        interview__candidacy=OuterRef("pk"), interview__stage=OuterRef("stage"), interview__cancelled_at=None
    )
    seats = Seat.objects.filter(role=OuterRef("role"), user=user)
    offers = unsettled_offers(reader).filter(candidacy=OuterRef("pk"), stage=OuterRef("stage"))
    to_plan = Exists(seats.filter(kind=SeatKind.RECRUITER)) & ~Exists(planned) & ~Exists(offers)
    is_in = Exists(panel.sealed()) & ~Exists(panel.owing())
    last = panel.sealed().order_by("-scorecard__sealed_at")
    to_decide = Exists(seats.filter(kind=SeatKind.HIRING_MANAGER)) & is_in
    rows = (
        Candidacy.objects.progress_visible_to(reader)
        .filter(to_plan | to_decide, state=CandidacyState.ACTIVE, stage__kind__in=StageKind.scored())
        .annotate(is_planned=Exists(planned), all_in_at=Subquery(last.values("scorecard__sealed_at")[:1]))
    )
    return rows.select_related("stage", "candidate", "role").order_by("pk")


_WAITING = Statement(_waiting_rows, user=int)


def _waiting_line(candidacy: Any) -> Todo:
    what = f"{candidacy.stage.name} · {candidacy.candidate.name}"
    since, role = candidacy.stage_entered_at, candidacy.role.title
    if candidacy.is_planned:
        url = reverse("candidacy_decide", args=[candidacy.uid])
        late = late_words(late_by(candidacy.all_in_at, DECIDE_WITHIN))
        return Todo(Label.DECIDE, since, what, _detail("all scorecards are in", late, role), "Decide", url)
    url = reverse("interview_create", args=[candidacy.uid])
    late = late_words(late_by(since, PLAN_WITHIN))
    return Todo(Label.DUE, since, what, _detail("to be planned", late, role), "Plan", url)


def _detail(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
