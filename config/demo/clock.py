"""Telling the past: the demonstration's services run with the clock set to the day of the story."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import time_machine

SATURDAY = 5


def at(moment: datetime) -> time_machine.travel:
    """Run a ``with`` block as if it were ``moment`` (aware), for everything that asks the time."""
    return time_machine.travel(moment, tick=False)


class Calendar:
    """Working days counted from the moment of seeding."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def at(self, day: int, clock: str, zone: str) -> datetime:
        """The instant of wall time ``clock`` (``HH:MM``) in IANA ``zone``, ``day`` working days from today."""
        date = self.now.astimezone(ZoneInfo(zone)).date()
        step = timedelta(days=1 if day > 0 else -1)
        for _ in range(abs(day)):
            date += step
            while date.weekday() >= SATURDAY:
                date += step
        return datetime.combine(date, time.fromisoformat(clock), tzinfo=ZoneInfo(zone))

    def morning_after(self, moment: datetime, zone: str) -> datetime:
        """Half past nine in IANA ``zone`` on the first working day after ``moment``."""
        date = moment.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
        while date.weekday() >= SATURDAY:
            date += timedelta(days=1)
        return datetime.combine(date, time(9, 30), tzinfo=ZoneInfo(zone))

    def soon(self, minutes: int) -> datetime:
        """About ``minutes`` from now, on a quarter of an hour."""
        moment = self.now + timedelta(minutes=minutes)
        return moment.replace(second=0, microsecond=0) - timedelta(minutes=moment.minute % 15)
