"""Invitations to interviews, for panelists and for the candidate, each in their own time zone.

They tell time, place and with whom. Never anything about scorecards, nor who else has done what.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from core import outbox
from core.models import OutboxMessage

from . import ical
from .models import Interview, Panelist

INVITED, CHANGED, CANCELLED = "invited", "changed", "cancelled"
SUBJECTS = {INVITED: "Interview", CHANGED: "Changed", CANCELLED: "Cancelled"}


def interview_planned(interview: Interview) -> None:
    """Write the invitations to the panel and the candidate."""
    _to_everybody(interview, INVITED)


def interview_changed(interview: Interview) -> None:
    """Write the new time and place to the panel and the candidate."""
    _to_everybody(interview, CHANGED)


def interview_cancelled(interview: Interview) -> None:
    """Write to the panel and the candidate that the interview does not take place."""
    _to_everybody(interview, CANCELLED)


def panelist_invited(panelist: Panelist) -> OutboxMessage:
    """Write the invitation to one person who joined the panel."""
    return _to_panelist(panelist, INVITED)


def panelist_released(panelist: Panelist) -> OutboxMessage:
    """Take the interview out of the calendar of one person who left the panel; the others hear nothing."""
    return _to_panelist(panelist, CANCELLED, left=True)


def time_in_words(starts_at: datetime, ends_at: datetime, zone_name: str) -> str:
    """Return a time range in the IANA zone ``zone_name``: "Fri 20 Nov 2026, 14:00 to 15:00 (Europe/Berlin)"."""
    zone = ZoneInfo(zone_name)
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    day = f"{start:%a} {start.day} {start:%b %Y}"
    if start.date() == end.date():
        return f"{day}, {start:%H:%M} to {end:%H:%M} ({zone.key})"
    return f"{day}, {start:%H:%M} to {end:%a} {end.day} {end:%b %Y}, {end:%H:%M} ({zone.key})"


def _to_everybody(interview: Interview, what: str) -> None:
    for panelist in interview.panelists.active().select_related("user").order_by("pk"):
        panelist.interview = interview
        _to_panelist(panelist, what)
    _to_candidate(interview, what)


def _to_panelist(panelist: Panelist, what: str, *, left: bool = False) -> OutboxMessage:
    interview, user = panelist.interview, panelist.user
    whom = f"{interview.stage.name} with {interview.candidacy.candidate.name}"
    return _write(
        interview,
        what,
        to=ical.name_and_address(user),
        zone=user.timezone,
        summary=f"{whom}, {interview.candidacy.role.title}",
        template="hiring/emails/interview_panelist",
        key=f"{user.uid}-left" if left else user.uid,
        left=left,
    )


def _to_candidate(interview: Interview, what: str) -> OutboxMessage:
    candidate = interview.candidacy.candidate
    return _write(
        interview,
        what,
        to=(candidate.name, candidate.email),
        zone=candidate.timezone,
        summary=f"{interview.stage.name}, {interview.candidacy.role.title}",
        template="hiring/emails/interview_candidate",
        key=candidate.uid,
    )


def _write(
    interview: Interview, what: str, *, to: tuple[str, str], zone: str, summary: str, template: str, key: str,
    left: bool = False,
) -> OutboxMessage:  # fmt: skip
    when = time_in_words(interview.starts_at, interview.ends_at, zone)
    context = {
        "interview": interview, "name": to[0], "what": what, "when": when, "left": left,
        "planner": interview.created_by,
    }  # fmt: skip
    method = ical.CANCEL if what == CANCELLED else ical.REQUEST
    description = f"{summary}\n{when}"
    text = ical.entry(interview, method=method, recipient=to, summary=summary, description=description)
    mime = f"text/calendar; method={method}"
    return outbox.write(
        to=to[1],
        subject=f"{SUBJECTS[what]}: {summary}",
        template=template,
        context=context,
        attachments=[{"name": "invitation.ics", "mime": mime, "text": text}],
        dedupe_key=f"interview:{interview.uid}:{interview.sequence}:{what}:{key}",
        reply_to=interview.created_by.email if interview.created_by else "",
    )
