"""Interviews as calendar entries (RFC 5545, with the methods of RFC 5546). Times stand in UTC."""

import re
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress, vText

from accounts.models import User
from core.entries import entry_uid, own_entry

from .models import Interview

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
KIND = "interview"
# How soon a calendar program should look again.
ASK_AGAIN = timedelta(hours=1)


def entry(interview: Interview, *, method: str, recipient: tuple[str, str], summary: str, description: str) -> str:
    """Return the calendar entry of ``interview`` as text.

    ``method`` is ``REQUEST`` or ``CANCEL``; ``recipient`` is (name, e-mail) of whoever gets it, the only attendee
    named, so that an entry tells nobody who else was asked. The UID stays the same; SEQUENCE counts the changes.
    """
    calendar = _calendar()
    calendar.add("method", method)
    event = _event(interview, summary=summary, description=description)
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    if interview.created_by:
        event["organizer"] = _person(interview.created_by.name, interview.created_by.email)
    event.add("attendee", _attendee(*recipient), encode=False)
    calendar.add_component(event)
    return calendar.to_ical().decode()


def feed(interviews: Iterable[Interview]) -> str:
    """Return a calendar of ``interviews``, to be read again and again, for one of their panel.

    Names that its reader must not learn are hidden already. Nobody is named as organizer or attendee: a program would
    take the entries for invitations and answer them.
    """
    calendar = _calendar()
    calendar.add("name", "Interviews")
    calendar.add("x-wr-calname", "Interviews")
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
    for interview in interviews:
        page = settings.BASE_URL + reverse("interview_detail", args=[interview.uid])
        event = _event(interview, summary=title(interview, interview.candidacy.candidate.name), description=page)
        event.add("status", "CONFIRMED")
        event.add("url", page)
        calendar.add_component(event)
    return calendar.to_ical().decode()


def own_copy(interview: Interview) -> str:
    """Return the entry of ``interview`` for its candidate to keep: the same UID as the invitation's, nobody named."""
    calendar = _calendar()
    calendar.add("method", PUBLISH)
    summary = f"{interview.stage.name}, {interview.candidacy.role.title}"
    event = _event(interview, summary=summary, description=summary)
    event.add("status", "CONFIRMED")
    calendar.add_component(event)
    return calendar.to_ical().decode()


def title(interview: Interview, name: str) -> str:
    """Return what an entry of ``interview`` is called to its panel; ``name``: what the candidate is called there."""
    return f"{interview.stage.name} with {name}, {interview.candidacy.role.title}"


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Evenhand//Interviews//EN")
    calendar.add("version", "2.0")
    return calendar


def _event(interview: Interview, *, summary: str, description: str) -> Event:
    event = Event()
    event.add("uid", entry_uid(KIND, interview.uid))
    event.add("sequence", interview.sequence)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", interview.starts_at)
    event.add("dtend", interview.ends_at)
    event.add("summary", one_line(summary))
    event.add("description", description)
    if interview.place:
        event.add("location", one_line(interview.place))
    event.add("transp", "OPAQUE" if interview.blocks_time else "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


def name_and_address(person: User) -> tuple[str, str]:
    """Return (name, e-mail) of ``person``."""
    return person.name, person.email


def interview_uid(uid: str) -> str | None:
    """Return the public id of the interview whose entry has this ``uid``; ``None`` if it is none of ours."""
    found = own_entry(uid)
    return found[1] if found and found[0] == KIND else None


def one_line(words: str) -> str:
    """Return ``words`` without line breaks and control characters."""
    return re.sub(r"[\x00-\x1f\x7f\u2028\u2029]+", " ", words).strip()


def _attendee(name: str, email: str) -> vCalAddress:
    attendee = _person(name, email)
    attendee.params["cutype"] = vText("INDIVIDUAL")
    attendee.params["role"] = vText("REQ-PARTICIPANT")
    attendee.params["partstat"] = vText("NEEDS-ACTION")
    attendee.params["rsvp"] = vText("TRUE")
    return attendee


def _person(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{one_line(email)}")
    address.params["cn"] = vText(one_line(name).replace('"', "'"))
    return address
