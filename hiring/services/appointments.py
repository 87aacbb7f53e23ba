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
    """Somebody has another interview at this time."""

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
    """Raise ``DoubleBooked`` if anybody has another appointment then; call it with the people locked."""
    if not interview.blocks_time:
        return
    standing = Interview.objects.blocking_time().overlapping(interview.starts_at, interview.ends_at)
    others = standing.exclude(pk=interview.pk).select_related("candidacy__candidate")
    zone = ZoneInfo(interview.timezone)
    for user in users:
        clash = others.filter(panelists__in=Panelist.objects.active().filter(user=user)).first()
        if clash:
            known = Interview.objects.visible_to(by).filter(pk=clash.pk).exists()
            whom = f" with {clash.candidacy.candidate}" if known else ""
            raise DoubleBooked(f"{user} has another interview{whom} then: {_words(clash, zone)}.")
    clash = others.filter(candidacy__candidate=interview.candidacy.candidate_id).first()
    if clash:
        raise DoubleBooked(f"{interview.candidacy.candidate} has another interview then: {_words(clash, zone)}.")


def _words(interview: Interview, zone: ZoneInfo) -> str:
    start, end = interview.starts_at.astimezone(zone), interview.ends_at.astimezone(zone)
    return f"{start:%a} {start.day} {start:%b}, {start:%H:%M} to {end:%H:%M} ({zone.key})"
