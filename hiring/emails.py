"""Invitations to interviews, for panelists and for the candidate, each in their own time zone.

They tell time, place and with whom. Never anything about scorecards, nor who else has done what.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from accounts.tokens import hash_token
from core import outbox
from core.models import OutboxMessage

from . import ical
from .models import Candidate, Interview, Panelist, Seat, SeatKind, WorkSample
from .queries.names import called, knows_name
from .wording import moment_in_words

INVITED, CHANGED, CANCELLED = "invited", "changed", "cancelled"
SUBJECTS = {INVITED: "Interview", CHANGED: "Changed", CANCELLED: "Cancelled"}


def interview_planned(interview: Interview, *, token: str = "") -> None:
    """Write the invitations to the panel and the candidate, with the ``token`` of their link to a work sample."""
    _to_everybody(interview, INVITED, token=token)


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


def note_lost(interview: Interview, panelists: Iterable[Any], sample: WorkSample | None) -> None:
    """Write why the newest invitation did not arrive beside who was to get it, as ``mail_lost``. One query.

    That is each of ``panelists``, and ``interview`` for the candidate, unless the reader must not know who that is. The
    link to their work ``sample`` that holds is an invitation as well.
    """
    sitting = [panelist for panelist in panelists if not panelist.left_at and not panelist.recused_at]
    rows: dict[str, Any] = {panelist.user.uid: panelist for panelist in sitting}
    if not interview.hides_name:
        rows[interview.candidacy.candidate.uid] = interview
    # A change of the panel counts as one of the interview, and tells nobody else.
    keys = {
        _key(interview, what, reader, sequence): row
        for sequence in range(interview.sequence + 1)
        for reader, row in rows.items()
        for what in (INVITED, CHANGED)
    }
    if sample and not interview.hides_name:
        keys[_link_key(interview, sample.token_hash)] = interview
    for key, reason in outbox.outcomes(keys):
        keys[key].mail_lost = reason


def candidate_missed(interview: Interview, *, tells_candidate: bool, by: User) -> None:
    """Write the panel that nobody came and nothing is owed; and the candidate, if they shall be told."""
    readers: list[User | Candidate] = [
        panelist.user for panelist in interview.panelists.active().select_related("user").order_by("pk")
    ]
    candidate, role = interview.candidacy.candidate, interview.candidacy.role.title
    for reader in [*readers, candidate] if tells_candidate else readers:
        to_candidate = reader is candidate
        head, whom = ("We missed you", "") if to_candidate else ("Did not take place", f" with {candidate.name}")
        outbox.write(
            to=reader.email,
            subject=f"{head}: {interview.stage.name}{whom}, {role}",
            template=f"hiring/emails/missed_{'candidate' if to_candidate else 'panelist'}",
            context={
                "interview": interview, "name": reader.name, "candidate": candidate.name, "by": by,
                "when": time_in_words(interview.starts_at, interview.ends_at, reader.timezone),
            },
            reply_to=by.email,
            dedupe_key=_key(interview, "missed", reader.uid),
        )  # fmt: skip


def interview_soon(interview: Interview, panelist: Panelist | None, *, dedupe_key: str) -> None:
    """Remind ``panelist`` of an appointment, whose candidate they know, or the candidate where there is none."""
    candidate, role = interview.candidacy.candidate, interview.candidacy.role.title
    reader = panelist.user if panelist else candidate
    planner = interview.created_by
    outbox.write(
        to=reader.email,
        subject=f"Soon: {ical.title(interview, candidate.name) if panelist else f'{interview.stage.name}, {role}'}",
        template=f"hiring/emails/interview_soon_{'panelist' if panelist else 'candidate'}",
        context={
            "interview": interview, "name": reader.name, "candidate": candidate.name, "planner": planner,
            "when": time_in_words(interview.starts_at, interview.ends_at, reader.timezone),
            "shadows": bool(panelist and panelist.shadows),
        },
        reply_to=planner.email if planner else "",
        dedupe_key=dedupe_key,
    )  # fmt: skip


def work_sample_link(interview: Interview, *, token: str) -> None:
    """Write the candidate a fresh link to their work sample."""
    _with_link(interview, "link", "Your link", token)


def work_sample_handed_in(sample: WorkSample) -> None:
    """Write that the work is in: to its panel, to whoever planned it, and to the candidate as a receipt."""
    interview = sample.interview
    is_again = sample.reopenings.exists()
    facts: dict[str, object] = {"is_late": sample.is_late, "is_again": is_again}
    panel = {panelist.user for panelist in interview.panelists.active().select_related("user")}
    for user in sorted(panel | set(_planners(interview)), key=lambda user: user.pk):
        _about_work(interview, "in", "Handed in again" if is_again else "Handed in", facts, user=user)
    files = list(sample.files.filter(taken_back_at=None).order_by("pk"))
    _about_work(interview, "receipt", "Received", {"files": files})


def work_sample_reopened(interview: Interview, *, token: str) -> None:
    """Write that the work may be changed: to the candidate with a fresh link, and to its panel, so that it waits."""
    _with_link(interview, "reopened", "Open again", token)
    for panelist in interview.panelists.active().select_related("user").order_by("pk"):
        _about_work(interview, "changes", "Open again", user=panelist.user)


def work_sample_missing(interview: Interview, *, dedupe_key: str) -> None:
    """Write whoever planned the work sample that it was not handed in by its deadline; the first gets the key."""
    sample = getattr(interview, "work_sample", None)
    by_then = sample.files.filter(created_at__lte=interview.ends_at).count() if sample else 0
    context: dict[str, object] = {"count": by_then, "asks": bool(sample and sample.asked_words)}
    for number, user in enumerate(_planners(interview)):
        key = f"{dedupe_key}:{user.uid}" if number else dedupe_key
        _about_work(interview, "missing", "Not handed in", context, user=user, dedupe_key=key)


def more_time_asked(sample: WorkSample) -> None:
    """Write whoever planned the work sample that its candidate asks for more time; why stands on the page alone."""
    for user in _planners(sample.interview):
        _about_work(sample.interview, "asked", "More time asked for", user=user)


def more_time_refused(interview: Interview) -> None:
    """Write the candidate that the deadline stays."""
    _about_work(interview, "stays", "The deadline stays")


def work_sample_address(token: str) -> str:
    """The whole address of a candidate's page."""
    return settings.BASE_URL + reverse("work_sample_page", args=[token])


