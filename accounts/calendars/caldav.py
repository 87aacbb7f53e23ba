"""Reading the calendars of a CalDAV server (RFC 4791), unless they are the same as before.

The address may be a calendar, or a page above it from which the server leads to the person's calendars.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from .address import joined
from .failures import CalendarUnreadable
from .ics import Seen
from .web import Answer, Web, refuse_status

MOST_CALENDARS = 20
# What is parsed takes many times the memory of its text: more than any server lists for three months.
MOST_TAGS = 500_000
# An element of XML; its type stands in a module that reads XML without the guards of defusedxml.
Element = Any
DAV, CAL, SERVER = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{http://calendarserver.org/ns/}"
NAMESPACES = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:s="http://calendarserver.org/ns/"'
WHAT = f"""<?xml version="1.0" encoding="utf-8"?>
<d:propfind {NAMESPACES}><d:prop><d:resourcetype/><d:current-user-principal/><c:calendar-home-set/><s:getctag/>
<c:supported-calendar-component-set/><c:schedule-calendar-transp/></d:prop></d:propfind>"""
QUERY = f"""<?xml version="1.0" encoding="utf-8"?>
<c:calendar-query {NAMESPACES}><d:prop><d:getetag/>%s</d:prop><c:filter><c:comp-filter name="VCALENDAR">
<c:comp-filter name="VEVENT"><c:time-range start="%s" end="%s"/></c:comp-filter></c:comp-filter></c:filter>
</c:calendar-query>"""
NO_CALENDAR = "There is no calendar at this address. Look for the CalDAV address in your calendar's settings."
BROKEN = "The server answers in a way that cannot be understood."


@dataclass(frozen=True)
class Resource:
    """One thing on the server, with the properties that it has."""

    url: str
    props: dict[str, Element]

    def has(self, prop: str, child: str) -> bool:
        """Whether a property holds an element."""
        return prop in self.props and self.props[prop].find(child) is not None

    def link(self, prop: str) -> str:
        """The address in a property; empty without one."""
        href = self.props[prop].find(f"{DAV}href") if prop in self.props else None
        return joined(self.url, href.text or "") if href is not None else ""

    def text(self, prop: str) -> str:
        """The words of a property; empty without them."""
        return (self.props[prop].text or "").strip() if prop in self.props else ""

    @property
    def counts(self) -> bool:
        """Whether it is a calendar whose entries make a person busy."""
        kinds = [part.get("name", "") for part in self.props.get(f"{CAL}supported-calendar-component-set", ())]
        is_busy = not self.has(f"{CAL}schedule-calendar-transp", f"{CAL}transparent")
        return self.has(f"{DAV}resourcetype", f"{CAL}calendar") and is_busy and (not kinds or "VEVENT" in kinds)


def read_caldav(
    web: Web, address: str, seen: Seen, *, starts_at: datetime, ends_at: datetime
) -> tuple[bytes | None, Seen]:
    """Return the entries between two instants of all calendars, ``None`` if they are as they were ``seen``, and what
    to know them by. Raises ``CalendarUnreadable``.
    """
    span = tuple(f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}" for moment in (starts_at, ends_at))
    calendars = _calendars(web, address)
    marks = sha256("\n".join(_mark(web, calendar, span) for calendar in calendars).encode()).hexdigest()
    if seen.marks == marks:
        return None, seen
    asked = "<c:calendar-data/>"
    texts = [
        entry.text(f"{CAL}calendar-data") for calendar in calendars for entry in _query(web, calendar, asked, span)
    ]
    # Without entries an empty calendar is what there is to read.
    return "\r\n".join(texts or ["BEGIN:VCALENDAR\r\nEND:VCALENDAR"]).encode(), Seen(marks=marks)


def _calendars(web: Web, address: str) -> list[Resource]:
    """Return the calendar at an address, or those to which it leads, in the order of their addresses."""
    here = _first(web, address)
    if here is not None and here.has(f"{DAV}resourcetype", f"{CAL}calendar"):
        return [here]
    home = here.link(f"{CAL}calendar-home-set") if here else ""
    if here and not home and (principal := here.link(f"{DAV}current-user-principal")):
        owner = _first(web, principal)
        home = owner.link(f"{CAL}calendar-home-set") if owner else ""
    found = [thing for thing in _propfind(web, home or address, depth=1) if thing.counts]
    if not found:
        raise CalendarUnreadable(NO_CALENDAR)
    if len(found) > MOST_CALENDARS:
        raise CalendarUnreadable(f"There are more than {MOST_CALENDARS} calendars. Give the address of one of them.")
    return sorted(found, key=lambda thing: thing.url)


def _first(web: Web, address: str) -> Resource | None:
    """Return what is at an address; at the root of a server, what it names as its CalDAV."""
    try:
        return next(_propfind(web, address, depth=0), None)
    except CalendarUnreadable:
        if urlsplit(address).path.strip("/"):
            raise
    return next(_propfind(web, joined(address, "/.well-known/caldav"), depth=0), None)


def _mark(web: Web, calendar: Resource, span: tuple[str, ...]) -> str:
    """Return what changes whenever the calendar does: its ctag, else the ETags of its entries."""
    if tag := calendar.text(f"{SERVER}getctag"):
        return f"{calendar.url} {tag}"
    entries = _query(web, calendar, "", span)
    return " ".join([calendar.url, *sorted(f"{entry.url} {entry.text(f'{DAV}getetag')}" for entry in entries)])


def _query(web: Web, calendar: Resource, asked: str, span: tuple[str, ...]) -> list[Resource]:
    body = QUERY % (asked, *span)
    return list(_resources(_ask(web, "REPORT", calendar.url, body, depth=1)))


def _propfind(web: Web, url: str, *, depth: int) -> Iterator[Resource]:
    return _resources(_ask(web, "PROPFIND", url, WHAT, depth=depth))


def _ask(web: Web, method: str, url: str, body: str, *, depth: int) -> Answer:
    headers = {"Content-Type": "application/xml; charset=utf-8", "Depth": str(depth)}
    answer = web.ask(method, url, headers=headers, body=body.encode())
    if answer.status in (200, 405, 501):
        raise CalendarUnreadable(NO_CALENDAR)
    if answer.status != 207:
        refuse_status(answer)
    return answer


def _resources(answer: Answer) -> Iterator[Resource]:
    """Return what a multi-status answer lists, with the properties that were found."""
    if answer.body.count(b"<") > MOST_TAGS:
        raise CalendarUnreadable(BROKEN)
    try:
        root = fromstring(answer.body)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise CalendarUnreadable(BROKEN) from error
    for response in root.findall(f"{DAV}response"):
        props: dict[str, Element] = {}
        for state in response.findall(f"{DAV}propstat"):
            if " 200" in (state.findtext(f"{DAV}status") or " 200"):
                props |= {prop.tag: prop for prop in state.findall(f"{DAV}prop/*")}
        yield Resource(joined(answer.url, response.findtext(f"{DAV}href") or ""), props)
