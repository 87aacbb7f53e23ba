"""What a calendar program answers to an invitation: read from a mail, or from the entry alone (RFC 5546, REPLY)."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes

from django.utils import timezone
from icalendar import Calendar, Component, vDDDTypes

from core.errors import Refused
from hiring import ical
from hiring.models import Reply

LONGEST = 1_000_000
EARLIEST = 2000
REPLIES = {"ACCEPTED": Reply.ACCEPTED, "DECLINED": Reply.DECLINED, "TENTATIVE": Reply.TENTATIVE}
KINDS = {"text/calendar", "application/ics"}


class NoReply(Refused):
    """What came is no answer to an invitation of ours; ``message`` says why."""


@dataclass(frozen=True)
class ReadReply:
    """One answer: to which interview, by which address, to which state of the invitation, when, and what."""

    interview_uid: str
    address: str
    sequence: int
    at: datetime
    reply: Reply


def read_reply(sent: bytes) -> ReadReply:
    """Read the answer in ``sent``: a whole mail, or a calendar entry alone. Raises ``NoReply``."""
    if len(sent) > LONGEST:
        raise NoReply("This is longer than 1 MB.")
    try:
        text = _entry_in(sent).decode("utf-8-sig")
        if "\0" in text:
            raise NoReply("The calendar entry holds a zero character.")  # No database can look for it.
        calendar = Calendar.from_ical(text)
        events = [part for part in calendar.subcomponents if part.name == "VEVENT"]
        method = str(calendar.get("method", "")).upper()
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise NoReply("The calendar entry cannot be read.") from error
    if method != "REPLY" or len(events) != 1:
        raise NoReply("This is no answer to an invitation.")
    return _told_by(events[0])


def _entry_in(sent: bytes) -> bytes:
    """The calendar entry, as it stands or from the first part of a mail that holds one."""
    bare = sent.removeprefix(b"\xef\xbb\xbf").lstrip()
    if bare[:15].upper() == b"BEGIN:VCALENDAR":
        return bare
    for part in message_from_bytes(sent).walk():
        if part.get_content_type() in KINDS:
            content = part.get_payload(decode=True)
            return content if isinstance(content, bytes) else b""
    raise NoReply("No calendar entry is in this mail.")


def _told_by(event: Component) -> ReadReply:
    attendee, sequence = event.get("attendee"), event.get("sequence", 0)
    if not isinstance(attendee, str) or not isinstance(sequence, int) or sequence < 0:
        raise NoReply("The calendar entry must name one attendee, and count its changes.")
    reply = REPLIES.get(str(attendee.params.get("partstat", "")).upper())  # type: ignore[attr-defined]
    if reply is None:
        raise NoReply("The answer must be to accept, to decline, or to accept tentatively.")
    uid = ical.interview_uid(str(event.get("uid", "")))
    if uid is None:
        raise NoReply("The invitation is not one of this installation.")
    address = str(attendee).strip()
    address = address[len("mailto:") :] if address.lower().startswith("mailto:") else address
    return ReadReply(uid, address.strip(), sequence, _moment(event), reply)


def _moment(event: Component) -> datetime:
    """When it was answered: now, where the entry says nothing that can be, or a time to come."""
    now, told = timezone.now(), event.get("dtstamp")
    # What cannot be read is kept by the library as a property of another kind.
    stamp = told.dt if isinstance(told, vDDDTypes) else None
    if not isinstance(stamp, datetime) or stamp.utcoffset() is None or stamp.year < EARLIEST:
        return now
    return min(stamp, now)
