"""When a step of a candidacy is late: how many working days it may take, and by how many it took longer.

Days are those of the active time zone, Monday to Friday; holidays are not known.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone

SATURDAY = 5
# Working days, from the day on which somebody's turn begins.
PLAN_WITHIN = 2
SCORE_WITHIN = 1
READ_AND_SCORE_WITHIN = 3
DECIDE_WITHIN = 2
DEBRIEF_WITHIN = 5
REFERENCES_WITHIN = 10


def late_by(since: datetime | None, within: int) -> int:
    """Return by how many working days a step is late that may take ``within`` of them from ``since`` (aware) on.

    0 as long as it is not, or without a beginning.
    """
    if since is None:
        return 0
    return max(_working_days(timezone.localtime(since).date(), timezone.localdate()) - within, 0)


def late_words(days: int) -> str:
    """Return "1 working day late" or "3 working days late", nothing for 0."""
    return "" if days == 0 else "1 working day late" if days == 1 else f"{days} working days late"


def _working_days(first: date, last: date) -> int:
    """The working days after ``first`` up to ``last``."""
    weeks, rest = divmod(max((last - first).days, 0), 7)
    extra = sum((first + timedelta(days=number)).weekday() < SATURDAY for number in range(1, rest + 1))
    return weeks * SATURDAY + extra
