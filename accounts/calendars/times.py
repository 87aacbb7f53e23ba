"""From the text of calendars to the times at which their person is busy. Knows neither Django nor the database."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event

from core.intervals import intersect, union

from .failures import CalendarUnreadable
from .sifting import Entry, Sifted, Whose, sift

MOST_TIMES = 20_000
# No clock is further from another, so whatever touches the time asked for lies within these days on every calendar.
MARGIN = timedelta(days=2)
Interval = tuple[datetime, datetime]


@dataclass(frozen=True)
class Found:
    """The busy times in UTC, in order, none touching the next; and how many entries say nothing that can be read."""

    busy: list[Interval]
    unreadable: int = 0


def busy_times(
    data: bytes, *, starts_at: datetime, ends_at: datetime, zone: ZoneInfo, addresses: Iterable[str] = (), ours: str
) -> Found:
    """Return when the person of the calendars in ``data`` is busy between two aware instants.

    Days and times without a zone are those of ``zone``. ``addresses``: the person's, whose refusals leave them free.
    ``ours``: the pattern of UIDs that do not count. Raises ``CalendarUnreadable`` for what is no calendar, and for one
    that says too much.
    """
    mine = frozenset(address.lower() for address in addresses if address)
    whose = Whose(mine, ours, (starts_at - MARGIN).date(), (ends_at + MARGIN).date())
    sifted = sift(data.decode("utf-8", errors="replace"), whose)
    span = starts_at.astimezone(zone), ends_at.astimezone(zone)
    found, unreadable = [], 0
    for entries in _series(sifted):
        try:
            found += _times_of(entries, span, sifted.usual_zone)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - libraries raise whatever they like about what strangers wrote
            unreadable += len(entries)
        if len(found) > MOST_TIMES:
            raise CalendarUnreadable(f"The calendar has more than {MOST_TIMES:,} times in these weeks.")
    return Found(merged(found, starts_at, ends_at), unreadable)


def merged(times: Iterable[Interval], starts_at: datetime, ends_at: datetime) -> list[Interval]:
    """Return what lies between two instants, with what overlaps or touches as one."""
    return intersect(union(times), [(starts_at, ends_at)])


def _series(sifted: Sifted) -> list[list[Event]]:
    """Return the entries as the library reads them, those of one series together."""
    zones = [line for zone in sifted.zones.values() for line in zone]
    entries = [line for entry in sifted.entries for line in _lines_of(entry)]
    try:
        calendar = _taken_apart([*zones, *entries])
    except CalendarUnreadable:
        # Most likely a zone, which only its own entries need.
        calendar = _taken_apart(entries)
    read = [part for part in calendar.subcomponents if isinstance(part, Event)]
    series: dict[str, list[Event]] = defaultdict(list)
    for number, (entry, event) in enumerate(zip(sifted.entries, read, strict=True)):
        series[entry.uid if entry.repeats and entry.uid else f"\0{number}"].append(event)
    return list(series.values())


def _taken_apart(lines: list[str]) -> Calendar:
    try:
        return Calendar.from_ical("\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR"]))
    except Exception as error:
        raise CalendarUnreadable("The calendar is broken: it cannot be taken apart.") from error


def _lines_of(entry: Entry) -> list[str]:
    said = ["TRANSP:TRANSPARENT"] if entry.free else []
    return ["BEGIN:VEVENT", "UID:x", *entry.lines, *said, "END:VEVENT"]


def _times_of(entries: list[Event], span: Interval, usual_zone: str) -> list[Interval]:
    """Return the times of one entry, or of a series with its exceptions."""
    if len(entries) > 1 or any(word in entries[0] for word in ("RRULE", "RDATE", "RECURRENCE-ID")):
        calendar = Calendar()
        if usual_zone:
            calendar.add("X-WR-TIMEZONE", usual_zone)
        for entry in entries:
            calendar.add_component(entry)
        # A day more on each side: times without a zone are compared on another clock than ours.
        around = span[0] - MARGIN, span[1] + MARGIN
        entries = recurring_ical_events.of(calendar).between(*around)
    zone = span[0].tzinfo
    times = [_time_of(entry, zone) for entry in entries if entry.get("TRANSP") != "TRANSPARENT"]
    return [(start, end) for start, end in times if start < span[1] and end > span[0]]


def _time_of(entry: Event, zone: tzinfo | None) -> Interval:
    """Return the time of one entry in UTC. One that takes no time ends as it begins; raises for an end before it."""
    said: Any = entry
    starts = said["DTSTART"].dt
    if "DTEND" in said:
        ends = said["DTEND"].dt
    elif "DURATION" in said:
        ends = starts + said["DURATION"].dt
    else:
        ends = starts if isinstance(starts, datetime) else starts + timedelta(days=1)
    start, end = _instant(starts, zone), _instant(ends, zone)
    if end < start:
        raise ValueError("It ends before it begins.")
    return start, end


def _instant(moment: date, zone: tzinfo | None) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    if moment.tzinfo is None or moment.utcoffset() is None:
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(UTC)
