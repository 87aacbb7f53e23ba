"""What of a calendar says when somebody is busy. Titles, places and people are never looked at, let alone kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from .failures import CalendarUnreadable

MOST_ENTRIES = 20_000
DEEPEST = 8
LONGEST_LINE = 200_000
TIMES = {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SEQUENCE"}
REPEATING = {"RRULE", "RDATE", "RECURRENCE-ID"}
ZONE_PARTS = {"STANDARD", "DAYLIGHT"}
NAME = re.compile(r"[A-Za-z0-9-]{1,40}(?=[:;])")
DAY = re.compile(r":\s*(\d{8})")
TOO_OFTEN = re.compile(r"FREQ\s*=\s*(SECONDLY|MINUTELY)", re.IGNORECASE)

NO_CALENDAR = "What is at this address is no calendar."
CUT_OFF = "The calendar is broken: it ends in the middle."
NESTED_WRONG = "The calendar is broken: its parts do not fit into each other."


@dataclass(frozen=True)
class Whose:
    """Whose calendar it is, so far as it decides what makes them busy.

    ``addresses``: theirs in lower case, by which their refusals are known. ``ours``: the pattern of the UIDs of entries
    that this installation sent them. ``first_day``, ``last_day``: what is asked for.
    """

    addresses: frozenset[str]
    ours: str
    first_day: date
    last_day: date


@dataclass
class Entry:
    """One entry: its lines about time, whether it repeats, and whether it leaves its person free."""

    uid: str = ""
    lines: list[str] = field(default_factory=list)
    first: str = ""
    last: str = ""
    repeats: bool = False
    free: bool = False


@dataclass
class Sifted:
    """What was found: the entries, and the zones that the calendar brings, by their names."""

    entries: list[Entry] = field(default_factory=list)
    zones: dict[str, list[str]] = field(default_factory=dict)
    usual_zone: str = ""


def sift(text: str, whose: Whose) -> Sifted:
    """Return what matters of ``text``, one or several calendars. Raises ``CalendarUnreadable``."""
    found = Sifted()
    stack: list[str] = []
    entry: Entry | None = None
    zone: list[str] = []
    for line in unfolded(text):
        name = NAME.match(line)
        word = name[0].upper() if name else ""
        if word in ("BEGIN", "END"):
            part = line[len(word) + 1 :].strip().upper()
            _step(stack, word, part)
        if stack[1:2] == ["VTIMEZONE"] or (word == "END" and part == "VTIMEZONE"):
            zone = _take_zone(found, stack, zone, line, part if word == "END" else "", starts=word == "BEGIN")
        elif word == "BEGIN" and stack[1:] == ["VEVENT"]:
            entry = Entry()
        elif word == "END" and part == "VEVENT" and len(stack) == 1 and entry is not None:
            _keep(found, entry, whose)
            entry = None
        elif stack[1:] == ["VEVENT"] and entry is not None:
            _take_line(entry, word, line, whose)
        elif word == "X-WR-TIMEZONE" and len(stack) == 1:
            found.usual_zone = line.partition(":")[2].strip()[:100]
    if stack:
        raise CalendarUnreadable(CUT_OFF)
    return found


def unfolded(text: str) -> Iterator[str]:
    """Return the lines of a calendar, those that were folded as one. Raises ``CalendarUnreadable``."""
    text = text.lstrip("\ufeff \t\r\n")
    if not re.match(r"BEGIN:VCALENDAR[ \t]*(\r|\n)", text, re.IGNORECASE):
        raise CalendarUnreadable(NO_CALENDAR)
    parts: list[str] = []
    length = 0
    for line in re.split(r"\r\n|\r|\n", text):
        if line[:1] in (" ", "\t") and parts:
            # Of a line that is far too long only the beginning counts: pictures and attachments come so.
            if length <= LONGEST_LINE:
                parts.append(line[1:])
                length += len(line)
            continue
        if parts:
            yield "".join(parts)
        parts, length = ([line], len(line)) if line.strip() else ([], 0)
    if parts:
        yield "".join(parts)


def _step(stack: list[str], word: str, part: str) -> None:
    """Go into a part of the calendar, or out of it."""
    if word == "BEGIN":
        if (part == "VCALENDAR") == bool(stack) or len(stack) >= DEEPEST:
            raise CalendarUnreadable(NESTED_WRONG)
        stack.append(part)
    elif not stack or stack.pop() != part:
        raise CalendarUnreadable(NESTED_WRONG)


def _take_zone(found: Sifted, stack: list[str], lines: list[str], line: str, ended: str, *, starts: bool) -> list[str]:
    """Gather the lines of a time zone, without parts that none has; keep the first of each name.

    ``ended``: the part that the line ends; ``starts``: whether it begins one.
    """
    if starts and len(stack) == 2:
        lines = []
    if ended in {"", "VTIMEZONE", *ZONE_PARTS} and (len(stack) <= 2 or stack[2] in ZONE_PARTS):
        lines.append(line)
    if len(stack) == 1:
        names = [text.partition(":")[2].strip() for text in lines if text.upper().startswith("TZID")]
        if names and len(lines) <= 2_000 and len(found.zones) < 500:
            found.zones.setdefault(names[0], lines)
    return lines


def _take_line(entry: Entry, word: str, line: str, whose: Whose) -> None:
    """Note what one line says of an entry."""
    value = line.partition(":")[2].strip()
    if word == "UID":
        entry.uid = value
    elif word in TIMES:
        _refuse_too_much(word, line)
        entry.lines.append(line)
        entry.repeats = entry.repeats or word in REPEATING
        if day := DAY.search(line):
            entry.first = day[1] if word == "DTSTART" else entry.first
            entry.last = day[1] if word == "DTEND" else entry.last
    elif (word, value.upper()) in FREE or (word == "ATTENDEE" and _declines(line, whose)):
        entry.free = True


FREE = {
    ("TRANSP", "TRANSPARENT"),
    ("STATUS", "CANCELLED"),
    ("X-MICROSOFT-CDO-BUSYSTATUS", "FREE"),
    ("X-MICROSOFT-CDO-BUSYSTATUS", "WORKINGELSEWHERE"),
}


def _refuse_too_much(word: str, line: str) -> None:
    if len(line) > LONGEST_LINE:
        raise CalendarUnreadable("The calendar is broken: a line of it is far too long.")
    if word == "RRULE" and TOO_OFTEN.search(line):
        raise CalendarUnreadable("An entry repeats every minute or second. Take it out of the calendar.")


def _declines(line: str, whose: Whose) -> bool:
    parameters, _, address = line.lower().rpartition("mailto:")
    return "partstat=declined" in parameters and address.strip() in whose.addresses


def _keep(found: Sifted, entry: Entry, whose: Whose) -> None:
    """Keep an entry unless it can have nothing to do with the days that are asked for, or is one of ours."""
    if re.fullmatch(whose.ours, entry.uid):
        return
    if not entry.repeats:
        last = "" if any(line.upper().startswith("DURATION") for line in entry.lines) else entry.last or entry.first
        is_over = bool(last) and last < f"{whose.first_day:%Y%m%d}"
        if entry.free or is_over or (entry.first and entry.first > f"{whose.last_day:%Y%m%d}"):
            return
    if len(found.entries) >= MOST_ENTRIES:
        raise CalendarUnreadable(f"The calendar has more than {MOST_ENTRIES:,} entries for these weeks.")
    found.entries.append(entry)
