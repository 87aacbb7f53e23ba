"""Planning, changing and cancelling interviews."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

from django.db import transaction
from django.utils import timezone as clock

from accounts.models import User
from core import audit
from core.errors import Refused
from hiring import emails
from hiring.models import Candidacy, Interview, Panelist, Stage
from question_bank.models import StageKind

from .appointments import NotRunning, hold_interview, refuse_double_booking, refuse_while_owing
from .bookings import keep_bookings
from .candidates import NoSuchZone
from .links import fresh_link
from .locks import lock_candidacy, lock_people, lock_stage
from .offer_links import end_offers
from .panels import PanelEmpty, ask_again, ask_candidate_again, check_panel, join, seat_panel
from .soft_limits import reason_to_override

CHANGES = ("starts_at", "ends_at", "timezone", "place")
LONGEST_APPOINTMENT = timedelta(hours=12)
LONGEST_WINDOW = timedelta(days=60)


class BadTime(Refused):
    """The time cannot be."""

    message = "The end must come after the start."
    field = "starts_at"


class NotThisRole(Refused):
    """The stage is another role's, or has no interviews."""

    message = "Choose a stage of this role that has a scorecard."
    field = "stage"


class ScorecardSealed(Refused):
    """Somebody was measured in it."""

    message = "A scorecard of this interview is sealed, so it took place."


class CancelReasonMissing(Refused):
    """No reason was given."""

    message = "Write why, in a few words: the panel will read it."
    field = "reason"


@transaction.atomic
def plan_interview(
    *,
    candidacy: Candidacy,
    stage: Stage,
    starts_at: datetime,
    ends_at: datetime,
    timezone: str,
    place: str,
    panel: Iterable[User],
    shadows: Iterable[User] = (),
    override_reason: str = "",
    give_seats: bool = False,
    chosen: bool = False,
    by: User,
) -> Interview:
    """Plan an interview with its panel and invite everybody; open offers of the stage's times end.

    ``starts_at`` and ``ends_at`` are aware; ``timezone`` is the IANA zone they were chosen in. ``shadows`` sit in to
    learn, beside a ``panel`` of at least one. ``override_reason`` is kept if the time breaks what somebody asks for.
    ``give_seats``: whether people without a seat on the role get one as interviewers. ``chosen``: the candidate acts,
    through the link of an offer that ``by`` made. Raises ``NotRunning``, ``NotThisRole``, ``BadTime``, ``NoSuchZone``,
    ``NoSeat``, ``DoubleBooked``, ``OutsideLimits`` and what
    ``check_panel`` raises.
    """
    raters, learners = list(panel), list(shadows)
    people = raters + learners
    lock_candidacy(candidacy)
    lock_people(candidacy, people)
    if not candidacy.is_running:
        raise NotRunning
    if stage.role_id != candidacy.role_id or not stage.is_scored:
        raise NotThisRole
    _check_times(stage, starts_at, ends_at, timezone)
    if not raters:
        raise PanelEmpty
    check_panel(candidacy=candidacy, stage=stage, users=people, by=by)
    seat_panel(role=candidacy.role, users=people, give_seats=give_seats, by=by)
    lock_stage(stage)
    interview = Interview(
        candidacy=candidacy, stage=stage, guide_stage=stage.guide_stage, starts_at=starts_at, ends_at=ends_at,
        timezone=timezone, place=place.strip(), created_by=by, **candidacy.candidate.told,
    )  # fmt: skip
    refuse_double_booking(interview=interview, users=people, by=by)
    why = reason_to_override(interview=interview, users=people, reason=override_reason, by=by)
    interview.override_reason = why
    interview.save()
    for user in people:
        join(interview=interview, user=user, shadows=user in learners)
    keep_bookings(candidacy, checked=[interview], by=by)
    end_offers(candidacy, stage)
    audit.record(
        "interview.planned", by=None if chosen else by, obj=interview, scope=candidacy.uid,
        starts_at=starts_at.astimezone(UTC).isoformat(), panel=[user.uid for user in raters],
        learners=[user.uid for user in learners], overridden=bool(why),
    )  # fmt: skip
    token = "" if interview.blocks_time else fresh_link(interview)
    emails.interview_planned(interview, token=token)
    return interview


