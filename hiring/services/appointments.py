"""What planning and panels share: which interview still stands, and who has time."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import User
from core.errors import Refused
from hiring.models import Interview, Panelist

from .locks import lock_candidacy


class NotRunning(Refused):
    """The candidacy has ended."""

    message = "This candidacy has ended, so nothing can be planned for it."


class Cancelled(Refused):
    """The interview was cancelled."""

    message = "This interview was cancelled. Plan a new one instead."


class DoubleBooked(Refused):
    """Somebody has another interview at this time: told as such where the planner sees it, else as "not available"."""

    field = "starts_at"


class OwnScorecardFirst(Refused):
    """The person who acts on others sits on a panel of this candidate without a sealed scorecard."""

    message = "You have not sealed a scorecard on this candidate. Seal it first, or ask somebody else to do this."


def hold_interview(interview: Interview) -> None:
    """Lock the candidacy, read ``interview`` again, and refuse one that does not stand any more."""
    lock_candidacy(interview.candidacy)
    candidacy = interview.candidacy
    interview.refresh_from_db(from_queryset=Interview.objects.select_related("stage"))
    interview.candidacy = candidacy
    if not candidacy.is_running:
        raise NotRunning
    if interview.cancelled_at:
        raise Cancelled


def refuse_while_owing(*, interview: Interview, by: User) -> None:
    """Raise ``OwnScorecardFirst`` once ``interview`` has begun and a panel of the candidate binds ``by``.

    It binds whom it keeps from others' scorecards: ``Panelist.objects.barring()``.
    Acts that a sealed scorecard forbids would tell them by their refusal that another one is in.
    """
    barring = Panelist.objects.barring().filter(user=by, interview__candidacy=interview.candidacy)
    if interview.starts_at <= timezone.now() and barring.exists():
        raise OwnScorecardFirst


def refuse_double_booking(*, interview: Interview, users: Iterable[User], by: User) -> None:
    """Raise ``DoubleBooked`` if anybody has another appointment then; call it with the people locked.

    Of an interview that ``by`` does not see it says no more than a calendar that shows who is free: neither that it is
    an interview, nor when it begins and ends.
    """
    if not interview.blocks_time:
        return
    standing = Interview.objects.blocking_time().overlapping(interview.starts_at, interview.ends_at)
    others = standing.exclude(pk=interview.pk)
    sitting = Panelist.objects.active().filter(user__in=list(users), interview__in=others)
    place = (
        sitting.select_related("user", "interview__candidacy__candidate").order_by("interview__starts_at", "pk").first()
    )
    if place:
        clash = place.interview
        raise DoubleBooked(_refusal(clash, place.user, f" with {clash.candidacy.candidate}", interview, by))
    candidate = interview.candidacy.candidate
    meeting = others.filter(candidacy__candidate=candidate).order_by("starts_at", "pk").first()
    if meeting:
        raise DoubleBooked(_refusal(meeting, candidate, "", interview, by))


def sees(user: User, interview: Interview) -> bool:
    """Whether ``user`` may know of ``interview``. One query."""
    return Interview.objects.visible_to(user).filter(pk=interview.pk).exists()


def _refusal(clash: Interview, who: object, whom: str, wanted: Interview, by: User) -> str:
    if not sees(by, clash):
        return f"{who} is not available then. Choose another time."
    zone = ZoneInfo(wanted.timezone)
    start, end = clash.starts_at.astimezone(zone), clash.ends_at.astimezone(zone)
    when = f"{start:%a} {start.day} {start:%b}, {start:%H:%M} to {end:%H:%M} ({zone.key})"
    return f"{who} has another interview{whom} then: {when}."
