"""Who sits on an interview's panel: joining, leaving, recusing. Rows are marked, never deleted."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from hiring import emails
from hiring.models import Candidacy, Interview, Panelist, Role, Seat, SeatKind, Stage

from .appointments import hold_interview, refuse_double_booking, refuse_while_owing, sees
from .bookings import keep_bookings
from .locks import lock_people
from .soft_limits import reason_to_override


class PanelEmpty(Refused):
    """Nobody would score."""

    message = "Choose at least one person for the panel."
    field = "panel"


class PanelRefused(Refused):
    """Somebody cannot sit on this panel."""

    field = "panel"


class NoSeat(Refused):
    """Somebody does not belong to the role's team."""

    field = "panel"

    def __init__(self, users: list[User]) -> None:
        """Take those without a seat."""
        who = " and ".join(filter(None, [", ".join(map(str, users[:-1])), str(users[-1])]))
        has = (
            "has no seat on this role. Give them one" if len(users) == 1 else "have no seat on this role. Give each one"
        )
        super().__init__(f"{who} {has}, or choose somebody else.")
        self.seatless = users


class PanelReasonMissing(Refused):
    """No reason was given."""

    message = "Write the reason in a few words."
    field = "reason"


class LastRater(Refused):
    """Only people who sit in to learn would be left."""

    message = "Only people who sit in to learn would be left. Add somebody who rates first, or cancel the interview."


class AlreadyGone(Refused):
    """The person is not on the panel any more, or has given their scorecard."""

    message = "This person has left the panel already, or has sealed their scorecard, which stays."


def check_panel(*, candidacy: Candidacy, stage: Stage, users: list[User], by: User) -> None:
    """Refuse ``users`` that are none, hold somebody twice, somebody switched off, or somebody who sat on this stage.

    An interview that ``by`` does not see is not told of: its panelist "is not available". Raises
    ``PanelEmpty`` and ``PanelRefused``.
    """
    if not users:
        raise PanelEmpty
    if len({user.pk for user in users}) != len(users):
        raise PanelRefused("Everybody sits on a panel once.")
    for user in users:
        _check_person(candidacy, user)
    sitting = Panelist.objects.active().filter(
        user__in=users, interview__candidacy=candidacy, interview__stage=stage, interview__cancelled_at=None
    )
    twice = sitting.select_related("user", "interview").order_by("pk").first()
    if twice and sees(by, twice.interview):
        raise PanelRefused(f"{twice.user} sits on this stage for this candidate already.")
    if twice:
        raise PanelRefused(f"{twice.user} is not available for this panel. Choose somebody else.")


def refuse_without_seat(*, role: Role, users: Iterable[User], give_seats: bool) -> list[User]:
    """Return those of ``users`` who have no seat on ``role``, or raise ``NoSeat`` unless ``give_seats``."""
    people = list(users)
    seated = set(Seat.objects.filter(role=role, user__in=people).values_list("user", flat=True))
    missing = [user for user in people if user.pk not in seated]
    if missing and not give_seats:
        raise NoSeat(missing)
    return missing


def seat_panel(*, role: Role, users: list[User], give_seats: bool, by: User) -> None:
    """Refuse ``users`` without a seat on ``role``, or give them one as interviewers; call it inside planning services.

    Raises ``NoSeat``.
    """
    missing = refuse_without_seat(role=role, users=users, give_seats=give_seats)
    for user in missing:
        _, new = Seat.objects.get_or_create(role=role, user=user, kind=SeatKind.INTERVIEWER)
        if new:
            audit.record("seat.given", by=by, obj=role, user=user.uid, kind=SeatKind.INTERVIEWER)


@transaction.atomic
def add_panelist(
    *,
    interview: Interview,
    user: User,
    shadows: bool = False,
    override_reason: str = "",
    give_seats: bool = False,
    by: User,
) -> Panelist:
    """Let ``user`` join the panel and invite them. Somebody who left comes back; somebody recused does not.

    Whoever ``shadows`` sits in to learn (``Panelist``).

    ``override_reason`` is kept, below earlier ones, if the time breaks what they ask for. ``give_seats``: whether they
    get a seat on the role if they have none. Raises ``PanelRefused``, ``NoSeat``, ``DoubleBooked``, ``OutsideLimits``,
    ``Cancelled`` and ``NotRunning``.
    """
    hold_interview(interview)
    lock_people(interview.candidacy, [user])
    check_panel(candidacy=interview.candidacy, stage=interview.stage, users=[user], by=by)
    seat_panel(role=interview.candidacy.role, users=[user], give_seats=give_seats, by=by)
    refuse_double_booking(interview=interview, users=[user], by=by)
    why = reason_to_override(interview=interview, users=[user], reason=override_reason, by=by)
    panelist = join(interview=interview, user=user, shadows=shadows)
    keep_bookings(interview.candidacy, checked=[interview], by=by)
    interview.sequence += 1
    interview.override_reason = "\n".join(filter(None, [interview.override_reason, why]))
    interview.save(update_fields=["sequence", "override_reason"])
    ask_again(interview, panelist)
    audit.record(
        "panelist.added", by=by, obj=interview, scope=interview.candidacy.uid, user=user.uid, shadows=shadows,
        overridden=bool(why),
    )  # fmt: skip
    emails.panelist_invited(panelist)
    return panelist


