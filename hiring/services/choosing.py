"""What a candidate does with offered times. Whoever holds the link acts for them; they have no account.

Nothing that is refused here says why somebody has no time: to a candidate a time is free or it is not.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from django.db import transaction
from django.utils import timezone as clock

from core import audit
from core.errors import Refused
from hiring import offer_emails
from hiring.models import Candidate, Interview, Offer, OfferState
from hiring.queries.offers import may_take

from .appointments import Cancelled, DoubleBooked
from .candidates import NoSuchZone
from .interviews import change_interview, plan_interview
from .offer_links import hold_offer
from .panels import NoSeat, PanelRefused
from .soft_limits import OutsideLimits
from .windows import NoWindow, replace_windows

LONGEST_NEEDS, LONGEST_ANSWER = 2_000, 1_000
NAMES = {"spoken_name": 80, "pronunciation": 120}


class TimeGone(Refused):
    """Somebody was faster, or somebody on the panel cannot any more."""

    message = "This time has just been taken. Please choose another one; what you wrote is still here."
    field = "start"


class NotOneOfThese(Refused):
    """The time was not offered, or lies in the past."""

    message = "Please choose one of the times below."
    field = "start"


class AnsweredAlready(Refused):
    """A time was chosen, or the offer declined."""

    message = "You have answered already."


class PanelChanged(Refused):
    """Somebody of the panel is not there any more."""

    message = "The people you would meet have changed, so no time can be taken now. We will write to you."


class NoMoreMoves(Refused):
    """The limit is reached."""

    message = "This appointment cannot be moved here any more. If you cannot come, answer the mail."


class CalledOff(Refused):
    """The interview was cancelled."""

    message = "This appointment was called off."


@transaction.atomic
def pick_time(*, token: str, starts_at: datetime, needs: str = "", names: Mapping[str, str] | None = None) -> Interview:
    """Take one of the offered times: the interview is planned as by whoever made the offer, and everybody is invited.

    ``needs`` and ``names`` are what ``tell_wishes`` takes. No limit of the panel's is overridden. Raises
    ``OfferEnded``, ``AnsweredAlready``, ``NotOneOfThese``, ``TimeGone`` and ``PanelChanged``.
    """
    offer = hold_offer(token)
    if offer.state != OfferState.OPEN:
        raise AnsweredAlready
    _check_start(offer, starts_at)
    places = list(offer.places.select_related("user").order_by("user"))
    try:
        interview = plan_interview(
            candidacy=offer.candidacy, stage=offer.stage, starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=offer.minutes), timezone=offer.timezone, place=offer.place,
            panel=[place.user for place in places if not place.shadows],
            shadows=[place.user for place in places if place.shadows], chosen=True, by=offer.created_by,
        )  # fmt: skip
    except (DoubleBooked, OutsideLimits) as refusal:
        raise TimeGone from refusal
    except (PanelRefused, NoSeat) as refusal:
        raise PanelChanged from refusal
    offer.state, offer.interview, offer.answered_at = OfferState.TAKEN, interview, clock.now()
    offer.save(update_fields=["state", "interview", "answered_at"])
    audit.record("offer.taken", by=None, obj=interview, scope=offer.candidacy.uid)
    offer_emails.time_chosen(offer)
    _note_wishes(offer, needs, names or {})
    return interview


@transaction.atomic
def move_time(*, token: str, starts_at: datetime) -> Interview:
    """Move the interview that was chosen to another of the times, as often and as late as the offer allows.

    Raises ``OfferEnded``, ``CalledOff``, ``NoMoreMoves``, ``NotOneOfThese`` and ``TimeGone``.
    """
    offer = hold_offer(token)
    if offer.interview and offer.interview.cancelled_at:
        raise CalledOff
    if not offer.interview or not offer.can_be_moved:
        raise NoMoreMoves
    interview = offer.interview
    _check_start(offer, starts_at)
    interview.candidacy = offer.candidacy
    lasts = interview.ends_at - interview.starts_at
    try:
        change_interview(
            interview=interview, starts_at=starts_at, ends_at=starts_at + lasts, timezone=interview.timezone,
            place=interview.place, chosen=True, by=offer.created_by,
        )  # fmt: skip
    except (DoubleBooked, OutsideLimits) as refusal:
        raise TimeGone from refusal
    except Cancelled as refusal:
        raise CalledOff from refusal
    offer.moves_left -= 1
    offer.save(update_fields=["moves_left"])
    audit.record("offer.moved", by=None, obj=interview, scope=offer.candidacy.uid, left=offer.moves_left)
    offer_emails.time_chosen(offer, is_move=True)
    return interview


@transaction.atomic
def decline_offer(*, token: str, words: str = "") -> Offer:
    """Say no to all of it, in ``words`` if they like: whoever plans is told. The candidacy goes on.

    A second time changes nothing. Raises ``OfferEnded`` and ``AnsweredAlready``.
    """
    offer = hold_offer(token)
    if offer.state == OfferState.DECLINED:
        return offer
    if offer.state != OfferState.OPEN:
        raise AnsweredAlready
    offer.state, offer.answered_at = OfferState.DECLINED, clock.now()
    offer.answer_words = words.strip()[:LONGEST_ANSWER]
    offer.save(update_fields=["state", "answered_at", "answer_words"])
    audit.record("offer.declined", by=None, obj=offer, scope=offer.candidacy.uid)
    offer_emails.offer_declined(offer)
    return offer


@transaction.atomic
def tell_wishes(*, token: str, needs: str, names: Mapping[str, str]) -> Offer:
    """Note what the candidate needs to be set up differently, and how to call them and say their name.

    ``names`` holds ``spoken_name`` and ``pronunciation``. Whoever plans is told that they ask, never in their words.
    Raises ``OfferEnded``.
    """
    offer = hold_offer(token)
    _note_wishes(offer, needs, names)
    return offer


@transaction.atomic
def say_when(*, token: str, windows: Collection[tuple[datetime, datetime]]) -> Offer:
    """Note that none of the times suits, and when the candidate could instead, in place of what they said here before.

    Whoever plans is told. Raises ``OfferEnded``, ``AnsweredAlready``, ``NoWindow`` and ``BadWindow``.
    """
    offer = hold_offer(token)
    if offer.state != OfferState.OPEN:
        raise AnsweredAlready
    if not windows:
        raise NoWindow
    replace_windows(offer.candidacy.candidate.windows.filter(noted_by=None), offer.candidacy, windows)
    offer.none_suits_at = clock.now()
    offer.save(update_fields=["none_suits_at"])
    audit.record("offer.none_suits", by=None, obj=offer, scope=offer.candidacy.uid, number=len(set(windows)))
    offer_emails.none_suits(offer)
    return offer


@transaction.atomic
def choose_zone(*, token: str, timezone: str) -> Offer:
    """Show the candidate times in ``timezone``, an IANA name, from now on; invitations too.

    Raises ``OfferEnded`` and ``NoSuchZone``.
    """
    if timezone not in available_timezones():
        raise NoSuchZone
    offer = hold_offer(token)
    candidate = offer.candidacy.candidate
    if candidate.timezone != timezone:
        candidate.timezone = timezone
        candidate.save(update_fields=["timezone"])
        _tell_interviews(candidate)
        audit.record("offer.zone_chosen", by=None, obj=offer, scope=offer.candidacy.uid)
    return offer


def _tell_interviews(candidate: Candidate) -> None:
    """An interview that is over stays as it was: what is said later would tell its panel that there is more."""
    Interview.objects.filter(candidacy__candidate=candidate, ends_at__gt=clock.now()).update(**candidate.told)


def _check_start(offer: Offer, starts_at: datetime) -> None:
    if starts_at <= clock.now():
        raise NotOneOfThese("This time has passed already. Please choose another one.")
    if not may_take(offer, starts_at):
        raise NotOneOfThese


def _note_wishes(offer: Offer, needs: str, names: Mapping[str, str]) -> None:
    candidate = offer.candidacy.candidate
    said = {name: " ".join(names.get(name, getattr(candidate, name)).split())[:most] for name, most in NAMES.items()}
    needs = needs.strip()[:LONGEST_NEEDS]
    changed = [name for name in NAMES if getattr(candidate, name) != said[name]]
    if not changed and needs == offer.needs:
        return
    for name in changed:
        setattr(candidate, name, said[name])
    if changed:
        candidate.save(update_fields=changed)
        _tell_interviews(candidate)
    is_new = needs != offer.needs and bool(needs)
    offer.needs = needs
    offer.save(update_fields=["needs"])
    audit.record("offer.wishes_told", by=None, obj=offer, scope=offer.candidacy.uid)
    if is_new:
        offer_emails.needs_asked(offer)
