"""Offered times: which of them a candidate can still take, and how offers stand for whoever plans."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet

from accounts.models import User
from hiring.models import Candidacy, CandidateWindow, Interview, Offer, OfferPlace, OfferState, Panelist

from .free_times import Diary

# How many times are proposed, on how many days, where nobody says which.
SPREAD, SPREAD_DAYS = 9, 5
# A day as people keep it: a proposal lies within it where the candidate is, if any time does.
MORNING, EVENING = 8, 19


@dataclass(frozen=True)
class Choice:
    """The starts that a candidate may choose from now. ``fresh``: some were offered in the place of others, taken
    since. ``stands_still``: somebody on the panel is not there any more, so nothing can be taken."""

    starts: list[datetime]
    fresh: bool = False
    stands_still: bool = False


def choice_of(offer: Offer) -> Choice:
    """Return what the candidate of ``offer``, which is open or whose interview is to be moved, may choose from.

    Every start is free by now. Where some of the offered ones are not, others of the same days come in their place.
    At most ten queries.
    """
    panel = _panel_of(offer)
    if not all(user.is_active for user in panel):
        return Choice([], stands_still=True)
    free = _free(offer, panel)
    offered = _offered(offer)
    if not offered:
        return Choice(free)
    kept = [at for at in free if at in offered]
    missing = len(offered) - len(kept)
    others = [at for at in free if at not in offered]
    more = spread(others, day_zone=ZoneInfo(offer.timezone), there=_there(offer), count=missing) if missing else []
    return Choice(sorted([*kept, *more]), fresh=bool(missing))


def may_take(offer: Offer, at: datetime) -> bool:
    """Whether the start ``at`` may be chosen: it was offered, or stands in for one that is gone and is free by now.

    What was offered may be taken meanwhile: planning it tells.
    """
    offered = _offered(offer)
    if at in offered:
        return True
    panel = _panel_of(offer)
    if not all(user.is_active for user in panel):
        return False
    free = _free(offer, panel)
    return at in free and (not offered or not offered.issubset(free))


def spread(starts: Sequence[datetime], *, day_zone: ZoneInfo, there: ZoneInfo, count: int = SPREAD) -> list[datetime]:
    """Return up to ``count`` of ``starts``, over several days and both halves of a day, at an hour fit for ``there``.

    Days are those of ``day_zone``.
    """
    fit = [at for at in starts if MORNING <= at.astimezone(there).hour < EVENING] or list(starts)
    days = [list(of) for _, of in groupby(fit, key=lambda at: at.astimezone(day_zone).date())]
    chosen = _evenly(days, min(SPREAD_DAYS, count))
    found: set[datetime] = set()
    for place, day in enumerate(chosen):
        share = -(-(count - len(found)) // (len(chosen) - place))
        found |= set(_evenly(day, share))
    return sorted(found)


def offers_of(user: User, candidacy: Candidacy) -> list[Offer]:
    """Return the offers of ``candidacy`` that ``user`` may know of and that are open or were declined, newest first.

    What the candidate wrote is left out for whoever is on a panel of theirs. One or two queries.
    """
    rows = Offer.objects.visible_to(user).annotate(rates=_on_panel(user)).filter(candidacy=candidacy, interview=None)
    rows = rows.exclude(state=OfferState.WITHDRAWN).select_related("stage", "created_by").order_by("-pk")
    places = Prefetch("places", OfferPlace.objects.select_related("user").order_by("pk"))
    offers: list[Any] = list(rows.annotate(count=Count("times")).prefetch_related(places))
    return [_without_words(offer) if offer.rates or _sits(user, offer) else offer for offer in offers]


def with_offer(rows: QuerySet[Interview], user: User) -> QuerySet[Any]:
    """Read with each of ``rows`` the offer by which it was chosen, and whether ``user`` rates its candidate."""
    return rows.select_related("offer").annotate(rates=_on_panel(user))


def offer_behind(interview: Any) -> Offer | None:
    """Return the offer by which ``interview``, from ``with_offer``, was chosen; none to whoever rates its candidate."""
    offer = None if interview.rates else getattr(interview, "offer", None)
    if offer is not None:
        offer.interview = interview
    return offer


def reads_words(user: User, offer: Offer) -> bool:
    """Whether ``user``, who may know of ``offer``, reads what its candidate writes: not whoever rates them."""
    return not _rates(user, offer.candidacy) and not _sits(user, offer)


def windows_of(user: User, candidacy: Candidacy, *, since: datetime) -> list[tuple[datetime, datetime]]:
    """Return when the candidate said that they could, from ``since`` on, as far as ``user`` may know. One query."""
    rows = CandidateWindow.objects.visible_to(user).filter(candidate=candidacy.candidate_id, ends_at__gt=since)
    rows = rows.order_by("starts_at")
    return list(rows.values_list("starts_at", "ends_at"))


def free_for(
    panel: Iterable[User], candidacy: Candidacy, *, minutes: int, first: date, last: date, zone: ZoneInfo, by: User
) -> list[datetime]:
    """Return the starts that suit ``panel`` and the candidate from ``first`` to ``last``, as far as ``by`` may know."""
    people = list(panel)
    days = (last - first).days + 1
    diary = Diary(people, candidate=candidacy.candidate, first_day=first, days=days, zone=zone, by=by)
    return diary.free_times(people, minutes=minutes).starts


def _panel_of(offer: Offer) -> list[User]:
    places = offer.interview.panelists.active() if offer.interview else offer.places.all()
    return [place.user for place in places.select_related("user").order_by("user")]


def _offered(offer: Offer) -> set[datetime]:
    times = set(offer.times.values_list("starts_at", flat=True))
    return times - {offer.interview.starts_at} if offer.interview else times


def _free(offer: Offer, panel: list[User]) -> list[datetime]:
    lasts = timedelta(minutes=offer.minutes)
    if offer.interview:
        lasts = offer.interview.ends_at - offer.interview.starts_at
    diary = Diary(
        panel, candidate=offer.candidacy.candidate, first_day=offer.first_day,
        days=(offer.last_day - offer.first_day).days + 1, zone=ZoneInfo(offer.timezone), by=None,
        besides=offer.interview,
    )  # fmt: skip
    found = diary.free_times(panel, minutes=round(lasts.total_seconds() / 60)).starts
    return [at for at in found if offer.interview is None or at != offer.interview.starts_at]


def _there(offer: Offer) -> ZoneInfo:
    return ZoneInfo(offer.candidacy.candidate.timezone)


def _evenly(things: Sequence, count: int) -> list:
    """Return ``count`` of ``things``, or all, with the same distance between them."""
    if len(things) <= count:
        return list(things)
    return [things[(2 * place + 1) * len(things) // (2 * count)] for place in range(count)]


def _on_panel(user: User) -> Exists:
    return Exists(Panelist.objects.active().filter(user=user, interview__candidacy=OuterRef("candidacy")))


def _rates(user: User, candidacy: Candidacy) -> bool:
    return Panelist.objects.active().filter(user=user, interview__candidacy=candidacy).exists()


def _sits(user: User, offer: Offer) -> bool:
    places: Collection = offer.places.all()
    return any(place.user_id == user.pk for place in places)


def _without_words(offer: Offer) -> Offer:
    offer.needs = offer.answer_words = ""
    return offer