@transaction.atomic
def release_panelist(*, panelist: Panelist, reason: str, by: User) -> Panelist:
    """Take somebody off the panel: they owe nothing any more, and read nothing until the debrief has closed.

    Raises ``PanelReasonMissing``, ``AlreadyGone``, ``OwnScorecardFirst`` and ``LastRater``.
    """
    _hold(panelist, reason, by)
    others = Panelist.objects.active().filter(interview=panelist.interview).exclude(pk=panelist.pk)
    if others.exists() and not others.rating().exists():
        raise LastRater
    panelist.left_at, panelist.left_reason = timezone.now(), reason.strip()[:300]
    panelist.save(update_fields=["left_at", "left_reason"])
    _go("panelist.released", panelist, by)
    return panelist


@transaction.atomic
def replace_panelist(
    *,
    panelist: Panelist,
    user: User,
    reason: str,
    override_reason: str = "",
    give_seats: bool = False,
    by: User,
) -> Panelist:
    """Put ``user`` into ``panelist``'s place, all of it or nothing; both are told once, the others hear nothing.

    Whoever leaves owes nothing any more, and what they had written stays theirs. Raises what ``add_panelist`` and
    ``release_panelist`` raise.
    """
    interview = panelist.interview
    # First, so that a panel of one is never empty.
    new = add_panelist(
        interview=interview, user=user, shadows=panelist.shadows, override_reason=override_reason,
        give_seats=give_seats, by=by,
    )  # fmt: skip
    release_panelist(panelist=panelist, reason=reason, by=by)
    return new


@transaction.atomic
def recuse(*, panelist: Panelist, reason: str, by: User) -> Panelist:
    """Note a conflict of interest: the debt ends, and nothing of this candidacy's scores opens for them any more.

    Raises ``PanelReasonMissing``, ``AlreadyGone`` and ``OwnScorecardFirst``.
    """
    _hold(panelist, reason, by)
    panelist.recused_at, panelist.recusal_reason = timezone.now(), reason.strip()[:300]
    panelist.save(update_fields=["recused_at", "recusal_reason"])
    _go("panelist.recused", panelist, by)
    return panelist


def join(*, interview: Interview, user: User, shadows: bool = False) -> Panelist:
    """Store the seat on the panel; call it inside the planning services only. Raises ``PanelRefused``."""
    panelist, new = Panelist.objects.get_or_create(interview=interview, user=user, defaults={"shadows": shadows})
    if panelist.recused_at:
        raise PanelRefused(f"{user} recused themselves from this interview.")
    if not new:
        panelist.left_at, panelist.left_reason, panelist.joined_at = None, "", timezone.now()
        panelist.shadows = shadows
        panelist.save(update_fields=["left_at", "left_reason", "joined_at", "shadows"])
    return panelist


def ask_again(interview: Interview, *panelists: Panelist) -> None:
    """Forget what ``panelists`` answered to earlier invitations than the one that they get now."""
    asked = {"asked_sequence": interview.sequence, "reply": "", "replied_at": None}
    Panelist.objects.filter(pk__in=[panelist.pk for panelist in panelists]).update(**asked)


def ask_candidate_again(interview: Interview) -> list[str]:
    """The same for the candidate; return the names of the fields to save."""
    interview.candidate_asked, interview.candidate_reply = interview.sequence, ""
    interview.candidate_replied_at = None
    return ["candidate_asked", "candidate_reply", "candidate_replied_at"]


def _hold(panelist: Panelist, reason: str, by: User) -> None:
    if not reason.strip():
        raise PanelReasonMissing
    hold_interview(panelist.interview)
    interview = panelist.interview
    if panelist.user_id != by.pk:
        refuse_while_owing(interview=interview, by=by)
    panelist.refresh_from_db(from_queryset=Panelist.objects.select_related("user"))
    panelist.interview = interview
    if panelist.left_at or panelist.recused_at or Panelist.objects.sealed().filter(pk=panelist.pk).exists():
        raise AlreadyGone


def _go(verb: str, panelist: Panelist, by: User) -> None:
    """What follows once somebody is marked as gone: their time is free, their calendar too."""
    interview = panelist.interview
    interview.sequence += 1
    interview.save(update_fields=["sequence"])
    keep_bookings(interview.candidacy, by=by)
    audit.record(verb, by=by, obj=interview, scope=interview.candidacy.uid, user=panelist.user.uid)
    emails.panelist_released(panelist)


def _check_person(candidacy: Candidacy, user: User) -> None:
    if not user.is_active:
        raise PanelRefused(f"{user}'s account is switched off.")
    if user.email.lower() == candidacy.candidate.email.lower():
        raise PanelRefused(f"{user} is the candidate: nobody interviews themselves.")
