"""The week of free times on the pages that plan or move an interview: what its buttons ask, and what it shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.models import User
from core.http import Request
from hiring.forms.interviews import FURTHEST, InterviewChangeForm
from hiring.forms.moments import FIRST, SECOND
from hiring.models import Candidate, Interview
from hiring.queries import Person
from hiring.queries.calendar import WeekShown, monday_of
from hiring.queries.free_times import Diary, Obstacle
from question_bank.models import StageKind

# What the buttons of the week send: they ask, and plan nothing.
SHOW, WEEK, START = "free-show", "free-week", "free-start"
CONCERNED = {"stage", "minutes", "panel", "trainee"}

PROBLEMS = {
    Obstacle.PAST: ("This week is over.", "Go on to the next week."),
    Obstacle.HOURS: (
        "The panel has no working hours in common this week that are long enough.",
        "Try fewer people, a shorter length or another week.",
    ),
    Obstacle.TAKEN: ("No time is free for all this week.", "Try fewer people, a shorter length or the next week."),
}
WINDOW = ("A work sample takes nobody's time.", "It stays open for days: type the date and the time at which it opens.")


@dataclass
class FreeDay:
    """A day of the reader's clock with its free starts; in ``slots`` every time of the week has its place."""

    date: date
    is_today: bool
    starts: list[datetime] = field(default_factory=list)
    slots: list[datetime | None] = field(default_factory=list)


@dataclass
class FreeWeek(WeekShown):
    """Free times. ``problem`` says in two sentences why there is nothing to choose; ``chosen`` is typed above."""

    days: list[FreeDay]
    problem: tuple[str, str] | None = None
    chosen: datetime | None = None


def asks(request: Request) -> bool:
    """Whether a button of the week was pressed."""
    return request.method == "POST" and not {SHOW, WEEK, START}.isdisjoint(request.POST)


def with_start(request: Request) -> QueryDict:
    """Return what was typed, with the start that was chosen in its place on the reader's clock."""
    typed = request.POST.copy()
    if (at := _chosen(request)) is None:
        return typed
    local = timezone.localtime(at)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    typed["day"], typed["start"] = f"{local:%Y-%m-%d}", f"{local:%H:%M}"
    typed["occurrence"] = (SECOND if local.fold else FIRST) if twice else ""
    return typed


def monday_asked(request: Request, default: date) -> date:
    """Return the Monday of the week that a button names, else that of the chosen start, else that of ``default``."""
    if monday := monday_of(request.POST.get(WEEK, "")):
        return monday
    at = _chosen(request)
    day = timezone.localtime(at).date() if at else default
    return day - timedelta(days=day.weekday())


def free_week(
    form: InterviewChangeForm,
    *,
    monday: date,
    candidate: Candidate,
    by: User,
    panel: Sequence[User] | None = None,
    people: Iterable[Person] = (),
    besides: Interview | None = None,
) -> FreeWeek | None:
    """Return the free times for what is typed in ``form``, or ``None`` while it has errors that concern them.

    ``panel`` is whose time counts, else it is chosen in the form. Of each of ``people`` it notes whether they have time
    in that week. Errors of fields that do not matter yet are dropped. Seven queries.
    """
    form.judge_only(CONCERNED)
    stage = form.cleaned_data.get("stage") or form.known_stage
    if form.errors or stage is None:
        return None
    today = timezone.localdate()
    days = [monday + timedelta(days=n) for n in range(7)]
    week = FreeWeek(monday, [FreeDay(day, day == today) for day in days], chosen=form.cleaned_data.get("starts_at"))
    if stage.kind == StageKind.WORK_SAMPLE:
        week.problem = WINDOW
        return week
    if panel is None:
        panel = [*form.cleaned_data["panel"], *filter(None, [form.cleaned_data["trainee"]])]
    minutes = form.cleaned_data["minutes"]
    everybody = [*panel, *(person.user for person in people)]
    diary = Diary(everybody, candidate=candidate, first_day=monday, days=7, zone=by.zone, by=by, besides=besides)
    found = diary.free_times(panel, minutes=minutes)
    for person in people if found.obstacle != Obstacle.PAST else ():
        person.has_time = diary.has_time(person.user, minutes=minutes)
    week.problem = PROBLEMS[found.obstacle] if found.obstacle else None
    _place(week, found.starts)
    return week


def _place(week: FreeWeek, starts: list[datetime]) -> None:
    """Give each start its day, and the same hour the same place on every day."""
    places: list[dict[tuple[time, int], datetime]] = [{} for _ in week.days]
    for at in starts:
        local = timezone.localtime(at)
        places[(local.date() - week.monday).days][local.time(), local.fold] = at
    rows = sorted({row for day in places for row in day})
    for day, here in zip(week.days, places, strict=True):
        day.starts = sorted(here.values())
        day.slots = [here.get(row) for row in rows]


def _chosen(request: Request) -> datetime | None:
    """Return the start that was chosen, if it is one that a button could name."""
    try:
        at = parse_datetime(request.POST.get(START, ""))
    except ValueError:
        return None
    if at is None or timezone.is_naive(at) or not timezone.now() - FURTHEST < at < timezone.now() + FURTHEST:
        return None
    return at
