"""What the candidate page shows of scorecards: one's own, who owes, and what is in."""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from hiring.models import Candidacy, Panelist

from ..models import Scorecard
from ..visibility import visible_scorecards
from .comparison import comparable
from .progress import PanelistProgress, progress
from .standing import Standing, standing


@dataclass(frozen=True)
class OwnPlace:
    """One's own place on a panel: how the scorecard stands, and the act that follows."""

    stage: str
    words: str
    act: str
    url: str


@dataclass(frozen=True)
class Place:
    """Somebody's place: ``words`` say owing or sealed; ``card`` once it may be read."""

    name: str
    words: str
    card: Scorecard | None


@dataclass(frozen=True)
class StagePlaces:
    name: str
    is_complete: bool
    places: list[Place]


@dataclass(frozen=True)
class ScorecardsPanel:
    """``waits``: on the panel, and the others' scorecards are not open yet; ``owes``: one's own is not sealed either;
    ``outside``: neither on the panel nor deciding, so that nothing opens. ``shown``: others' scorecards on the panel,
    for ``record_reading``. ``learners``: the scorecards of those who sat in that may be compared with the raters'."""

    own: list[OwnPlace]
    waits: bool
    stages: list[StagePlaces]
    shown: list[Scorecard]
    learners: list[Scorecard] = field(default_factory=list)
    owes: bool = False
    outside: bool = False


def scorecards_panel(user: User, candidacy: Candidacy) -> ScorecardsPanel:
    """What ``user`` sees of the scorecards on ``candidacy``. At most nine queries."""
    own = standing(user, candidacy)
    places = [place for place in own.places if not place.left_at or _sealed_at(place)]
    if own.owing:
        return ScorecardsPanel([_own(place, place in own.owing) for place in places], True, [], [], owes=True)
    visible = visible_scorecards(user).sealed().counting().filter(panelist__interview__candidacy=candidacy)
    cards = list(visible.select_related("panelist__user", "panelist__interview__stage").order_by("sealed_at"))
    others = [card for card in cards if card.panelist.user_id != user.pk]
    stages = _by_progress(user, candidacy, cards) if own.decides else _by_stage(others)
    listed = {card.panelist_id for card in cards} if own.decides else set()
    mine = [_own(place, owes=False) for place in places if place.pk not in listed]
    outside = not own.is_panelist and not own.decides and not others
    learners = comparable(user, candidacy) if own.is_panelist else []
    return ScorecardsPanel(mine, _waits(own, others), stages, others, learners, outside=outside)


def _waits(own: Standing, others: list[Scorecard]) -> bool:
    return own.is_panelist and not own.decides and not own.is_recused and not others


def _by_progress(user: User, candidacy: Candidacy, cards: list[Scorecard]) -> list[StagePlaces]:
    readable = {card.panelist_id: card for card in cards}
    return [
        StagePlaces(
            stage.stage.name,
            stage.is_complete,
            [Place(place.name, _words(place), readable.get(place.panelist.pk)) for place in stage.panelists],
        )
        for stage in progress(user, candidacy)
    ]


def _by_stage(cards: list[Scorecard]) -> list[StagePlaces]:
    stages: dict[str, list[Place]] = {}
    for card in cards:
        words = f"sealed {_when(card.sealed_at)}"
        stages.setdefault(card.panelist.interview.stage.name, []).append(Place(card.panelist.user.name, words, card))
    return [StagePlaces(name, False, places) for name, places in stages.items()]


def _words(place: PanelistProgress) -> str:
    since = _when(place.since)
    waiting = place.since and place.since > timezone.now()
    return {
        "sealed": f"sealed {since}",
        "owing": f"interview ends {since}" if waiting else f"owes the scorecard since {since}",
        "recused": f"recused {since}",
        "left": f"left the panel {since}",
        "ended": "nothing owed any more",
    }[place.state]


def _own(place: Panelist, owes: bool) -> OwnPlace:
    card = getattr(place, "scorecard", None)
    url = reverse("scorecard_edit", args=[place.interview.uid])
    name = place.interview.stage.name
    if card and card.sealed_at:
        detail = reverse("scorecard_detail", args=[card.uid])
        return OwnPlace(name, f"sealed {_when(card.sealed_at)}", "Read", detail)
    if not owes:
        return OwnPlace(name, "recused" if place.recused_at else "not owed any more", "Why", _why(place))
    if card and card.saved_at:
        return OwnPlace(name, f"draft, saved {_when(card.saved_at)}", "Finish", url)
    started = place.interview.starts_at <= timezone.now()
    return OwnPlace(name, "not started", "Fill in" if started else "Open kit", url)


def _why(place: Panelist) -> str:
    return reverse("independence_explain", args=[place.interview.candidacy.uid])


def _sealed_at(place: Panelist) -> datetime | None:
    return getattr(getattr(place, "scorecard", None), "sealed_at", None)


def _when(moment: datetime | None) -> str:
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    today = local.date() == timezone.localtime().date()
    return local.strftime("%H:%M") if today else date_format(local, "D j M, H:i")
