"""Offering a candidate times to choose from, as whoever plans does it."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction
from django.utils import timezone as clock

from accounts.models import User
from core import audit
from core.errors import Refused
from hiring import offer_emails
from hiring.models import Candidacy, Offer, OfferedTime, OfferPlace, OfferState, Stage
from hiring.queries.offers import free_for
from question_bank.models import StageKind

from .appointments import NotRunning
from .candidates import NoSuchZone
from .interviews import NotThisRole
from .locks import lock_candidacy, lock_people
from .offer_links import end_offers, fresh_offer_link
from .panels import PanelEmpty, check_panel, seat_panel

LONGEST_SPAN, FURTHEST = timedelta(days=31), timedelta(days=730)
LONGEST_WAIT = timedelta(days=30)
MOST_TIMES, MOST_MOVES, MOST_HOURS = 200, 5, 168


class BadDays(Refused):
    """The days cannot be."""

    message = "The last day must not come before the first."
    field = "last_day"


class BadLength(Refused):
    """No interview is that long."""

    message = "An interview lasts from 5 minutes to 12 hours."
    field = "minutes"


class BadTerm(Refused):
    """The link would be open too short or too long, or the candidate could move too often."""

    message = "Give the candidate between one hour and 30 days to answer."
    field = "expires_days"


class NothingFree(Refused):
    """Nobody could choose anything."""

    message = "No time is free for all in these days. Choose other days, fewer people or a shorter length."
    field = "first_day"


class NotFree(Refused):
    """Some of the times to offer are taken."""

    message = "Some of these times are not free any more. Show the free times again and choose anew."
    field = "times"


class OfferedAlready(Refused):
    """One link is enough."""

    message = "The candidate has an open offer for this stage already. Take that back first."
    field = "stage"


class NotOffered(Refused):
    """The offer was answered or taken back."""

    message = "This offer is not open any more."


def check_days(first: date, last: date, *, timezone: str) -> None:
    """Refuse days, on the clock of ``timezone``, in which nothing can be offered. Raises ``BadDays``."""
    today = clock.now().astimezone(ZoneInfo(timezone)).date()
    if last < first:
        raise BadDays
    if last - first >= LONGEST_SPAN:
        raise BadDays("Offer at most 31 days at once.")
    if abs(first - today) > FURTHEST:
        raise BadDays("This is more than two years away. Check the year.", field="first_day")
    if last < today:
        raise BadDays("These days are over. Choose later ones.")


@transaction.atomic
def make_offer(
    *,
    candidacy: Candidacy,
    stage: Stage,
    panel: Iterable[User],
    shadows: Iterable[User] = (),
    minutes: int,
    place: str,
    timezone: str,
    first_day: date,
    last_day: date,
    times: Collection[datetime] = (),
    expires_at: datetime,
    moves: int = 1,
    move_hours: int = 24,
    give_seats: bool = False,
    by: User,
) -> Offer:
    """Offer the candidate times for an interview of ``stage``, and mail them the link to choose by.

    ``times`` are starts that are free for all of ``panel`` and ``shadows``; without any, every time that is free from
    ``first_day`` to ``last_day`` (days of ``timezone``, an IANA name) is offered. The candidate may choose another time
    ``moves`` times, until ``move_hours`` before. ``give_seats``: whether people without a seat on the role get one. An
    open offer of the stage that ``by`` cannot know of ends. Raises ``NotRunning``, ``NotThisRole``, ``BadDays``,
    ``BadLength``, ``BadTerm``, ``NoSuchZone``, ``NoSeat``, ``OfferedAlready``, ``NothingFree``, ``NotFree`` and what
    ``check_panel`` raises.
    """
    raters, learners = list(panel), list(shadows)
    lock_candidacy(candidacy)
    if not candidacy.is_running:
        raise NotRunning
    if stage.role_id != candidacy.role_id or not stage.is_scored or stage.kind == StageKind.WORK_SAMPLE:
        raise NotThisRole("Choose a stage of this role in which people meet.")
    _check_terms(minutes, first_day, last_day, timezone, expires_at, moves, move_hours)
    if not raters:
        raise PanelEmpty
    lock_people(candidacy, raters + learners)
    check_panel(candidacy=candidacy, stage=stage, users=raters + learners, by=by)
    seat_panel(role=candidacy.role, users=raters + learners, give_seats=give_seats, by=by)
    _refuse_second(candidacy, stage, by)
    zone = ZoneInfo(timezone)
    free = free_for(raters + learners, candidacy, minutes=minutes, first=first_day, last=last_day, zone=zone, by=by)
    if not free:
        raise NothingFree
    if len(set(times)) > MOST_TIMES or not set(times).issubset(free):
        raise NotFree
    end_offers(candidacy, stage)
    offer = Offer.objects.create(
        candidacy=candidacy, stage=stage, minutes=minutes, place=" ".join(place.split()), timezone=timezone,
        first_day=first_day, last_day=last_day, expires_at=expires_at, moves_left=moves, move_hours=move_hours,
        sent_at=clock.now(), created_by=by,
    )  # fmt: skip
    OfferPlace.objects.bulk_create(
        OfferPlace(offer=offer, user=user, shadows=user in learners) for user in raters + learners
    )
    OfferedTime.objects.bulk_create(OfferedTime(offer=offer, starts_at=at) for at in sorted(set(times)))
    audit.record(
        "offer.made", by=by, obj=offer, scope=candidacy.uid, stage=stage.uid, number=len(set(times)),
        panel=[user.uid for user in raters], learners=[user.uid for user in learners],
    )  # fmt: skip
    offer_emails.times_offered(offer, token=fresh_offer_link(offer))
    return offer


@transaction.atomic
def withdraw_offer(*, offer: Offer, by: User) -> Offer:
    """Take an open offer back: its link ends, and the candidate is told if it had not run out.

    Raises ``NotOffered``.
    """
    was_open = _hold_open(offer).is_open
    offer.state = OfferState.WITHDRAWN
    offer.save(update_fields=["state"])
    audit.record("offer.withdrawn", by=by, obj=offer, scope=offer.candidacy.uid)
    if was_open:
        offer_emails.offer_taken_back(offer)
    return offer


@transaction.atomic
def renew_offer(*, offer: Offer, expires_at: datetime, by: User) -> Offer:
    """Mail the candidate a new link, open until ``expires_at`` (aware); earlier ones end.

    Raises ``NotRunning``, ``NotOffered``, ``BadDays`` once the days are over, and ``BadTerm``.
    """
    _hold_open(offer)
    if not offer.candidacy.is_running:
        raise NotRunning
    check_days(offer.first_day, offer.last_day, timezone=offer.timezone)
    _check_term(expires_at)
    offer.expires_at, offer.sent_at, offer.none_suits_at = expires_at, clock.now(), None
    offer.save(update_fields=["expires_at", "sent_at", "none_suits_at"])
    offer.tokens.all().delete()
    audit.record("offer.renewed", by=by, obj=offer, scope=offer.candidacy.uid)
    offer_emails.times_offered(offer, token=fresh_offer_link(offer), is_again=True)
    return offer


def _hold_open(offer: Offer) -> Offer:
    """Lock the candidacy, read ``offer`` again and refuse one that was answered or taken back."""
    lock_candidacy(offer.candidacy)
    candidacy = offer.candidacy
    offer.refresh_from_db(from_queryset=Offer.objects.select_related("stage", "created_by"))
    offer.candidacy = candidacy
    if offer.state != OfferState.OPEN:
        raise NotOffered
    return offer


def _refuse_second(candidacy: Candidacy, stage: Stage, by: User) -> None:
    """Refuse a second offer; one that has run out, or that ``by`` must not know of, gives way instead."""
    waiting = Offer.objects.visible_to(by).waiting()
    if waiting.filter(candidacy=candidacy, stage=stage).exists():
        raise OfferedAlready


def _check_terms(
    minutes: int, first: date, last: date, timezone: str, expires_at: datetime, moves: int, hours: int
) -> None:
    if timezone not in available_timezones():
        raise NoSuchZone
    if not 5 <= minutes <= 12 * 60:
        raise BadLength
    check_days(first, last, timezone=timezone)
    _check_term(expires_at)
    if not (0 <= moves <= MOST_MOVES and 0 <= hours <= MOST_HOURS):
        raise BadTerm("A candidate may choose another time at most five times, up to a week before.", field="moves")


def _check_term(expires_at: datetime) -> None:
    if not timedelta(hours=1) <= expires_at - clock.now() <= LONGEST_WAIT:
        raise BadTerm
