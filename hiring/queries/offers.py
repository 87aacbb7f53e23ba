"""Offered times: which of them a candidate can still take, and how offers stand for whoever plans."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import User, any_reader
from core.statements import Statement
from hiring.models import (
    Candidacy,
    CandidateWindow,
    Interview,
    Offer,
    OfferPlace,
    OfferState,
    Panelist,
    Seat,
    SeatKind,
    Stage,
)

from .free_times import free_times

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
    if offered is None:
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
    if offered is not None and at in offered:
        return True
    panel = _panel_of(offer)
    if not all(user.is_active for user in panel):
        return False
    free = _free(offer, panel)
    return at in free and (offered is None or not offered.issubset(free))


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

    What the candidate wrote is left out for whoever rates them or does not recruit. One or two queries.
    """
    offers = _OFFERS.all(user.access_level, user=user.pk, candidacy=candidacy.pk)
    return [_without_words(offer) if offer.kept_out else offer for offer in offers]


def _offers(access_level: str, user: int, candidacy: int) -> QuerySet[Any]:
    reader = any_reader(access_level, user)
    rows = Offer.objects.visible_to(reader).annotate(kept_out=_kept_out(reader))
    rows = rows.filter(candidacy=candidacy, interview=None).exclude(state=OfferState.WITHDRAWN)
    places = Prefetch("places", OfferPlace.objects.select_related("user").order_by("pk"))
    rows = rows.annotate(count=Count("times")).prefetch_related(places)
    return rows.select_related("stage", "created_by").order_by("-pk")


_OFFERS = Statement(_offers, user=int, candidacy=int)


def stages_to_plan(user: User, candidacy: Candidacy) -> list[Any]:
    """Return the stages of the role in order, each with ``is_planned``: whether ``user`` sees a standing interview of
    ``candidacy`` in it. One query."""
    known = Interview.objects.visible_to(user).standing().filter(candidacy=candidacy, stage=OuterRef("pk"))
    stages = candidacy.role.stages.in_order().select_related("guide_stage")
    return list(stages.annotate(is_planned=Exists(known)))


def stage_to_offer(candidacy: Candidacy, stages: Sequence[Any], among: Sequence[Any]) -> Stage | None:
    """Return the first ``among`` the ``stages_to_plan`` that is not planned, from where ``candidacy`` (``as_shown_to``
    the reader) stands on; else the last."""
    here = next((stage.position for stage in stages if stage.pk == candidacy.shown_stage), 0)
    ahead = [stage for stage in among if stage.position >= here] or among[-1:]
    return next((stage for stage in ahead if not stage.is_planned), ahead[-1] if ahead else None)


def with_offer(rows: QuerySet[Interview], user: User) -> QuerySet[Any]:
    """Read with each of ``rows`` the offer by which it was chosen, and whether its words are kept from ``user``."""
    return rows.select_related("offer").annotate(kept_out=_kept_out(user))


def offer_behind(interview: Any) -> Offer | None:
    """Return the offer by which ``interview``, from ``with_offer``, was chosen; none to whom it is kept from."""
    offer = None if interview.kept_out else getattr(interview, "offer", None)
    if offer is not None:
        offer.interview = interview
    return offer


def reads_words(user: User, offer: Offer) -> bool:
    """Whether ``user``, who may know of ``offer``, reads what its candidate writes."""
    return not Offer.objects.filter(_kept_out(user), pk=offer.pk).exists()


def windows_of(user: User, candidacy: Candidacy, *, since: datetime) -> list[tuple[datetime, datetime]]:
    """Return when the candidate said that they could, from ``since`` on, as far as ``user`` may know. One query."""
    rows = CandidateWindow.objects.visible_to(user).filter(candidate=candidacy.candidate_id, ends_at__gt=since)
    rows = rows.order_by("starts_at")
    return list(rows.values_list("starts_at", "ends_at"))


def free_for(
    panel: Iterable[User], candidacy: Candidacy, *, minutes: int, first: date, last: date, zone: ZoneInfo, by: User
) -> list[datetime]:
    """Return the starts that suit ``panel`` and the candidate from ``first`` to ``last``, as far as ``by`` may know."""
    found = free_times(
        list(panel), candidate=candidacy.candidate, minutes=minutes, first_day=first, days=(last - first).days + 1,
        zone=zone, by=by,
    )  # fmt: skip
    return found.starts


def _panel_of(offer: Offer) -> list[User]:
    places = offer.interview.panelists.active() if offer.interview else offer.places.all()
    return [place.user for place in places.select_related("user").order_by("user")]


def _offered(offer: Offer) -> set[datetime] | None:
    """The starts that were offered, but for the one that was taken; ``None`` if every free one was."""
    times = set(offer.times.values_list("starts_at", flat=True))
    if not times:
        return None
    return times - {offer.interview.starts_at} if offer.interview else times


def _free(offer: Offer, panel: list[User]) -> list[datetime]:
    lasts = timedelta(minutes=offer.minutes)
    if offer.interview:
        lasts = offer.interview.ends_at - offer.interview.starts_at
    found = free_times(
        panel, candidate=offer.candidacy.candidate, minutes=round(lasts.total_seconds() / 60),
        first_day=offer.first_day, days=(offer.last_day - offer.first_day).days + 1, zone=ZoneInfo(offer.timezone),
        by=None, besides=offer.interview,
    )  # fmt: skip
    return [at for at in found.starts if offer.interview is None or at != offer.interview.starts_at]


def _there(offer: Offer) -> ZoneInfo:
    return ZoneInfo(offer.candidacy.candidate.timezone)


def _evenly(things: Sequence, count: int) -> list:
    """Return ``count`` of ``things``, or all, with the same distance between them."""
    if len(things) <= count:
        return list(things)
    return [things[(2 * place + 1) * len(things) // (2 * count)] for place in range(count)]


def _kept_out(user: User) -> Q:
    """Whether the words of the candidate of a row's ``candidacy`` are not for ``user``.

    They are for whoever made the offer or recruits, and for none who rates: on a panel, bound by one, or on one to be.
    """
    places = Panelist.objects.filter(user=user, interview__candidacy=OuterRef("candidacy"))
    to_be = OfferPlace.objects.filter(user=user, offer__candidacy=OuterRef("candidacy"), offer__state=OfferState.OPEN)
    rates = Q(Exists(places.active())) | Q(Exists(places.binding())) | Q(Exists(to_be))
    if user.access_level in {"admin", "recruiter"}:
        return rates
    recruits = Seat.objects.filter(role=OuterRef("candidacy__role"), user=user, kind=SeatKind.RECRUITER)
    return rates | ~(Q(created_by=user) | Q(Exists(recruits)))


def _without_words(offer: Offer) -> Offer:
    offer.needs = offer.answer_words = ""
    return offer
