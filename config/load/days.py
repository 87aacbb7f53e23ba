"""Working days counted from the moment of the first run, and instants as both databases store them."""

from datetime import UTC, date, datetime, timedelta

FIRST, LAST = -540, 90
SATURDAY = 5
MINUTES = [f"{minute // 60:02}:{minute % 60:02}:00" for minute in range(24 * 60)]


class Days:
    """``at(day, minute)`` is an instant in UTC as text, which sorts as time does; ``now`` that of the first run."""

    def __init__(self, now: datetime) -> None:
        now = now.astimezone(UTC)
        self.now = f"{now:%Y-%m-%d %H:%M:%S}"
        today = now.date()
        while today.weekday() >= SATURDAY:
            today -= timedelta(days=1)
        self._dates = [*_before(today, -FIRST), today, *_after(today, LAST)]
        self._words = [day.isoformat() for day in self._dates]

    def date(self, day: int) -> date:
        """The date that is ``day`` working days from the first run."""
        return self._dates[day - FIRST]

    def at(self, day: int, minute: int) -> str:
        """``minute`` minutes after midnight in UTC, ``day`` working days from the first run."""
        return f"{self._words[day - FIRST]} {MINUTES[minute]}"

    def moment(self, day: int, minute: int) -> datetime:
        """The same as an aware instant."""
        return datetime.fromisoformat(self.at(day, minute)).replace(tzinfo=UTC)


def iso(instant: str) -> str:
    """An instant as the audit trail writes it."""
    return f"{instant.replace(' ', 'T')}+00:00"


def _after(day: date, count: int) -> list[date]:
    found: list[date] = []
    while len(found) < count:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY:
            found.append(day)
    return found


def _before(day: date, count: int) -> list[date]:
    found: list[date] = []
    while len(found) < count:
        day -= timedelta(days=1)
        if day.weekday() < SATURDAY:
            found.append(day)
    return found[::-1]
