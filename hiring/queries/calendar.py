"""A week of interviews, by day, in the reader's time zone."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from hiring.models import Interview, Panelist

from .names import hide_names
from .standing import active_panel


@dataclass
class Day:
    """A day in the reader's zone with its interviews by start."""

    date: date
    is_today: bool
    interviews: list[Interview] = field(default_factory=list)


@dataclass
class WeekShown:
    """Monday to Sunday on a page, with the addresses of the weeks around it."""

    monday: date

    @property
    def key(self) -> str:
        """This week, as addresses and buttons name it."""
        return week_key(self.monday)

    @property
    def previous(self) -> str:
        """The week before, likewise."""
        return week_key(self.monday - timedelta(days=7))

    @property
    def following(self) -> str:
        """The week after, likewise."""
        return week_key(self.monday + timedelta(days=7))

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)


@dataclass
class Week(WeekShown):
    """A week of interviews. ``windows`` are work samples that are open this week."""

    days: list[Day]
    windows: list[Interview]

    @property
    def count(self) -> int:
        """How many appointments it holds."""
        return sum(len(day.interviews) for day in self.days)


def week(user: User, *, key: str = "", mine: bool = True) -> Week:
    """Return the week ``key`` ("2026-W47"; this week for anything else) with the interviews that ``user`` sees.

    ``mine``: only those whose panel they are on. Days are those of the active time zone. Two queries.
    """
    today = timezone.localdate()
    monday = monday_of(key) or today - timedelta(days=today.weekday())
    zone = timezone.get_current_timezone()
    start, end = (datetime.combine(day, time(), zone) for day in (monday, monday + timedelta(days=7)))
    rows = Interview.objects.visible_to(user).standing().overlapping(start, end)
    if mine:
        rows = rows.filter(pk__in=Panelist.objects.active().filter(user=user).values("interview"))
    rows = rows.select_related("stage", "candidacy__candidate", "candidacy__role").prefetch_related(active_panel())
    days = [Day(monday + timedelta(days=n), monday + timedelta(days=n) == today) for n in range(7)]
    found = Week(monday, days, [])
    for interview in hide_names(rows.order_by("starts_at", "pk"), user):
        interview.is_mine = any(panelist.user_id == user.pk for panelist in interview.panel)
        if interview.blocks_time:
            place = (timezone.localtime(max(interview.starts_at, start)).date() - monday).days
            days[place].interviews.append(interview)
        else:
            found.windows.append(interview)
    return found


def week_key(day: date) -> str:
    """Return the ISO week of ``day``: "2026-W47"."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02d}"


def monday_of(key: str) -> date | None:
    """Return the first day of an ISO week, ``None`` for what names none."""
    year, _, number = key.partition("-W")
    try:
        monday = date.fromisocalendar(int(year), int(number), 1)
    except ValueError:
        return None
    return monday if 2000 <= monday.year <= 2100 else None