@transaction.atomic
def change_interview(
    *,
    interview: Interview,
    starts_at: datetime,
    ends_at: datetime,
    timezone: str,
    place: str,
    override_reason: str = "",
    chosen: bool = False,
    by: User,
) -> Interview:
    """Move ``interview`` in time or place and send everybody the new entry; without a change nothing is sent.

    ``chosen``: the candidate acts, as in ``plan_interview``. A new time is measured anew by what the panel asks for,
    and ``override_reason`` kept if it breaks that. Raises ``NotRunning``, ``Cancelled``, ``BadTime``, ``NoSuchZone``,
    ``DoubleBooked`` and ``OutsideLimits``.
    """
    hold_interview(interview)
    panel = list(interview.panelists.active().select_related("user"))
    people = [panelist.user for panelist in panel]
    lock_people(interview.candidacy, people)
    _check_times(interview.stage, starts_at, ends_at, timezone)
    new = (starts_at, ends_at, timezone, place.strip())
    if new == tuple(getattr(interview, name) for name in CHANGES):
        return interview
    moves = (starts_at, ends_at) != (interview.starts_at, interview.ends_at)
    interview.starts_at, interview.ends_at, interview.timezone, interview.place = new
    refuse_double_booking(interview=interview, users=people, by=by)
    if moves:
        interview.time_set_at = clock.now()
        why = reason_to_override(interview=interview, users=people, reason=override_reason, by=by)
        interview.override_reason = why
    interview.sequence += 1
    asked = ask_candidate_again(interview)
    told = _listen_again(interview)
    interview.save(update_fields=[*CHANGES, *asked, *told, "time_set_at", "sequence", "override_reason"])
    ask_again(interview, *panel)
    keep_bookings(interview.candidacy, checked=[interview], by=by)
    audit.record(
        "interview.changed", by=None if chosen else by, obj=interview, scope=interview.candidacy.uid,
        starts_at=starts_at.astimezone(UTC).isoformat(), overridden=moves and bool(interview.override_reason),
    )  # fmt: skip
    emails.interview_changed(interview)
    return interview


@transaction.atomic
def cancel_interview(*, interview: Interview, reason: str, by: User) -> Interview:
    """Cancel ``interview`` and tell everybody. The row and its panel stay.

    Raises ``CancelReasonMissing``, ``NotRunning``, ``Cancelled``, ``OwnScorecardFirst`` and ``ScorecardSealed``.
    """
    if not reason.strip():
        raise CancelReasonMissing
    hold_interview(interview)
    call_off(interview, reason=reason, by=by)
    audit.record("interview.cancelled", by=by, obj=interview, scope=interview.candidacy.uid)
    emails.interview_cancelled(interview)
    return interview


def call_off(interview: Interview, *, reason: str, no_show: bool = False, by: User) -> None:
    """Mark ``interview``, which is held, as off; call it inside the services that tell why.

    Raises ``OwnScorecardFirst`` and ``ScorecardSealed``.
    """
    panel = Panelist.objects.filter(interview=interview)
    if panel.exclude(user=by).exists():
        refuse_while_owing(interview=interview, by=by)
    if panel.rating().sealed().exists():
        raise ScorecardSealed
    interview.cancelled_at, interview.cancelled_reason = clock.now(), " ".join(reason.split())[:300]
    interview.no_show = no_show
    interview.sequence += 1
    interview.save(update_fields=["cancelled_at", "cancelled_reason", "no_show", "sequence"])
    keep_bookings(interview.candidacy, by=by)


def _listen_again(interview: Interview) -> Collection[str]:
    """Let ``interview``, unless it is over, say what its candidate says now; return the fields to save."""
    told = interview.candidacy.candidate.told if interview.ends_at > clock.now() else {}
    for name, words in told.items():
        setattr(interview, name, words)
    return told


def _check_times(stage: Stage, starts_at: datetime, ends_at: datetime, timezone: str) -> None:
    if timezone not in available_timezones():
        raise NoSuchZone
    if starts_at.tzinfo is None or ends_at.tzinfo is None:
        raise BadTime("A time needs its time zone.")
    start, end = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    if any(moment.astimezone(UTC).astimezone(moment.tzinfo) != moment for moment in (starts_at, ends_at)):
        raise BadTime("The clocks skip this time on that day. Choose another.")
    if end <= start:
        raise BadTime
    if stage.kind == StageKind.WORK_SAMPLE and end - start > LONGEST_WINDOW:
        raise BadTime("A work sample's window is at most 60 days.")
    if stage.kind != StageKind.WORK_SAMPLE and end - start > LONGEST_APPOINTMENT:
        raise BadTime("An interview lasts at most 12 hours.")