def _with_link(interview: Interview, what: str, head: str, token: str) -> None:
    """Write to the candidate, under the key of the link that they get."""
    key = _link_key(interview, hash_token(token))
    _about_work(interview, what, head, {"link": work_sample_address(token)}, is_secret=True, dedupe_key=key)


def _about_work(
    interview: Interview, what: str, head: str, context: dict[str, object] | None = None, *, user: User | None = None,
    is_secret: bool = False, dedupe_key: str | None = None,
) -> None:  # fmt: skip
    """Write to ``user``, or to the candidate where there is none."""
    candidate, planner = interview.candidacy.candidate, interview.created_by
    name = called(interview.candidacy, named=knows_name(user, interview.candidacy)) if user else ""
    whom = f" with {name}" if user else ""
    reader = user or candidate
    due = moment_in_words(interview.ends_at, reader.timezone)
    outbox.write(
        to=reader.email,
        subject=f"{head}: {interview.stage.name}{whom}, {interview.candidacy.role.title}",
        template=f"hiring/emails/work_sample_{what}",
        context={"interview": interview, "name": reader.name, "candidate": name, "due": due, "planner": planner}
        | (context or {}),
        reply_to=planner.email if planner and not user else "",
        is_secret=is_secret,
        dedupe_key=dedupe_key,
    )


def _planners(interview: Interview) -> list[User]:
    """Whoever planned the interview; if they have left or a panel binds them since, those who decide on the role.

    Only people who see the interview: to whoever is bound to an earlier stage the mail would tell that it went well.
    """
    seats = Seat.objects.filter(role=interview.candidacy.role_id, kind__in=SeatKind.deciders(), user__is_active=True)
    planner = [interview.created_by] if interview.created_by and interview.created_by.is_active else []
    for people in (planner, [seat.user for seat in seats.select_related("user").order_by("pk")]):
        seeing = [user for user in people if Interview.objects.visible_to(user).filter(pk=interview.pk).exists()]
        if seeing:
            return seeing
    return []


def time_in_words(starts_at: datetime, ends_at: datetime, zone_name: str) -> str:
    """Return a time range in the IANA zone ``zone_name``: "Fri 20 Nov 2026, 14:00 to 15:00 (Europe/Berlin)"."""
    zone = ZoneInfo(zone_name)
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    day = f"{start:%a} {start.day} {start:%b %Y}"
    if start.date() == end.date():
        return f"{day}, {start:%H:%M} to {end:%H:%M} ({zone.key})"
    return f"{day}, {start:%H:%M} to {end:%a} {end.day} {end:%b %Y}, {end:%H:%M} ({zone.key})"


def _to_everybody(interview: Interview, what: str, *, token: str = "") -> None:
    for panelist in interview.panelists.active().select_related("user").order_by("pk"):
        panelist.interview = interview
        _to_panelist(panelist, what)
    _to_candidate(interview, what, token=token)


def _to_panelist(panelist: Panelist, what: str, *, left: bool = False) -> OutboxMessage:
    interview, user = panelist.interview, panelist.user
    named = knows_name(user, interview.candidacy)
    name = called(interview.candidacy, named=named)
    return _write(
        interview,
        what,
        to=ical.name_and_address(user),
        zone=user.timezone,
        summary=ical.title(interview, name),
        template="hiring/emails/interview_panelist",
        key=f"{user.uid}-left" if left else user.uid,
        extra={"left": left, "shadows": panelist.shadows, "candidate": name, "named": named},
    )


def _to_candidate(interview: Interview, what: str, *, token: str = "") -> OutboxMessage:
    candidate = interview.candidacy.candidate
    return _write(
        interview,
        what,
        to=(candidate.name, candidate.email),
        zone=candidate.timezone,
        summary=f"{interview.stage.name}, {interview.candidacy.role.title}",
        template="hiring/emails/interview_candidate",
        key=candidate.uid,
        extra={"link": work_sample_address(token) if token else ""},
    )


def _write(
    interview: Interview, what: str, *, to: tuple[str, str], zone: str, summary: str, template: str, key: str,
    extra: dict[str, object],
) -> OutboxMessage:  # fmt: skip
    when = time_in_words(interview.starts_at, interview.ends_at, zone)
    context = {
        "interview": interview, "name": to[0], "what": what, "when": when,
        "planner": interview.created_by, **extra,
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
        dedupe_key=_key(interview, what, key),
        reply_to=interview.created_by.email if interview.created_by else "",
        is_secret=bool(extra.get("link")),
    )


def _key(interview: Interview, what: str, reader: str, sequence: int | None = None) -> str:
    """What makes a mail about an interview, as it stands or stood, one of its kind."""
    return f"interview:{interview.uid}:{interview.sequence if sequence is None else sequence}:{what}:{reader}"


def _link_key(interview: Interview, token_hash: str) -> str:
    """The same for a mail that brings a link, which replaces the one before."""
    return f"interview:{interview.uid}:link:{token_hash}"
